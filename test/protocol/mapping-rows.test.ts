/** Rows of every kind over a real directory, from /Schemas to what is stored. docs/mapping.md, RFC 7643 §7, RFC 7644 §3 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { urn } from '../../src/scim/urn.ts'
import { filtered, userBody } from '../support/gateway.ts'
import { expectError, namesOf, openStage, type Stage } from './support.ts'

const badge = 'urn:example:test:2.0:Badge'
const fixtureFile = (name: string) => new URL(`../fixtures/rows/${name}`, import.meta.url).pathname

let stage: Stage

beforeAll(async () => {
  stage = await openStage({}, (suffix) => ({
    schemas: [fixtureFile('schemas.json')],
    resourceTypes: [fixtureFile('resource-types.json')],
    users: {
      base: `ou=people,${suffix}`,
      createClasses: ['inetOrgPerson', 'posixAccount'],
      createAttributes: {
        ...{ uidNumber: '1000', gidNumber: '100', loginShell: '/bin/bash' },
        ...{ homeDirectory: '/home/{userName}', description: ['made by SCIM', 'of {title}'] },
      },
      attributes: {
        nickName: { attribute: 'businessCategory', access: 'readOnly' },
        displayName: { attributes: ['displayName', 'cn'] },
        title: 'title',
        userType: { attribute: 'employeeType', values: { FTE: 'Employee', CTR: 'Contractor' } },
        active: {
          ...{ attribute: 'employeeNumber', values: { A: true, L: false, G: false }, writes: ['L'] },
          enforcedBy: 'nothing: this is a test',
        },
        timezone: { constant: 'Europe/Berlin' },
        [`${badge}:allowed`]: { present: 'carLicense', value: 'yes' },
        [`${badge}:hasPhoto`]: { present: 'jpegPhoto' },
        [`${badge}:pin`]: { attribute: 'roomNumber', access: 'writeOnly' },
      },
    },
  }))
})
afterAll(() => stage?.end())

const make = async (userName: string, more: Readonly<Record<string, unknown>> = {}) => {
  const answer = await stage.scim.post('/Users', userBody(userName, more))
  expect(answer).toMatchObject({ status: 201 })
  return { path: `/Users/${answer.body.id}`, dn: `uid=${userName},${stage.people}`, body: answer.body }
}
const patch = (path: string, ...operations: readonly unknown[]) =>
  stage.scim.request('PATCH', path, {
    body: { schemas: [urn.patchOp], Operations: operations },
    headers: { Prefer: 'return=representation' },
  })
const found = async (filter: string) => namesOf(await stage.scim.get(filtered('/Users', filter))).toSorted()

describe('a new entry', () => {
  it('holds what the rows and createAttributes say, and shows what the rows do', async () => {
    const { dn, body } = await make('first', {
      ...{ title: 'Boss', userType: 'employee', nickName: 'ignored', timezone: 'ignored' },
      [badge]: { allowed: true, hasPhoto: true, pin: '1234' },
    })

    expect(body).toMatchObject({
      ...{ displayName: 'Terry Tester', title: 'Boss', userType: 'Employee', active: true, timezone: 'Europe/Berlin' },
      [badge]: { allowed: true, hasPhoto: false },
    })
    expect(body).not.toHaveProperty('nickName')
    expect(body[badge]).not.toHaveProperty('pin')
    expect(await stage.admin.stored(dn)).toMatchObject({
      ...{ employeetype: ['FTE'], employeenumber: ['A'], carlicense: ['yes'], roomnumber: ['1234'] },
      ...{ loginshell: ['/bin/bash'], homedirectory: ['/home/first'], description: ['made by SCIM', 'of Boss'] },
    })
    expect(await stage.admin.stored(dn)).not.toHaveProperty('displayname')
  })

  it('is refused where the client makes no value of the pattern', async () => {
    expectError(await stage.scim.post('/Users', userBody('a/../b')), 400, 'invalidValue')
    expectError(await stage.scim.post('/Users', userBody('wrong', { userType: 'FTE' })), 400, 'invalidValue')
  })
})

describe('PUT of what GET gave', () => {
  it('writes nothing, not even over values that the rows do not know', async () => {
    const { dn, path } = await make('same', { [badge]: { pin: '1' } })
    await stage.admin.replace(dn, 'employeeType', 'Other', 'fte')
    await stage.admin.replace(dn, 'employeeNumber', 'X')
    await stage.admin.replace(dn, 'businessCategory', 'Nick')
    const before = await stage.admin.stored(dn)
    const { body } = await stage.scim.get(path)

    const answer = await stage.scim.put(path, { ...body, nickName: 'Other', timezone: 'Other' })

    expect(answer.body).toMatchObject({ nickName: 'Nick', userType: 'Employee', active: true })
    expect(await stage.admin.stored(dn)).toEqual(before)
  })
})

describe('PATCH', () => {
  it('stores what stands for the value, and leaves other values alone', async () => {
    const { dn, path } = await make('patched', { userType: 'Employee', [badge]: { allowed: true, pin: '1' } })
    await stage.admin.replace(dn, 'employeeType', 'Other', 'FTE')

    const answer = await patch(
      path,
      { op: 'replace', path: 'userType', value: 'Contractor' },
      { op: 'replace', path: 'active', value: false },
      { op: 'replace', path: 'displayName', value: 'Shown' },
      { op: 'replace', path: `${badge}:pin`, value: '2' },
      { op: 'replace', path: `${badge}:allowed`, value: false },
    )

    expect(answer.body).toMatchObject({ userType: 'Contractor', active: false, displayName: 'Shown' })
    const stored = await stage.admin.stored(dn)
    expect(stored).toMatchObject({
      employeenumber: ['L'],
      displayname: ['Shown'],
      roomnumber: ['2'],
      cn: ['Terry Tester'],
    })
    expect(stored?.employeetype?.toSorted()).toEqual(['CTR', 'Other'])
    expect(stored).not.toHaveProperty('carlicense')
    const cleared = await patch(path, { op: 'remove', path: 'displayName' }, { op: 'remove', path: 'userType' })
    expect(cleared.body).toMatchObject({ displayName: 'Terry Tester' })
    expect((await stage.admin.stored(dn))?.employeetype).toEqual(['Other'])
  })

  it('refuses to change what is readOnly, and to remove what is writeOnly', async () => {
    const { path } = await make('fixed', { [badge]: { pin: '1' } })

    expectError(await patch(path, { op: 'replace', path: 'nickName', value: 'x' }), 400, 'mutability')
    expectError(await patch(path, { op: 'replace', path: 'timezone', value: 'x' }), 400, 'mutability')
    expectError(await patch(path, { op: 'remove', path: `${badge}:pin` }), 400, 'mutability')
    expectError(await patch(path, { op: 'remove', path: 'active' }), 400, 'mutability')
  })
})

describe('a filter', () => {
  it('finds by what is shown', async () => {
    const { dn } = await make('filtered', { userType: 'Contractor', displayName: 'Zed', active: false })
    await make('borrowed', { name: { familyName: 'Zed', givenName: 'Zoe', formatted: 'Zed' } })
    await stage.admin.replace(dn, 'carLicense', 'any')

    expect(await found('userType sw "contr" and userName eq "filtered"')).toEqual(['filtered'])
    expect(await found('displayName eq "ZED"')).toEqual(['borrowed', 'filtered'])
    expect(await found('active eq false and displayName eq "zed"')).toEqual(['filtered'])
    expect(await found('not (active eq false) and displayName eq "zed"')).toEqual(['borrowed'])
    expect(await found(`${badge}:allowed eq true and displayName eq "zed"`)).toEqual(['filtered'])
    expect(await found('timezone eq "europe/berlin" and displayName eq "zed"')).toEqual(['borrowed', 'filtered'])
    expect(await found('timezone ne "europe/berlin"')).toEqual([])
    expectError(await stage.scim.get(filtered('/Users', `${badge}:pin eq "1"`)), 400, 'invalidFilter')
  })
})

describe('/Schemas', () => {
  it('says what the rows can do', async () => {
    const { body: user } = await stage.scim.get(`/Schemas/${urn.user}`)
    const { body: extension } = await stage.scim.get(`/Schemas/${badge}`)
    const all = [...user.attributes, ...extension.attributes]
    const of = (name: string) => all.find((attribute: { name: string }) => attribute.name === name)

    expect(of('nickName')).toMatchObject({ mutability: 'readOnly', returned: 'default' })
    expect(of('timezone')).toMatchObject({ mutability: 'readOnly' })
    expect(of('hasPhoto')).toMatchObject({ mutability: 'readOnly' })
    expect(of('allowed')).toMatchObject({ mutability: 'readWrite' })
    expect(of('pin')).toMatchObject({ mutability: 'writeOnly', returned: 'never' })
    expect(of('userType')).toMatchObject({ mutability: 'readWrite', canonicalValues: ['Employee', 'Contractor'] })
    expect(of('active')).toMatchObject({ required: true })
  })
})
