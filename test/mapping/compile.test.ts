import { describe, expect, it } from 'vitest'
import { MappingError } from '../../src/mapping/compile/compile.ts'
import type { MappingDeclaration } from '../../src/mapping/declaration/declaration.ts'
import { presets } from '../../src/mapping/presets/presets.ts'
import { compileUser, decoded, entry, Group, plainUser, User, userDeclaration } from './support.ts'

const problemsOf = (declaration: MappingDeclaration): readonly string[] => {
  try {
    compileUser(declaration)
    return []
  } catch (error) {
    if (!(error instanceof MappingError)) throw error
    return error.problems.map(({ path, message }) => `${path}: ${message}`)
  }
}
const withRow = (path: string, row: MappingDeclaration['attributes'][string]) =>
  problemsOf(userDeclaration({ [path]: row }))

describe('compileMapping', () => {
  it('compiles the presets', () => {
    expect(Object.keys(presets)).toEqual(['scimdap', 'inetOrgPerson', '389-ds', 'activeDirectory', 'freeIpa', 'lldap'])
    expect(User.rules.length).toBeGreaterThan(plainUser.rules.length)
    expect(Group.versionBy).toBe('csn')
    expect(User.versionBy).toBe('content')
    expect(User.password).toEqual({ type: 'userPassword', by: 'operation' })
    expect(User.lock).toEqual({ type: 'pwdAccountLockedTime', flag: 'scimActive', bar: 'pwdEndTime' })
  })

  it('has no bar where a password goes with its lock in one modify', () => {
    const mapping = compileUser(userDeclaration({ password: { password: 'userPassword', by: 'value' } }))

    expect(mapping.lock).toEqual({ type: 'pwdAccountLockedTime', flag: 'scimActive' })
    expect(decoded(mapping, entry({ pwdEndTime: '19700305101010.123Z' })).active).toBe(true)
  })

  it.each([
    ['an unknown path', 'nickname2', 'title', '"nickname2" is no attribute of User'],
    ['an unknown attribute type', 'title', 'titel', "the directory's schema has no attribute type titel"],
    [
      'a type that the directory sets',
      'title',
      'entryUUID',
      'the directory sets entryUUID itself: nobody can write it',
    ],
    ['a scalar row for a list', 'emails', 'mail', 'expected a list, a reference or one row for each sub-attribute'],
    [
      'a scalar row for a complex attribute',
      'name',
      'cn',
      'expected a list, a reference or one row for each sub-attribute',
    ],
    [
      'a list for a scalar',
      'title',
      { plain: [{ attribute: 'title' }] },
      'expected an attribute type: this attribute is no list of elements',
    ],
    ['a list without a home', 'emails', {}, 'expected plain, structured or both'],
    [
      'a row for a part of a list',
      'emails.value',
      'mail',
      'expected a row for emails as a whole, since it has many elements',
    ],
    [
      'a row for some elements',
      'emails[type eq "work"]',
      { plain: [] },
      'expected an attribute: a row cannot hold some elements of one',
    ],
    ['what the gateway makes', 'meta.created', 'createTimestamp', 'meta is made by the gateway itself'],
    ['a readable password', 'password', 'userPassword', 'expected { password, by }: it is written and never read'],
    [
      'a password elsewhere',
      'title',
      { password: 'userPassword', by: 'value' },
      'only the attribute password takes { password, by }',
    ],
    ['a reference elsewhere', 'title', { reference: 'manager', to: 'User' }, 'title is no single reference'],
    ['members elsewhere', 'title', { members: 'member', to: ['User'] }, 'title is no list of references'],
    ['memberships elsewhere', 'emails', { memberships: 'Group' }, 'emails must be readOnly: it is found, not stored'],
    ['a flag for a text', 'title', { flag: 'scimActive' }, 'title is neither true nor false'],
    [
      'a flag that is no boolean',
      'active',
      { flag: 'title', enforcedBy: 'applications' },
      'title does not hold TRUE and FALSE',
    ],
    [
      'a lock that the directory lacks',
      'active',
      { lock: 'nsAccountLock' },
      'the directory has no nsAccountLock: load its password policy overlay, or map active to a flag alone',
    ],
    ['a default from nowhere', 'name.formatted', { attribute: 'cn', default: ['name.nope'] }, undefined],
  ] as const)('reports %s', (_, path, row, expected) => {
    const problems = withRow(path, row as MappingDeclaration['attributes'][string])

    const place = expected === undefined ? `attributes.${path}.default` : `attributes.${path}`
    expect(problems).toEqual([`${place}: ${expected ?? '"name.nope" is no attribute of User'}`])
  })

  it('reports a reference in a type that holds no DN', () => {
    const path = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:manager'

    expect(withRow(path, { reference: 'title', to: 'User' })).toEqual([
      `attributes.${path}: title does not hold distinguished names`,
    ])
  })

  it('reports two rows for one attribute', () => {
    expect(withRow('USERNAME', 'cn')).toEqual(['attributes.USERNAME: the same attribute as userName'])
  })

  it('reports everything at once', () => {
    const declaration = {
      ...userDeclaration({ userName: null, title: 'titel' }),
      base: 'not a dn',
      createBase: 'neither',
      objectClass: ['inetOrgPerson', 'nobody'],
      createClasses: ['scimUser'],
      auxiliaryClasses: ['person', 'ghost'],
      rdn: 'employeeNumbr',
    }

    expect(problemsOf(declaration)).toEqual([
      "attributes.title: the directory's schema has no attribute type titel",
      'base: expected a distinguished name, such as ou=people,dc=example,dc=com',
      'createBase: expected a distinguished name',
      "rdn: the directory's schema has no attribute type employeeNumbr",
      "objectClass: the directory's schema has no object class nobody",
      'createClasses: an entry needs a structural object class',
      "auxiliaryClasses: the directory's schema has no object class ghost",
      'auxiliaryClasses: person is structural: it cannot be added to an entry',
    ])
  })

  it('reports an RDN that no attribute fills', () => {
    expect(problemsOf({ ...userDeclaration(), rdn: 'serialNumber' })).toEqual([
      'rdn: no attribute is mapped to serialNumber: a new entry would have no name',
    ])
  })

  it('reads a type under whichever of its names it was written', () => {
    const mapping = compileUser({
      ...userDeclaration({ userName: 'userid', 'name.familyName': '2.5.4.4' }),
      rdn: 'USERID',
    })

    expect(mapping.creation.rdnTypes).toEqual(['uid'])
    expect(decoded(mapping, entry({ uid: 'bjensen', sn: 'Jensen' }))).toMatchObject({
      userName: 'bjensen',
      name: { familyName: 'Jensen' },
    })
  })

  it('takes a default from the rows that are left', () => {
    const mapping = compileUser(userDeclaration({ 'name.givenName': null }))

    expect(mapping.defaults.flatMap(({ from }) => from.flat().map(({ subAttribute }) => subAttribute?.name))).toEqual([
      'familyName',
    ])
  })
})
