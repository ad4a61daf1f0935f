/** Entries outside of the filter of their resource type do not exist. RFC 7644 §3.4.1, §3.5, §3.6 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { urn } from '../../src/scim/urn.ts'
import { filtered, groupBody, userBody } from '../support/gateway.ts'
import { expectError, groupClass, openStage, rdnType, type Stage } from './support.ts'

let stage: Stage
let inside: string
let outside: string
const person = (name: string) => stage.personDn(name)

beforeAll(async () => {
  stage = await openStage({}, (suffix) => ({
    users: { base: `ou=people,${suffix}`, filter: '(|(employeeType=staff)(employeeType=contract*))' },
    groups: { base: `ou=groups,${suffix}`, filter: `(!(member=${rdnType}=secret,ou=people,${suffix}))` },
  }))
  await stage.admin.addPerson(person('student'), { uid: 'student', employeeType: 'student' })
  outside = await stage.admin.entryUuid(person('student'))
  inside = (await stage.scim.post('/Users', userBody('staff', { userType: 'Staff' }))).body.id
})
afterAll(() => stage?.end())

const patch = (path: string, operation: object) =>
  stage.scim.request('PATCH', path, { body: { schemas: [urn.patchOp], Operations: [operation] } })

describe('an entry that does not match', () => {
  it('is 404 by its id, whatever the method, and stays as it is', async () => {
    const before = await stage.admin.stored(person('student'))

    const answers = [
      await stage.scim.get(`/Users/${outside}`),
      await stage.scim.put(`/Users/${outside}`, userBody('student', { userType: 'staff' })),
      await patch(`/Users/${outside}`, { op: 'replace', path: 'userType', value: 'staff' }),
      await stage.scim.delete(`/Users/${outside}`),
    ]

    for (const answer of answers) expectError(answer, 404)
    expect(await stage.admin.stored(person('student'))).toEqual(before)
  })

  it('is in no list, and no member', async () => {
    await stage.admin.add(`cn=Mixed,${stage.groups}`, {
      ...{ objectClass: groupClass, cn: 'Mixed' },
      member: [person('staff'), person('student')],
    })

    const all = await stage.scim.get('/Users')
    const named = await stage.scim.get(filtered('/Users', 'userName eq "student" or not (title pr)'))
    const group = (await stage.scim.get(filtered('/Groups', 'displayName eq "Mixed"'))).body.Resources[0]
    const added = await stage.scim.post('/Groups', groupBody('Other', [outside]))

    expect([all.body.totalResults, named.body.totalResults]).toEqual([1, 1])
    expect(group.members.map(({ value }: { value: string }) => value)).toEqual([inside])
    expectError(added, 400, 'invalidValue')
  })
})

describe('a write that would make one', () => {
  it('is 400 for a new entry, and tells by which attribute', async () => {
    const answer = await stage.scim.post('/Users', userBody('newcomer', { userType: 'student' }))

    expectError(answer, 400, 'invalidValue')
    expect(answer.body.detail).toContain('userType')
    expectError(await stage.scim.post('/Users', userBody('newcomer')), 400, 'invalidValue')
    expect(await stage.admin.stored(person('newcomer'))).toBeUndefined()
    expect((await stage.scim.post('/Users', userBody('newcomer', { userType: 'Contractor' }))).status).toBe(201)
  })

  it('is 400 for a change by PUT and PATCH, and others go through', async () => {
    const before = await stage.admin.stored(person('staff'))

    const refused = [
      await stage.scim.put(`/Users/${inside}`, userBody('staff')),
      await patch(`/Users/${inside}`, { op: 'replace', path: 'userType', value: 'student' }),
      await patch(`/Users/${inside}`, { op: 'remove', path: 'userType' }),
    ]
    for (const answer of refused) expectError(answer, 400, 'invalidValue')
    expect(await stage.admin.stored(person('staff'))).toEqual(before)

    expect((await patch(`/Users/${inside}`, { op: 'replace', path: 'userType', value: 'contractor' })).status).toBe(200)
    expect((await patch(`/Users/${inside}`, { op: 'replace', path: 'title', value: 'Dr' })).status).toBe(200)
  })

  it('is 400 for a PATCH of members that the filter asks for', async () => {
    const secret = await stage.scim.post('/Users', userBody('secret', { userType: 'staff' }))
    const group = await stage.scim.post('/Groups', groupBody('Open', [inside]))

    const answer = await patch(`/Groups/${group.body.id}`, {
      op: 'add',
      path: 'members',
      value: [{ value: secret.body.id }],
    })

    expectError(answer, 400, 'invalidValue')
    expect((await stage.scim.get(`/Groups/${group.body.id}`)).body.members).toHaveLength(1)
  })
})
