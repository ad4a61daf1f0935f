/** How a caller is known as a person: by a SCIM attribute, or by the entry it has bound as. RFC 7644 §3.11 */
import { setTimeout as pause } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { equal, not } from '../../src/ldap/filter.ts'
import { createLogIn } from '../../src/operations/log-in.ts'
import type { Person } from '../../src/operations/scope.ts'
import { ScimError } from '../../src/scim/error.ts'
import { urn } from '../../src/scim/urn.ts'
import { userBody } from '../support/gateway.ts'
import { startOperations, type TestOperations } from '../support/operations.ts'
import { type Administrator, administratorOf } from './support.ts'

const projection = { kind: 'default' } as const
let test: TestOperations
let admin: Administrator
let ann: string
let number = 0

beforeAll(async () => {
  test = await startOperations()
  admin = administratorOf(await test.ldap.admin())
  ann = await create('ann', {
    externalId: 'Ext-1',
    emails: [
      { value: 'ann@example.com', type: 'work', primary: true },
      { value: 'ann@home.example', type: 'home' },
    ],
    [urn.enterpriseUser]: { employeeNumber: '701984' },
  })
  for (const userName of ['ben', 'cleo'])
    await create(userName, { emails: [{ value: 'both@example.com', type: 'work' }] })
})
afterAll(async () => {
  await admin?.client.unbind()
  await test?.stop()
})

const create = async (userName: string, more: Readonly<Record<string, unknown>> = {}) => {
  const { resource } = await test.operations.create(test.scope, test.types.User, userBody(userName, more), projection)
  return resource.id as string
}
const by = (attribute: string, value: string): Person => ({ kind: 'attribute', attribute, value })
const boundAs = (dn: string): Person => ({ kind: 'dn', dn })
const meOf = (person: Person) => ({ resourceType: test.types.User, person })
const find = (person: Person) => test.operations.findMe(test.scope, meOf(person), 'read')
const createMe = (person: Person, body: unknown) => test.operations.createMe(test.scope, meOf(person), body, projection)
const dnOf = (uid: string) => `uid=${uid},ou=people,${test.ldap.suffix}`

describe('a caller known by an attribute', () => {
  it.each([
    ['userName', 'ANN'],
    ['USERNAME', 'ann'],
    ['externalId', 'Ext-1'],
    ['emails', 'ann@example.com'],
    ['emails.value', 'ANN@home.example'],
    [`${urn.enterpriseUser}:employeeNumber`, '701984'],
    [`${urn.user}:name.familyName`, 'Alone'],
  ])('is found by %s', async (attribute, value) => {
    const alone = attribute.endsWith('familyName') ? await create('alone', { name: { familyName: 'Alone' } }) : ann

    const { target, location } = await find(by(attribute, value))

    expect(target).toEqual({ resourceType: test.types.User, id: alone })
    expect(location).toBe(`https://scim.example.com/scim/v2/Users/${alone}`)
  })

  it('is found by id', async () => {
    expect((await find(by('id', ann))).target.id).toBe(ann)
  })

  it.each([
    ['userName', ''],
    ['userName', ' '],
    ['userName', '*'],
    ['userName', 'an'],
    ['userName', 'ann\0'],
    ['userName', '\ud800'],
    ['externalId', 'ext-1'],
    ['externalId', ''],
    ['emails', ''],
    ['emails', '*@example.com'],
    ['emails.value', '*'],
    ['nickName', ''],
    ['id', '*'],
    ['meta.resourceType', 'Group'],
    ['schemas', urn.group],
  ])('is nobody where no one has this %s: %j', async (attribute, value) => {
    await expect(find(by(attribute, value))).rejects.toMatchObject({ status: 404 })
  })

  it.each([
    ['emails.value', 'both@example.com'],
    ['name.familyName', 'Tester'],
    ['meta.resourceType', 'User'],
    ['schemas', urn.user],
  ])('is refused where several have this %s', async (attribute, value) => {
    await expect(find(by(attribute, value))).rejects.toMatchObject({ status: 409, scimType: undefined })
  })

  it.each([
    '',
    'nothing',
    'password',
    'emails[type eq "work"].value',
    'active',
    '__proto__',
    'constructor',
    `${urn.group}:members`,
  ])('is a fault of the configuration and not of the caller where nobody can be known by %j', async (attribute) => {
    const refusal = await find(by(attribute, 'x')).catch((thrown: unknown) => thrown)

    expect(refusal).toBeInstanceOf(Error)
    expect(refusal).not.toBeInstanceOf(ScimError)
  })
})

describe('a caller known by the entry that it has bound as', () => {
  it.each(['uid=ann,ou=people,', 'UID=Ann, OU=People, ', '0.9.2342.19200300.100.1.1=\\61nn,ou=people,'])(
    'is the User of that entry, however the DN is spelled: %s',
    async (start) => {
      expect((await find(boundAs(start + test.ldap.suffix))).target.id).toBe(ann)
    },
  )

  it.each([
    '',
    'u:ann',
    'ann',
    'uid=ann',
    'uid=nobody,ou=people,dc=example,dc=com',
    'uid=*,ou=people,dc=example,dc=com',
    'ou=people,dc=example,dc=com',
    'dc=example,dc=com',
    'cn=scimdap,ou=services,dc=example,dc=com',
  ])('is nobody where that is no User: %j', async (dn) => {
    await expect(find(boundAs(dn))).rejects.toMatchObject({ status: 404 })
  })
})

describe('a creation by who is not there yet', () => {
  const mail = (value: string) => ({ emails: [{ value, type: 'work' }] })

  it('is of who can be told by it afterwards', async () => {
    const person = by('emails.value', 'new@example.com')
    const body = userBody('new', mail('New@Example.com'))

    const { resource } = await createMe(person, body)

    expect((await find(person)).target.id).toBe(resource.id)
    await expect(createMe(person, userBody('new2', mail('new@example.com')))).rejects.toMatchObject({ status: 409 })
  })

  it.each([
    ['with the value of somebody else', by('emails.value', 'x@example.com'), mail('y@example.com'), 403],
    ['without the value', by('emails.value', 'x@example.com'), {}, 400],
    ['with a value that only the server gives', by('id', '0f6b8b9e-0000-4000-8000-000000000000'), { id: 'x' }, 403],
    ['by who has bound as an entry that is no User', boundAs('cn=scimdap,ou=services,dc=example,dc=com'), {}, 403],
  ] as const)('%s is refused', async (_, person, more, status) => {
    const body = userBody(`refused${number++}`, more)

    await expect(createMe(person, body)).rejects.toMatchObject({ status })

    expect(await admin.stored(dnOf(body.userName))).toBeUndefined()
  })

  it('is 409 for the entry of a User', async () => {
    await expect(createMe(boundAs(dnOf('ann')), userBody('ann2'))).rejects.toMatchObject({ status: 409 })
  })
})

describe('a login', () => {
  it('is refused to whoever is not there, deactivated or out of sight no sooner than with a wrong password', async () => {
    const password = 'correct horse battery'
    for (const userName of ['seen', 'away']) await create(userName, { password, active: userName === 'seen' })
    await create('unseen', { password })
    const slowly = async (dn: string, given: string) => {
      await pause(150)
      return test.directory.logIn(dn, given)
    }
    const types = new Map([
      ['User', { operations: [], rights: { reads: all, writes: all, filter: not(equal('uid', 'unseen')) } }],
    ])
    const logIn = createLogIn({ ...test.dependencies, rightsOf: () => ({ setsPassword: false, types }) }, slowly)
    const took = async (userName: string, given: string) => {
      const begun = performance.now()
      expect(await logIn({ client: 'any', userName, password: given })).toBeUndefined()
      return performance.now() - begun
    }
    expect(await logIn({ client: 'any', userName: 'seen', password })).toBeDefined()
    await took('seen', 'wrong')

    for (const userName of ['away', 'unseen', 'nobody', '*'])
      expect(await took(userName, password)).toBeGreaterThan(149)
  })
})

const all = () => true
