/** Rows for values in forms of their own over a real directory, from /Schemas to what is stored. docs/mapping.md */
import { Attribute, Change } from 'ldapts'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { urn } from '../../src/scim/urn.ts'
import { filtered, userBody } from '../support/gateway.ts'
import { expectError, namesOf, openStage, type Stage } from './support.ts'

const account = 'urn:example:test:2.0:Account'
const fixtureFile = (name: string) => new URL(`../fixtures/rows/${name}`, import.meta.url).pathname

let stage: Stage

beforeAll(async () => {
  const gecos = { attribute: 'gecos', of: 3, separator: ',' }
  stage = await openStage({}, (suffix) => ({
    schemas: [fixtureFile('account-schema.json')],
    resourceTypes: [fixtureFile('account-types.json')],
    users: {
      base: `ou=people,${suffix}`,
      createClasses: ['inetOrgPerson', 'posixAccount', 'shadowAccount'],
      createAttributes: {
        ...{ sn: '{name.familyName}', uidNumber: '1', gidNumber: '1', homeDirectory: '/home/{userName}' },
        description: 'made by SCIM',
      },
      attributes: {
        'name.formatted': null,
        'name.givenName': { attribute: 'cn', part: 1, of: 2, separator: ' ', rest: 'first' },
        'name.familyName': { attribute: 'cn', part: 2, of: 2, separator: ' ', rest: 'first' },
        title: 'title',
        nickName: 'title;lang-de',
        displayName: { template: 'Dr. {displayName}', access: 'readWrite' },
        profileUrl: { attribute: 'labeledURI', stored: '{value} home page' },
        userType: {
          expression: 'entry.businessCategory[0].split("/")[1] + "@" + entry.businessCategory[0].split("/")[0]',
          write: { businessCategory: 'value.split("@")[1] + "/" + value.split("@")[0]' },
        },
        locale: { expression: 'entry.cn[0] + " of " + string(size(entry.mail))' },
        emails: {
          plain: [
            { attribute: 'mail', as: 'work', primary: 'first' },
            { attribute: 'postalAddress', as: 'other' },
          ],
        },
        [`${account}:expires`]: { attribute: 'shadowExpire', format: 'epochDays' },
        [`${account}:changed`]: { attribute: 'shadowLastChange', format: 'epochDays', access: 'readOnly' },
        [`${account}:seen`]: { attribute: 'roomNumber', format: 'epochSeconds' },
        [`${account}:until`]: { attribute: 'modifyTimestamp', access: 'readOnly' },
        [`${account}:picture`]: { attribute: 'jpegPhoto', format: 'dataUri' },
        [`${account}:unlocked`]: { absent: 'carLicense', value: 'locked' },
        [`${account}:room`]: { ...gecos, part: 2 },
        photos: null,
      },
    },
  }))
})
afterAll(() => stage?.end())

const make = async (userName: string, more: Readonly<Record<string, unknown>> = {}) => {
  const name = { givenName: 'Anna Maria', familyName: 'Smith' }
  const answer = await stage.scim.post('/Users', userBody(userName, { name, ...more }))
  expect(answer).toMatchObject({ status: 201 })
  return { path: `/Users/${answer.body.id}`, dn: `uid=${userName},${stage.people}`, body: answer.body }
}
const patch = (path: string, ...operations: readonly unknown[]) =>
  stage.scim.request('PATCH', path, {
    body: { schemas: [urn.patchOp], Operations: operations },
    headers: { Prefer: 'return=representation' },
  })
const found = async (filter: string) => namesOf(await stage.scim.get(filtered('/Users', filter))).toSorted()

const photo = 'data:image/jpeg;base64,/9j/4AAQSkZJRgD/2Q=='

describe('a new entry', () => {
  it('holds each value in its own form, and shows what was sent', async () => {
    const sent = {
      ...{ displayName: 'Dr. No', profileUrl: 'https://x.org/no', userType: 'sales@emea', title: 'en', nickName: 'de' },
      emails: [
        { value: 'b@x.org', type: 'work' },
        { value: 'a@x.org', type: 'work', primary: true },
        { value: 'c@x.org', type: 'other' },
      ],
      [account]: {
        ...{ expires: '2027-01-01T00:00:00Z', seen: '2026-11-22T08:00:00Z', picture: photo },
        ...{ unlocked: false, room: 'R1' },
      },
    }
    const { dn, body } = await make('forms', sent)

    expect(body).toMatchObject({
      ...sent,
      name: { givenName: 'Anna Maria', familyName: 'Smith' },
      locale: 'Anna Maria Smith of 2',
      emails: [{ value: 'a@x.org', type: 'work', primary: true }, { value: 'b@x.org', type: 'work' }, sent.emails[2]],
    })
    expect(await stage.admin.stored(dn)).toMatchObject({
      ...{ cn: ['Anna Maria Smith'], sn: ['Smith'], displayname: ['No'], labeleduri: ['https://x.org/no home page'] },
      ...{ businesscategory: ['emea/sales'], mail: ['a@x.org', 'b@x.org'], postaladdress: ['c@x.org'] },
      ...{ shadowexpire: ['20819'], roomnumber: ['1795334400'], carlicense: ['locked'], gecos: [',R1'] },
      ...{ title: ['en'], 'title;lang-de': ['de'], description: ['made by SCIM'] },
    })
  })

  it('is refused where the directory has no form for a value', async () => {
    const refused = async (more: Readonly<Record<string, unknown>>) =>
      expectError(await stage.scim.post('/Users', userBody('refused', more)), 400, 'invalidValue')
    await refused({ [account]: { expires: '2027-01-01T12:00:00Z' } })
    await refused({ [account]: { picture: 'https://x.org/p.png' } })
    await refused({ [account]: { room: 'a,b' } })
    await refused({ displayName: 'Mr. No' })
    await refused({ userType: 'sales' })
    await refused({ name: { givenName: 'A', familyName: 'van Dyk' } })
    await refused({ emails: [{ value: 'a@x.org', type: 'other', primary: true }] })
  })
})

describe('PUT of what GET gave', () => {
  it('writes nothing, not even over values that the rows cannot read', async () => {
    const { dn, path } = await make('same', { title: 'en' })
    await stage.admin.replace(dn, 'shadowExpire', '-1')
    await stage.admin.replace(dn, 'shadowLastChange', '19000')
    await stage.admin.replace(dn, 'labeledURI', 'elsewhere', 'https://x.org/ home page')
    await stage.admin.replace(dn, 'businessCategory', 'odd', 'x/y')
    await stage.admin.replace(dn, 'gecos', 'Full, Room,1,2,3')
    await stage.admin.replace(dn, 'cn', 'Anna  Maria   Smith')
    await stage.admin.replace(dn, 'title;lang-fr', 'fr')
    const before = await stage.admin.stored(dn)
    const { body } = await stage.scim.get(path)

    expect(body).toMatchObject({
      profileUrl: 'https://x.org/',
      [account]: { changed: '2022-01-08T00:00:00Z', room: 'Room', unlocked: true },
    })
    expect(body[account]).not.toHaveProperty('expires')
    expect(body).not.toHaveProperty('userType')
    expect(await stage.scim.put(path, body)).toMatchObject({ status: 200 })
    expect(await stage.admin.stored(dn)).toEqual(before)
  })
})

describe('PATCH', () => {
  it('changes one part, one language, and whose turn it is to be primary', async () => {
    const { dn, path } = await make('patched', {
      ...{ title: 'en', nickName: 'de', emails: [{ value: 'a@x.org' }, { value: 'b@x.org' }] },
      [account]: { room: 'R1', expires: '2027-01-01T00:00:00Z' },
    })
    await stage.admin.replace(dn, 'gecos', 'Full,R1,123')
    await stage.admin.client.modify(dn, [
      new Change({ operation: 'add', modification: new Attribute({ type: 'title;lang-fr', values: ['fr'] }) }),
    ])

    const answer = await patch(
      path,
      { op: 'replace', path: `${account}:room`, value: 'R2' },
      { op: 'remove', path: 'title' },
      { op: 'replace', path: 'name.givenName', value: 'Eve' },
      { op: 'replace', path: 'emails[value eq "b@x.org"].primary', value: true },
      { op: 'remove', path: `${account}:expires` },
    )

    expect(answer).toMatchObject({ status: 200 })
    const { emails } = answer.body
    expect(emails.filter(({ primary }: { primary?: boolean }) => primary)).toMatchObject([{ value: 'b@x.org' }])
    const stored = await stage.admin.stored(dn)
    expect(stored).toMatchObject({
      ...{ gecos: ['Full,R2,123'], cn: ['Eve Smith'], mail: ['b@x.org', 'a@x.org'] },
      ...{ 'title;lang-de': ['de'], 'title;lang-fr': ['fr'] },
    })
    expect(stored).not.toHaveProperty('title')
    expect(stored).not.toHaveProperty('shadowexpire')
  })
})

describe('a filter', () => {
  it('finds by what is shown', async () => {
    const { dn } = await make('filtered', {
      ...{ nickName: 'wanted', displayName: 'Dr. Filter', profileUrl: 'https://x.org/f', userType: 'fil@ter' },
      emails: [{ value: 'f@x.org' }],
      [account]: { expires: '2030-05-05T00:00:00Z', room: 'Fil' },
    })
    await stage.admin.replace(dn, 'shadowLastChange', '21000')
    const mine = ['filtered']

    expect(await found('title eq "wanted"')).toEqual([])
    expect(await found('nickName eq "wanted"')).toEqual(mine)
    expect(await found('nickName eq "wanted" and not (title pr)')).toEqual(mine)
    expect(await found('nickName eq "wanted" and title ne "wanted"')).toEqual(mine)
    expect(await found('displayName eq "dr. filter"')).toEqual(mine)
    expect(await found('displayName sw "Dr. F"')).toEqual(mine)
    expect(await found('profileUrl eq "https://x.org/f"')).toEqual(mine)
    expect(await found('userType eq "fil@ter"')).toEqual(mine)
    expect(await found(`${account}:expires eq "2030-05-05T02:00:00+02:00"`)).toEqual(mine)
    expect(await found(`${account}:expires gt "2030-05-04T23:59:59Z" and userName eq "filtered"`)).toEqual(mine)
    expect(await found(`${account}:expires gt "2030-05-05T00:00:00Z"`)).toEqual([])
    expect(await found(`${account}:changed le "2027-07-01T00:00:00Z" and userName eq "filtered"`)).toEqual(mine)
    expect(await found(`${account}:room eq "fil"`)).toEqual(mine)
    expect(await found(`${account}:room eq "fi"`)).toEqual([])
    expect(await found('locale eq "Anna Maria Smith of 1" and userName eq "filtered"')).toEqual(mine)
    expect(await found(`${account}:unlocked eq true and userName eq "filtered"`)).toEqual(mine)
    expect(await found('emails[primary eq true] and userName eq "filtered"')).toEqual(mine)
  })
})

describe('/Schemas', () => {
  it('says what the rows can do', async () => {
    const { body: user } = await stage.scim.get(`/Schemas/${urn.user}`)
    const { body: extension } = await stage.scim.get(`/Schemas/${account}`)
    const all = [...user.attributes, ...extension.attributes]
    const mutability = (name: string) => all.find((attribute: { name: string }) => attribute.name === name)?.mutability

    expect(['displayName', 'profileUrl', 'userType', 'expires', 'room', 'unlocked'].map(mutability)).toEqual(
      Array.from({ length: 6 }, () => 'readWrite'),
    )
    expect(['locale', 'changed', 'until'].map(mutability)).toEqual(['readOnly', 'readOnly', 'readOnly'])
    expect(mutability('bytes')).toBeUndefined()
  })
})
