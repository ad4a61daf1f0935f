/** What `groups` by memberOf must be, whatever server keeps it. RFC 7643 §4.1.2 */
import { beforeAll, describe, expect, it } from 'vitest'
import { urn } from '../../src/scim/urn.ts'
import { type Answer, filtered, groupBody, type TestGateway, userBody } from '../support/gateway.ts'

export interface Kept {
  /** Over the directory, with the row `{ memberships: Group, memberOf: memberOf }`. */
  readonly scim: TestGateway
  /** The same directory with `nested: false` in the row. */
  readonly direct: TestGateway
  /** The same directory with the row of the preset: by search. */
  readonly searched: TestGateway
  /** Adds a group that is in no base, past the gateway; done when memberOf tells. */
  elsewhere(name: string, memberDn: string): Promise<void>
  readonly people: string
}

interface Shown {
  readonly display: string
  readonly type: string
}

const names = ['ann', 'bob', 'cyd', 'dan', 'inner', 'middle', 'outer', 'other'] as const
type Ids = Readonly<Record<(typeof names)[number], string>>

const patchOf = (...Operations: readonly object[]) => ({ schemas: [urn.patchOp], Operations })
const adding = (id: string) => patchOf({ op: 'add', path: 'members', value: [{ value: id }] })
const removing = (id: string) => patchOf({ op: 'remove', path: `members[value eq "${id}"]` })

/** `kept` is asked for when a test runs. */
export const describeKept = (name: string, kept: () => Kept): void => {
  describe(name, { timeout: 60_000 }, () => {
    let ids: Ids
    beforeAll(async () => {
      ids = await fill(kept())
    })

    const groupsOf = async (id: string, scim = kept().scim) =>
      shown((await scim.get(`/Users/${id}`)).body.groups as readonly Shown[])
    const found = async (filter: string, scim = kept().scim): Promise<readonly string[]> => {
      const { status, body } = await scim.get(filtered('/Users', filter))
      expect([filter, status]).toEqual([filter, 200])
      return body.Resources.map(({ userName }: { userName: string }) => userName).toSorted()
    }
    const send = async (path: string, body: unknown) => {
      const { status } = await kept().scim.request('PATCH', path, { body })
      expect(status).toBe(204)
    }

    it('tells direct memberships from those through other groups', async () => {
      expect(await groupsOf(ids.ann)).toEqual({ inner: 'direct', middle: 'indirect', outer: 'indirect' })
      expect(await groupsOf(ids.bob)).toEqual({ inner: 'direct', middle: 'indirect', outer: 'direct' })
      expect(await groupsOf(ids.cyd)).toEqual({ other: 'direct' })
    })

    it('shows direct ones alone with nested: false', async () => {
      const { direct } = kept()

      expect(await groupsOf(ids.ann, direct)).toEqual({ inner: 'direct' })
      expect(await groupsOf(ids.bob, direct)).toEqual({ inner: 'direct', outer: 'direct' })
    })

    it('shows in the answer to a write what the next read shows, ETag and all', async () => {
      const { scim } = kept()
      const path = `/Users/${ids.ann}`
      const operation = { op: 'add', path: 'displayName', value: 'Ann' }
      for (const write of [
        () => scim.request('PATCH', path, { body: patchOf(operation) }),
        () => scim.put(path, userBody('ann')),
      ]) {
        const written = await write()
        const read = await scim.get(path)
        expect(shown(written.body.groups)).toEqual({ inner: 'direct', middle: 'indirect', outer: 'indirect' })
        expect([written.body, written.headers.get('etag')]).toEqual([read.body, read.headers.get('etag')])
      }
    })

    it('leaves out groups that are in no base', async () => {
      const { scim, searched, elsewhere, people } = kept()
      await elsewhere('service', `uid=bob,${people}`)

      expect(await groupsOf(ids.bob, scim)).toEqual({ inner: 'direct', middle: 'indirect', outer: 'direct' })
      expect(await groupsOf(ids.bob, searched)).toEqual(await groupsOf(ids.bob, scim))
    })

    it('shows the same in lists', async () => {
      const { body } = await kept().scim.get('/Users?sortBy=userName')

      expect(body.Resources.map(({ groups }: { groups?: readonly Shown[] }) => shown(groups))).toEqual([
        ...[await groupsOf(ids.ann), await groupsOf(ids.bob), await groupsOf(ids.cyd), {}],
      ])
    })

    it('finds by it what a search for members finds', async () => {
      const filters = [
        ...[ids.inner, ids.middle, ids.outer, ids.other, 'nobody', ids.ann].map((id) => `groups.value eq "${id}"`),
        `groups[value eq "${ids.outer}"]`,
        `groups[value eq "${ids.outer}" and type eq "direct"]`,
        `groups[value eq "${ids.outer}" and type eq "indirect"]`,
        `not (groups.value eq "${ids.outer}")`,
        `groups.value eq "${ids.outer}" or groups.value eq "${ids.other}"`,
        `userName eq "dan" or groups.value eq "${ids.outer}"`,
        `groups.value eq "${ids.other}" or (userName sw "a" and groups.value eq "${ids.inner}")`,
        `groups.value eq "${ids.inner}" and groups.value eq "${ids.outer}" and not (userName eq "ann")`,
        `groups.value eq "${ids.other}" or not (userName pr)`,
        `userName eq "dan" and not (groups.value eq "${ids.other}")`,
        `(userName eq "cyd" or groups.value eq "${ids.middle}") and (groups.value eq "${ids.other}" or title pr)`,
        ...['groups pr', 'not (groups pr)', 'groups.display eq "outer"'],
      ]
      const { searched, direct } = kept()

      for (const filter of filters) {
        expect([filter, await found(filter)]).toEqual([filter, await found(filter, searched)])
      }
      expect(await found(`groups.value eq "${ids.outer}"`)).toEqual(['ann', 'bob'])
      expect(await found(`groups.value eq "${ids.outer}"`, direct)).toEqual(['bob'])
      expect(await found('not (groups pr)')).toEqual(['dan'])
    })

    it('follows members that come and go, by PATCH and by PUT, and is no part of what If-Match compares', async () => {
      const { scim } = kept()
      const tag = (await scim.get(`/Users/${ids.dan}`)).headers.get('etag') as string
      await send(`/Groups/${ids.other}`, adding(ids.dan))

      await expect.poll(() => groupsOf(ids.dan)).toEqual({ other: 'direct' })
      expect((await scim.get(`/Users/${ids.dan}`, { 'If-None-Match': tag })).status).toBe(200)
      expect((await scim.put(`/Users/${ids.dan}`, userBody('dan'), { 'If-Match': tag })).status).toBe(200)
      expect(await found(`groups.value eq "${ids.other}"`)).toEqual(['cyd', 'dan'])

      await send(`/Groups/${ids.other}`, removing(ids.dan))
      await expect.poll(() => groupsOf(ids.dan)).toEqual({})
      expect((await scim.put(`/Groups/${ids.other}`, groupBody('other', [ids.cyd, ids.dan]))).status).toBe(200)
      await expect.poll(() => groupsOf(ids.dan)).toEqual({ other: 'direct' })
      expect((await scim.put(`/Groups/${ids.other}`, groupBody('other', [ids.cyd]))).status).toBe(200)
      await expect.poll(() => groupsOf(ids.dan)).toEqual({})
    })

    it('follows groups that get another name or go, and users that get one', async () => {
      const { scim } = kept()
      const team = (await scim.post('/Groups', groupBody('team', [ids.dan]))).body.id
      await expect.poll(() => groupsOf(ids.dan)).toEqual({ team: 'direct' })

      expect((await scim.put(`/Groups/${team}`, groupBody('crew', [ids.dan]))).status).toBe(200)
      await expect.poll(() => groupsOf(ids.dan)).toEqual({ crew: 'direct' })
      expect(await found(`groups.value eq "${team}"`)).toEqual(['dan'])
      expect((await scim.delete(`/Groups/${team}`)).status).toBe(204)
      await expect.poll(() => groupsOf(ids.dan)).toEqual({})
      expect(await found(`groups.value eq "${team}"`)).toEqual([])
    })

    it('is ignored in bodies, and PATCH refuses it', async () => {
      const { scim } = kept()
      const path = `/Users/${ids.dan}`
      const put = await scim.put(path, userBody('dan', { groups: [{ value: ids.outer }] }))
      const refused = await scim.request('PATCH', path, {
        body: patchOf({ op: 'add', path: 'groups', value: [{ value: ids.outer }] }),
      })

      expect([put.status, put.body.groups]).toEqual([200, undefined])
      expect([refused.status, refused.body.scimType]).toEqual([400, 'mutability'])
    })
  })
}

const fill = async ({ scim }: Kept): Promise<Ids> => {
  const idOf = ({ status, body }: Answer): string => {
    expect([status, body]).toEqual([201, expect.anything()])
    return body.id
  }
  const user = async (name: string) => idOf(await scim.post('/Users', userBody(name)))
  const group = async (name: string, ...members: readonly string[]) =>
    idOf(await scim.post('/Groups', groupBody(name, members)))
  const [ann, bob, cyd, dan] = [await user('ann'), await user('bob'), await user('cyd'), await user('dan')]
  const inner = await group('inner', ann, bob)
  const middle = await group('middle', inner)
  const outer = await group('outer', middle, bob)
  const other = await group('other', cyd)
  return { ann, bob, cyd, dan, inner, middle, outer, other }
}

const shown = (groups: readonly Shown[] = []) => Object.fromEntries(groups.map(({ display, type }) => [display, type]))
