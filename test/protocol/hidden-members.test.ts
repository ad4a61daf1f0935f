/** Members that are no resources here: shown as nothing, counted, and never lost by what a client writes. RFC 7643 §4.2 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { urn } from '../../src/scim/urn.ts'
import { groupBody, userBody } from '../support/gateway.ts'
import { emptiable, type GroupKind, memberValue, openStageOf, refusingEmpty } from './group-kinds.ts'
import type { Stage } from './support.ts'

const kinds: readonly GroupKind[] = [...refusingEmpty, ...emptiable]

describe.each(kinds)('$name', (kind) => {
  let stage: Stage
  let ids: readonly string[]
  let hidden: readonly string[]

  beforeAll(async () => {
    stage = await openStageOf(kind)
    ids = await Promise.all(
      ['ann', 'bob', 'cyd'].map(async (name) => (await stage.scim.post('/Users', userBody(name))).body.id),
    )
    const elsewhere = await stage.admin.addPerson(`uid=robot,ou=services,${stage.ldap.suffix}`, { uid: 'robot' })
    hidden = [elsewhere, `uid=long-gone,${stage.people}`].map((dn) => memberValue(kind, dn))
  })
  afterAll(() => stage?.end())

  const entryOf = async (name: string) => (await stage.admin.stored(`cn=${name},${stage.groups}`))?.[kind.type] ?? []
  const person = (name: string) => memberValue(kind, `uid=${name},${stage.people}`)
  /** A group with ann and bob, and by another client's doing with those whom nobody sees. */
  const build = async (name: string): Promise<string> => {
    const { id } = (await stage.scim.post('/Groups', groupBody(name, [ids[0] as string, ids[1] as string]))).body
    await stage.admin.replace(`cn=${name},${stage.groups}`, kind.type, person('ann'), person('bob'), ...hidden)
    return id
  }
  const shown = async (id: string) =>
    (await stage.scim.get(`/Groups/${id}`)).body.members?.map(({ value }: { value: string }) => value).toSorted()
  const countDuring = async (work: () => Promise<unknown>): Promise<number> => {
    const before = stage.scim.observations.length
    await work()
    const since = stage.scim.observations.slice(before)
    return since.reduce((sum, each) => sum + (each.kind === 'references-hidden' ? each.count : 0), 0)
  }

  it('shows nothing of them, and counts them', async () => {
    const id = await build('Shown')
    await stage.scim.post('/Groups', groupBody('Plain', [ids[0] as string]))

    expect(await shown(id)).toEqual([ids[0], ids[1]].toSorted())
    expect(await countDuring(() => stage.scim.get(`/Groups/${id}`))).toBe(2)
    expect(await countDuring(() => stage.scim.get(`/Groups/${id}?attributes=displayName`))).toBe(0)
    expect(await countDuring(() => stage.scim.get('/Groups?filter=displayName%20eq%20%22Plain%22'))).toBe(0)
  })

  it('keeps them through a PUT, a PATCH of members and one of all members', async () => {
    const id = await build('Kept')
    const path = `/Groups/${id}`
    const patch = (...operations: readonly object[]) =>
      stage.scim.request('PATCH', path, { body: { schemas: [urn.patchOp], Operations: operations } })

    const replaced = await stage.scim.put(path, groupBody('Kept', [ids[1] as string, ids[2] as string]))
    expect([replaced.status, (await entryOf('Kept')).toSorted()]).toEqual([
      200,
      [person('bob'), person('cyd'), ...hidden].toSorted(),
    ])

    await patch({ op: 'remove', path: `members[value eq "${ids[1]}"]` })
    await patch({ op: 'replace', path: 'members', value: [{ value: ids[0] }] })
    expect((await entryOf('Kept')).toSorted()).toEqual([person('ann'), ...hidden].toSorted())
  })
})
