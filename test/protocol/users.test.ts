/** /Users over a real directory: create and read. RFC 7644 §3.3, §3.4.1 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { urn } from '../../src/scim/urn.ts'
import { filtered, userBody } from '../support/gateway.ts'
import { expectError, fixture, idsOf, openStage, type Stage } from './support.ts'

let stage: Stage
const { get, post } = {
  get: (path: string) => stage.scim.get(path),
  post: (body: unknown) => stage.scim.post('/Users', body),
}

beforeAll(async () => {
  stage = await openStage()
})
afterAll(() => stage?.end())

describe('POST /Users, RFC 7644 §3.3', () => {
  it('answers 201 with what the directory stores, Location and ETag', async () => {
    const created = await post(userBody('created', { title: 'Tester' }))

    expect(created.status).toBe(201)
    expect(created.body).toMatchObject({ userName: 'created', title: 'Tester', active: true })
    expect(created.body.id).toBe(await stage.admin.entryUuid(`uid=created,${stage.people}`))
    expect(created.headers.get('location')).toBe(created.body.meta.location)
    expect(created.headers.get('etag')).toBe(created.body.meta.version)
    const read = await get(`/Users/${created.body.id}`)
    expect(read.body).toEqual(created.body)
  })

  it('ignores id, meta and groups of the body', async () => {
    const body = {
      ...userBody('ignoring'),
      id: 'mine',
      meta: { created: '2001-01-01T00:00:00Z' },
      groups: [{ value: 'x' }],
    }

    const created = await post(body)

    expect(created.status).toBe(201)
    expect(created.body.id).toBe(await stage.admin.entryUuid(`uid=ignoring,${stage.people}`))
    expect(created.body).not.toHaveProperty('groups')
    expect(created.body.meta.created).not.toMatch(/^2001/)
  })

  it('makes one entry in its place of a userName that looks like a DN', async () => {
    const created = await post(userBody('evil,ou=x'))

    expect(created.status).toBe(201)
    expect(created.body.userName).toBe('evil,ou=x')
    expect(await stage.admin.dnOf(created.body.id)).toBe(`uid=evil\\2Cou\\3Dx,${stage.people}`)
    const found = await get(filtered('/Users', 'userName eq "EVIL,ou=x"'))
    expect(idsOf(found)).toEqual([created.body.id])
  })

  it.each([
    '*',
    '(uid=*)',
    '#hash',
    'a+b=c',
    '"quoted"',
    'back\\slash',
    'Zoë 日本',
    '<&>;',
    '__proto__',
    'constructor',
  ])('keeps the userName %j to the letter', async (userName) => {
    const created = await post(userBody(userName))

    expect(created.status).toBe(201)
    expect((await get(`/Users/${created.body.id}`)).body.userName).toBe(userName)
    expect(idsOf(await get(filtered('/Users', `userName eq ${JSON.stringify(userName)}`)))).toEqual([created.body.id])
  })

  it('finds nobody for userName eq "*" but the one who is called so', async () => {
    const found = await get(filtered('/Users', 'userName eq "**"'))

    expect(found.body).toMatchObject({ totalResults: 0, Resources: [] })
  })

  it('makes name.formatted of the names where there is none, as the directory demands a cn', async () => {
    const created = await post({ ...userBody('unformatted'), name: { familyName: 'Jensen', givenName: 'Barbara' } })

    expect(created.body.name).toEqual({ formatted: 'Barbara Jensen', familyName: 'Jensen', givenName: 'Barbara' })
  })

  it('shows null, empty lists and empty strings as nothing', async () => {
    const created = await post(userBody('nothing', { title: null, emails: [], nickName: '', addresses: null }))

    expect(created.status).toBe(201)
    for (const name of ['title', 'emails', 'nickName', 'addresses']) expect(created.body).not.toHaveProperty(name)
  })
})

describe('what a POST is refused for', () => {
  it.each([
    ['userName', { userName: undefined }],
    ['userName', { userName: null }],
    ['userName', { userName: ' ' }],
    ['name', { name: undefined }],
    ['name.familyName', { name: { givenName: 'Terry' } }],
    ['name.familyName', { name: { familyName: '' } }],
  ])('a missing %s is 400 invalidValue (%j)', async (path, part) => {
    const answer = await post({ ...userBody('incomplete'), ...part })

    expectError(answer, 400, 'invalidValue')
    expect(answer.body.detail).toContain(path)
    expect(await stage.admin.stored(`uid=incomplete,${stage.people}`)).toBeUndefined()
  })

  it.each([
    [
      'a manager whom nobody knows',
      { [urn.enterpriseUser]: { manager: { value: '9ec0e36e-0000-4000-8000-000000000000' } } },
    ],
    [
      'a manager that is a DN',
      { [urn.enterpriseUser]: { manager: { value: 'uid=created,ou=people,dc=example,dc=com' } } },
    ],
    ['a wrong type', { title: 7 }],
    [
      'two primary e-mails',
      {
        emails: [
          { value: 'a@x', primary: true },
          { value: 'b@x', primary: true },
        ],
      },
    ],
  ])('%s is 400 invalidValue and leaves no entry', async (_, part) => {
    const answer = await post(userBody('unwanted', part))

    expectError(answer, 400, 'invalidValue')
    expect(await stage.admin.stored(`uid=unwanted,${stage.people}`)).toBeUndefined()
  })

  it('a group as manager is 400 invalidValue', async () => {
    const member = await post(userBody('memberofgroup'))
    const group = await stage.scim.post('/Groups', {
      schemas: [urn.group],
      displayName: 'Managers',
      members: [{ value: member.body.id }],
    })

    const answer = await post(userBody('managed', { [urn.enterpriseUser]: { manager: { value: group.body.id } } }))

    expectError(answer, 400, 'invalidValue')
  })
})

describe('uniqueness of userName, RFC 7643 §4.1.1', () => {
  it.each(['twice', 'TWICE', 'ｔｗｉｃｅ'])('%j is 409 after "twice"', async (userName) => {
    await post(userBody('twice'))

    expectError(await post(userBody(userName)), 409, 'uniqueness')
  })

  it('is 409 where an entry with another RDN holds it', async () => {
    await stage.admin.addPerson(`cn=Other Rdn,${stage.people}`, { cn: 'Other Rdn', uid: 'otherrdn' })

    expectError(await post(userBody('OtherRdn')), 409, 'uniqueness')
  })

  it('is 409 where an entry in another place below the base holds it', async () => {
    await stage.admin.add(`ou=staff,${stage.people}`, { objectClass: 'organizationalUnit', ou: 'staff' })
    await stage.admin.addPerson(`uid=elsewhere,ou=staff,${stage.people}`, { uid: 'elsewhere' })

    expectError(await post(userBody('elsewhere')), 409, 'uniqueness')
  })

  it('is 409 where it is the second uid of somebody, who could log in by it', async () => {
    await stage.admin.addPerson(`uid=first,${stage.people}`, { uid: ['first', 'second'] })

    const answer = await post(userBody('second'))
    expectError(answer, 409, 'uniqueness')
    const { Resources: found } = (await get(filtered('/Users', 'userName eq "first"'))).body
    expect(answer.body.detail).toContain(`User ${found[0].id} `)
    expect(idsOf(await get(filtered('/Users', 'userName eq "second"')))).toEqual([])
  })

  it('has one winner among parallel creates', async () => {
    const answers = await Promise.all(Array.from({ length: 20 }, () => post(userBody('contested'))))

    expect(answers.map(({ status }) => status).toSorted()).toEqual([201, ...Array(19).fill(409)])
  })

  it('is not hindered by an entry of that uid outside the base', async () => {
    await stage.admin.addPerson(`uid=outsider,${stage.ldap.suffix}`, { uid: 'outsider' })

    expect((await post(userBody('outsider'))).status).toBe(201)
  })
})

describe('the samples of RFC 7643 §8', () => {
  const writable = ({ id: _, meta: _meta, groups: _groups, password: _password, ...rest }: Record<string, unknown>) =>
    rest

  it('§8.2 full user comes back with everything that a client may write', async () => {
    const sample = fixture('rfc7643-8.2-user-full')

    const created = await post({ ...sample, userName: 'full@example.com' })

    expect(created.status).toBe(201)
    const read = (await get(`/Users/${created.body.id}`)).body
    expect(read).toEqual(created.body)
    const { schemas, ...expected } = writable({ ...sample, userName: 'full@example.com' })
    expect(read).toMatchObject(expected)
    expect(read).not.toHaveProperty('password')
    expect(schemas).toEqual(read.schemas)
  })

  it('§8.3 enterprise user comes back, with a manager whom we know', async () => {
    const manager = (await post(userBody('manager', { displayName: 'John Smith' }))).body
    const sample = fixture('rfc7643-8.3-enterprise-user')
    const enterprise = { ...sample[urn.enterpriseUser], manager: { value: manager.id } }

    const created = await post({ ...sample, userName: 'enterprise', [urn.enterpriseUser]: enterprise })

    expect(created.status).toBe(201)
    expect(created.body).toMatchObject({
      ...writable({ ...sample, userName: 'enterprise' }),
      [urn.enterpriseUser]: {
        ...enterprise,
        manager: { value: manager.id, $ref: manager.meta.location, displayName: 'John Smith' },
      },
    })
    expect((await get(`/Users/${created.body.id}`)).body).toEqual(created.body)
  })

  it('§4.3 manager.displayName is the displayName of the manager, and absent where the manager has none', async () => {
    const manager = (await post(userBody('nameless'))).body
    expect(manager).not.toHaveProperty('displayName')

    const created = await post(userBody('of-nameless', { [urn.enterpriseUser]: { manager: { value: manager.id } } }))

    expect(created.body[urn.enterpriseUser]).toEqual({ manager: { value: manager.id, $ref: manager.meta.location } })
  })
})
