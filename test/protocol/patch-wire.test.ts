/** What a PATCH sends to the directory: one modify of the fewest values. RFC 7644 §3.5.2, RFC 4511 §4.6 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { urn } from '../../src/scim/urn.ts'
import { groupBody, startGateway, type TestGateway, userBody } from '../support/gateway.ts'
import { type Openldap, startOpenldap } from '../support/openldap.ts'
import { isWrite, openWire, type Traffic, type Wire } from '../support/wire.ts'

let ldap: Openldap
let wire: Wire
let scim: TestGateway
beforeAll(async () => {
  ldap = await startOpenldap()
  wire = await openWire(ldap.url)
  scim = await startGateway({ ...ldap, url: wire.url })
})
afterAll(async () => {
  await scim?.close()
  await wire?.close()
  await ldap?.stop()
})

const emails = ['a', 'b', 'c'].map((type) => ({ value: `${type}@x.example`, type }))
const newUser = async (name: string, more = {}) => (await scim.post('/Users', userBody(name, more))).body
const newGroup = async (name: string, ids: readonly string[]) => (await scim.post('/Groups', groupBody(name, ids))).body
const patch = (path: string, ...operations: readonly object[]) =>
  wire.during(() => scim.request('PATCH', path, { body: { schemas: [urn.patchOp], Operations: operations } }))
const writes = ({ requests }: Traffic) => requests.filter(isWrite)
const personDn = (name: string) => `uid=${name},ou=people,${ldap.suffix}`

describe('a PATCH is one modify', () => {
  it('of the attributes and elements that change, and of no other', async () => {
    const more = { title: 'Old', nickName: 'Nick', userType: 'Staff', emails, roles: [{ value: 'r' }] }
    const { id } = await newUser('several', more)

    const { result, traffic } = await patch(
      `/Users/${id}`,
      { op: 'replace', path: 'title', value: 'New' },
      { op: 'replace', path: 'userType', value: 'Staff' },
      { op: 'remove', path: 'nickName' },
      { op: 'add', path: 'emails', value: [{ value: 'd@x.example', type: 'd' }, emails[1]] },
      { op: 'remove', path: 'emails[type eq "a"]' },
      { op: 'add', path: `${urn.enterpriseUser}:department`, value: 'Research' },
    )

    expect(result.status).toBe(200)
    expect(writes(traffic)).toEqual([
      {
        kind: 'modify',
        dn: personDn('several'),
        changes: [
          ['add', 'departmentnumber', 'Research'],
          ['delete', 'mail', 'a@x.example'],
          ['add', 'mail', 'd@x.example'],
          ['delete', 'scimemail', 'type=a;value=a@x.example'],
          ['add', 'scimemail', 'type=d;value=d@x.example'],
          ['delete', 'scimnickname', 'Nick'],
          ['delete', 'title', 'Old'],
          ['add', 'title', 'New'],
        ],
      },
    ])
  })

  it('of a replaced list: what is in it before and after is not sent', async () => {
    const { id } = await newUser('replaced', { emails })
    const value = [...emails.slice(1), { value: 'd@x.example', type: 'd' }]

    const { traffic } = await patch(`/Users/${id}`, { op: 'replace', path: 'emails', value })

    expect(writes(traffic)).toMatchObject([
      {
        changes: [
          ['delete', 'mail', 'a@x.example'],
          ['add', 'mail', 'd@x.example'],
          ['delete', 'scimemail', 'type=a;value=a@x.example'],
          ['add', 'scimemail', 'type=d;value=d@x.example'],
        ],
      },
    ])
  })

  it('of the members that come and go, also where a list of all is sent', async () => {
    const [a, b, c] = await Promise.all(['ma', 'mb', 'mc'].map((name) => newUser(name)))
    const { id } = await newGroup('Members', [a.id, b.id])
    const value = [b, c].map((member) => ({ value: member.id }))

    const named = await patch(
      `/Groups/${id}`,
      { op: 'add', path: 'members', value: [{ value: c.id }] },
      { op: 'remove', path: `members[value eq "${a.id}"]` },
    )
    await patch(`/Groups/${id}`, { op: 'replace', path: 'members', value: [{ value: a.id }, { value: b.id }] })
    const listed = await patch(`/Groups/${id}`, { op: 'replace', path: 'members', value })

    for (const { result, traffic } of [named, listed]) {
      expect(result.status).toBe(204)
      const [write, ...others] = writes(traffic)
      expect(others).toEqual([])
      expect(write?.kind === 'modify' && write.changes.toSorted()).toEqual([
        ['add', 'member', personDn('mc')],
        ['delete', 'member', personDn('ma')],
      ])
    }
  })

  it('or none where nothing changes: the version stays, by values that differ in case too', async () => {
    const user = await newUser('same', { title: 'Same', emails })
    const group = await newGroup('Same', [user.id])
    const upper = emails.map(({ value, type }) => ({ value: value.toUpperCase(), type }))

    const ofUser = await patch(`/Users/${user.id}`, { op: 'add', value: { title: 'Same', emails: upper } })
    const ofGroup = await patch(`/Groups/${group.id}`, {
      op: 'replace',
      value: { displayName: 'Same', members: [{ value: user.id }] },
    })
    const ofMember = await patch(`/Groups/${group.id}`, { op: 'add', path: 'members', value: [{ value: user.id }] })

    // Whether somebody is a member already is asked of the directory by adding: it refuses, and nothing has changed.
    expect(writes(ofMember.traffic).map(({ kind }) => kind)).toEqual(['modify'])
    expect([...writes(ofUser.traffic), ...writes(ofGroup.traffic)]).toEqual([])
    expect(ofUser.traffic.requests.length).toBeGreaterThan(0)
    expect(ofUser.result.body.meta.version).toBe((await scim.get(`/Users/${user.id}`)).body.meta.version)
    for (const { result } of [ofGroup, ofMember]) expect(result.headers.get('etag')).toBe(group.meta.version)
  })
})
