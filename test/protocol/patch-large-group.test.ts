/** Large groups, one of 100,000 members: none is read or sent to change a few of them. RFC 7644 §3.5.2.1, §3.5.2.2 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { urn } from '../../src/scim/urn.ts'
import { startGateway, type TestGateway } from '../support/gateway.ts'
import { type Openldap, startOpenldap } from '../support/openldap.ts'
import { isWrite, openWire, type Wire } from '../support/wire.ts'
import { emptiable, groupOfNames, memberValue, overlayFor, slapdFor } from './group-kinds.ts'

const suffix = 'dc=example,dc=com'
/** People who exist, the first ones of the members; the others only make the group as large as it is. */
const people = 150
const personDn = (name: string | number) => `uid=person-${name},ou=people,${suffix}`
const person = (name: string | number) =>
  `dn: ${personDn(name)}\nobjectClass: inetOrgPerson\nuid: person-${name}\ncn: P\nsn: P\n\n`

const [newcomer, other] = [people, people + 1]
const numbers = (length: number) => Array.from({ length }, (_, number) => number)
/** Nobody of these is among the first people that the directory tells of. */
const late = numbers(12).map((number) => `late${number}`)

const kinds = [{ kind: groupOfNames, members: 100_000 }, ...emptiable.map((kind) => ({ kind, members: 10_000 }))]

describe.each(kinds)('$kind.name', ({ kind, members }) => {
  function* group(name: string, memberDns: Iterable<string>): Generator<string> {
    yield `dn: cn=${name},ou=groups,${suffix}\nobjectClass: ${kind.objectClass}\ncn: ${name}\n`
    for (const [type, value] of Object.entries(kind.more ?? {})) yield `${type}: ${value}\n`
    for (const dn of memberDns) yield `${kind.type}: ${memberValue(kind, dn)}\n`
    yield '\n'
  }

  function* content(): Generator<string> {
    yield* [...numbers(people + 2), ...late].map(person)
    const filling = numbers(members + 2).filter((number) => number !== newcomer && number !== other)
    yield* group('Large', filling.map(personDn))
    yield* group('Late', [...late, ...numbers(5000).map((number) => `nobody${number}`)].map(personDn))
  }

  let ldap: Openldap
  let wire: Wire
  let scim: TestGateway
  const ids = new Map<string, string>()

  beforeAll(async () => {
    ldap = await startOpenldap({ ...slapdFor(kind), suffix, load: content() })
    wire = await openWire(ldap.url)
    scim = await startGateway({ ...ldap, url: wire.url }, overlayFor(kind))
    for (const path of ['/Users?count=1000&attributes=userName', '/Groups?attributes=displayName']) {
      for (const { id, userName, displayName } of (await scim.get(path)).body.Resources) {
        ids.set(displayName ?? userName.split('-')[1], id)
      }
    }
  })
  afterAll(async () => {
    await scim?.close()
    await wire?.close()
    await ldap?.stop()
  })

  const idOf = (name: string | number) => ids.get(String(name)) as string
  const add = (...names: readonly (string | number)[]) => ({
    op: 'add',
    path: 'members',
    value: names.map((name) => ({ value: idOf(name) })),
  })
  const remove = (name: string | number) => ({ op: 'remove', path: `members[value eq "${idOf(name)}"]` })

  const version = async (): Promise<string> =>
    (await scim.get(`/Groups/${idOf('Large')}?attributes=displayName`)).headers.get('etag') as string
  /** What it took, too: less than this, where the group is of 4 MB. */
  const mostBytes = 40_000

  const patch = async (
    operations: readonly object[],
    {
      group = 'Large',
      query = '',
      headers = {},
    }: Readonly<{ group?: string; query?: string; headers?: Record<string, string> }> = {},
  ) => {
    const body = { schemas: [urn.patchOp], Operations: operations }
    const path = `/Groups/${idOf(group)}${query}`
    const { result, traffic } = await wire.during(() => scim.request('PATCH', path, { body, headers }))
    expect(traffic.bytes.sent + traffic.bytes.received).toBeLessThan(mostBytes)
    return { ...result, writes: traffic.requests.filter(isWrite).length }
  }
  const memberCount = async (): Promise<number> => {
    const client = await ldap.admin()
    const { searchEntries } = await client.search(`cn=Large,ou=groups,${suffix}`, {
      scope: 'base',
      attributes: [kind.type],
    })
    await client.unbind()
    const { dn: _, ...values } = searchEntries[0] ?? {}
    return Object.values(values).flat().length
  }

  describe(`a group of ${members} members`, () => {
    it('is as large as it is said to be, and a GET of it does read it', async () => {
      const { traffic } = await wire.during(() => scim.get(`/Groups/${idOf('Large')}`))

      expect(await memberCount()).toBe(members)
      expect(traffic.bytes.received).toBeGreaterThan((members / (kind.isNamed ? 4000 : 2000)) * mostBytes)
    })

    it('loses one without being read, by a gateway that knows nothing of it yet', async () => {
      const answer = await patch([remove(0)])

      expect([answer.status, answer.writes, await memberCount()]).toEqual([204, 1, members - 1])
    })

    it('gains one, and several, and one while another goes', async () => {
      const answers = [await patch([add(newcomer)]), await patch([add(0, other)]), await patch([remove(other)])]
      answers.push(await patch([add(other), remove(newcomer)]))

      expect(answers.map(({ status }) => status)).toEqual([204, 204, 204, 204])
      expect(answers.map(({ writes }) => writes)).toEqual([1, 1, 1, 1])
      expect(await memberCount()).toBe(members + 1)
      expect((await patch([remove(other)])).status).toBe(204)
    })

    it('is changed by every spelling of the same: without a path, by a list, by a filter of several', async () => {
      const answers = [
        await patch([{ op: 'add', value: { members: [newcomer, other].map((number) => ({ value: idOf(number) })) } }]),
        await patch([{ op: 'remove', path: 'members', value: [{ value: idOf(newcomer) }] }]),
        await patch([add(newcomer)]),
        await patch([{ op: 'remove', path: `members[value eq "${idOf(newcomer)}" or value eq "${idOf(other)}"]` }]),
      ]

      expect(answers.map(({ status, writes }) => [status, writes])).toEqual(Array(4).fill([204, 1]))
      expect(await memberCount()).toBe(members)
    })

    it('is changed with If-Match, and refused with an old one', async () => {
      const before = await version()

      const current = await patch([add(newcomer)], { headers: { 'If-Match': before } })
      const stale = await patch([remove(newcomer)], { headers: { 'If-Match': before } })
      const removed = await patch([remove(newcomer)], { headers: { 'If-Match': await version() } })

      expect([current.status, stale.status, removed.status]).toEqual([204, 412, 204])
      expect(current.headers.get('etag')).not.toBe(before)
      expect(stale.writes).toBe(0)
    })

    it('keeps its version where who is added is there, and who is removed is not', async () => {
      const before = await version()

      const added = await patch([add(1, 2)])
      const removed = await patch([remove(newcomer)])
      const both = await patch([add(1), remove(newcomer)], { headers: { 'If-Match': before } })

      for (const answer of [added, removed, both])
        expect([answer.status, answer.headers.get('etag')]).toEqual([204, before])
    })

    it('is shown without its members where attributes are named, and refuses nobody’s id', async () => {
      const shown = await patch([add(newcomer)], { query: '?attributes=displayName' })
      const unknown = await patch([{ op: 'add', path: 'members', value: [{ value: 'nobody' }] }])
      const excluded = await patch([remove(newcomer)], { query: '?excludedAttributes=members' })

      expect([shown.status, shown.body.displayName, unknown.status]).toEqual([200, 'Large', 400])
      expect([excluded.status, excluded.body.displayName, excluded.body.members]).toEqual([200, 'Large', undefined])
      expect(await memberCount()).toBe(members)
    })
  })

  describe('a group of which nobody is among the first people of the directory', () => {
    it('loses one after the other without being read', async () => {
      const answers = []
      for (const name of late.slice(0, 8)) answers.push(await patch([remove(name)], { group: 'Late' }))

      expect(answers.map(({ status }) => status)).toEqual(Array(8).fill(204))
    })

    it('is not read where somebody comes and goes, and comes and goes again', async () => {
      const group = 'Late'

      for (let round = 0; round < 3; round++) {
        for (const operation of [add('late0'), add('late0'), remove('late0'), remove('late0')]) {
          expect((await patch([operation], { group })).status).toBe(204)
        }
      }
    })
  })
})
