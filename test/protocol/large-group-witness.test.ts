/** Who stays in a large group is found by asking about a few people, wherever in the directory its members are. RFC 7644 §3.5.2.2 */
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { urn } from '../../src/scim/urn.ts'
import { startGateway, type TestGateway } from '../support/gateway.ts'
import { type Openldap, startOpenldap } from '../support/openldap.ts'
import { openWire, type Wire } from '../support/wire.ts'

const suffix = 'dc=example,dc=com'
const people = 20_000
/** Less than this goes over the wire, where a group of 5,000 is 200 kB. */
const mostBytes = 40_000

const personDn = (number: number) => `uid=person-${number},ou=people,${suffix}`
const between = (from: number, to: number) => Array.from({ length: to - from }, (_, at) => from + at)
const newest = people - 5_000
const lonely = 8_000

const groups: Readonly<Record<string, readonly number[]>> = {
  Newest: between(newest, people),
  'Newest and one of others': [lonely, ...between(people / 2, people)],
  'One in twenty': between(0, people).filter((number) => number % 20 === 19),
  'Three of them': [lonely, lonely + 2_000, people - 3],
  'Nobody but one': [lonely],
}

function* content(): Generator<string> {
  for (const number of between(0, people)) {
    yield `dn: ${personDn(number)}\nobjectClass: inetOrgPerson\nuid: person-${number}\ncn: P\nsn: P\n\n`
  }
  for (const [name, members] of Object.entries(groups)) {
    yield `dn: cn=${name},ou=groups,${suffix}\nobjectClass: groupOfNames\ncn: ${name}\n`
    for (const number of members) yield `member: ${personDn(number)}\n`
    yield '\n'
  }
}

describe('a member is removed by a gateway that knows nothing of the group yet', () => {
  let ldap: Openldap
  let wire: Wire
  let scim: TestGateway

  beforeAll(async () => {
    ldap = await startOpenldap({ suffix, load: content() })
    wire = await openWire(ldap.url)
  })
  afterAll(async () => {
    await wire?.close()
    await ldap?.stop()
  })
  beforeEach(async () => {
    scim = await startGateway({ ...ldap, url: wire.url })
  })
  afterEach(() => scim?.close())

  const idAt = async (path: string): Promise<string> => (await scim.get(path)).body.Resources[0].id
  const idOfPerson = (number: number) => idAt(`/Users?filter=userName%20eq%20%22person-${number}%22`)
  const idOfGroup = (name: string) =>
    idAt(`/Groups?filter=${encodeURIComponent(`displayName eq "${name}"`)}&attributes=displayName`)

  const removal = async (number: number, name: string) => {
    const [person, group] = [await idOfPerson(number), await idOfGroup(name)]
    const body = { schemas: [urn.patchOp], Operations: [{ op: 'remove', path: `members[value eq "${person}"]` }] }
    const { result, traffic } = await wire.during(() => scim.request('PATCH', `/Groups/${group}`, { body }))
    const { sent, received } = traffic.bytes
    return { status: result.status, detail: result.body?.detail, bytes: sent + received }
  }

  it.each([
    ['the first of the newest 5,000', newest, 'Newest'],
    ['one in the middle of them', newest + 2_500, 'Newest'],
    ['the very last one', people - 1, 'Newest'],
    ['one who joined when nobody else of the group did', lonely, 'Newest and one of others'],
    ['one of those who are one in twenty', 10_059, 'One in twenty'],
  ])('%s goes, and the group is not read', async (_, number, group) => {
    const { status, bytes } = await removal(number, group)

    expect(status).toBe(204)
    expect(bytes).toBeLessThan(mostBytes)
  })

  it('one of three goes, however far apart they are', async () => {
    expect((await removal(people - 3, 'Three of them')).status).toBe(204)
    expect((await removal(lonely, 'Three of them')).status).toBe(204)
  })

  it('the last one does not, since somebody has to stay', async () => {
    const { status, detail } = await removal(lonely, 'Nobody but one')

    expect([status, detail]).toEqual([400, expect.stringContaining('members')])
  })
})
