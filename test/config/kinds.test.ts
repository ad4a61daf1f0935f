/** Kinds of users, members that are named by a value, and numbers, in the configuration. */
import { describe, expect, it } from 'vitest'
import { urn } from '../../src/scim/urn.ts'
import { load, mappingsIn, minimal, problemsOf } from './support.ts'

interface Given {
  readonly users?: object
  readonly groups?: object
  readonly preset?: string
}

const textOf = ({ users = {}, groups, preset }: Given) =>
  [
    minimal.replace(
      'users:\n  base: ou=people,dc=example,dc=com',
      `users: ${JSON.stringify({ base: 'ou=people,dc=example,dc=com', ...users })}`,
    ),
    groups && `groups: ${JSON.stringify({ base: 'ou=groups,dc=example,dc=com', ...groups })}\n`,
    preset && `preset: ${preset}\n`,
  ].join('')
const mappings = (given: Given) => mappingsIn(load({ text: textOf(given) }))
const config = (given: Given) => load({ text: textOf(given) })
const problems = (given: Given) =>
  problemsOf({ text: textOf(given) }).map((problem) => problem.replace(/^\S+:\d+:\d+: /, ''))

describe('users.preset', () => {
  it('posix takes accounts for users, over either preset, and joins createAttributes', () => {
    for (const preset of ['scimdap', 'inetOrgPerson']) {
      const { User } = mappings({
        preset,
        users: { preset: 'posix', createAttributes: { gidNumber: '100', loginShell: null } },
      })

      expect(User).toMatchObject({
        objectClass: 'posixAccount',
        createClasses: ['inetOrgPerson', 'posixAccount'],
        createAttributes: { homeDirectory: '/home/{userName}', gidNumber: '100' },
        auxiliaryClasses: preset === 'scimdap' ? ['scimUser'] : [],
      })
      expect(User?.createAttributes).not.toHaveProperty('loginShell')
      expect(User?.attributes[`${urn.posixUser}:uidNumber`]).toEqual({ attribute: 'uidNumber', access: 'readOnly' })
    }
  })

  it('eduPerson brings the class with the first value', () => {
    const { User } = mappings({ users: { preset: 'eduPerson' } })

    expect(User).toMatchObject({ objectClass: 'inetOrgPerson', auxiliaryClasses: ['scimUser', 'eduPerson'] })
    expect(User?.attributes[`${urn.eduPerson}:eduPersonPrincipalName`]).toBe('eduPersonPrincipalName')
  })

  it('is one of those that there are', () => {
    expect(problems({ users: { preset: 'posixGroup' } })).toEqual([
      'users.preset: expected one of inetOrgPerson, posix, eduPerson, found "posixGroup"',
    ])
  })
})

describe('members by a value', () => {
  it('are what the memberships of users are found by', () => {
    const { User, Group } = mappings({ groups: { preset: 'posixGroup' } })

    expect(Group?.attributes.members).toEqual({ members: 'memberUid', by: 'uid', to: ['User'] })
    expect(User?.attributes.groups).toEqual({ memberships: 'Group', by: 'uid' })
    expect(mappings({ groups: {} }).User?.attributes.groups).toEqual({ memberships: 'Group' })
  })

  it.each([
    [
      { attributes: { members: { members: 'memberUid', by: 'cn', to: ['User'] } } },
      'groups.attributes.members: no attribute of User that is unique is stored in cn: expected what userName or the like is stored in',
    ],
    [{ emptyGroups: 'reject' }, 'groups.emptyGroups: members that are named by a value need none: expected native'],
    [
      { emptyGroups: 'placeholder' },
      'groups.emptyGroups: members that are named by a value need none: expected native',
    ],
  ])('are refused in %j: %s', (groups, problem) => {
    expect(problems({ groups: { preset: 'posixGroup', ...groups } })).toEqual([problem])
  })
})

describe('numbers in createAttributes', () => {
  const counter = 'cn=next,dc=example,dc=com'

  it('are a range and an entry that counts', () => {
    const uidNumber = { next: [10_000, 59_999], counter }

    expect(
      mappings({ users: { preset: 'posix', createAttributes: { uidNumber } } }).User?.createAttributes,
    ).toMatchObject({
      uidNumber,
    })
  })

  it.each([
    [{ next: [9, 5], counter }],
    [{ next: [5], counter }],
    [{ next: [-5, 5], counter }],
    [{ next: [1.5, 5], counter }],
    [{ next: ['1', '5'], counter }],
    [{ next: [1, 5] }],
    [{ next: [1, 5], counter, inn: 'x' }],
    [7],
  ])('are refused as %j, with the place', (uidNumber) => {
    const found = problems({ users: { createAttributes: { uidNumber } } })

    expect(found).toHaveLength(1)
    expect(found[0]).toMatch(/^users\.createAttributes\.uidNumber/)
  })
})

describe('preset', () => {
  it('activeDirectory has its own ids, and the referrals at the top of a domain are nothing to stop at', () => {
    const ad = mappings({ preset: 'activeDirectory', groups: {} })
    expect(ad.User).toMatchObject({ filter: '(!(objectClass=computer))', attributes: { userName: 'sAMAccountName' } })
    expect(ad.Group).toMatchObject({ objectClass: 'group', emptyGroups: 'native' })
    const { directory } = config({ preset: 'activeDirectory' })
    expect(directory).toMatchObject({ id: 'objectGUID', referrals: 'ignore' })
    expect(config({}).directory).toMatchObject({ id: 'entryUUID', referrals: 'refuse' })
  })

  it('freeIpa and lldap are the layouts of those servers', () => {
    const freeIpa = mappings({ preset: 'freeIpa', groups: {} })
    expect(freeIpa.User).toMatchObject({ objectClass: 'posixAccount', createAttributes: { uidNumber: '-1' } })
    expect(freeIpa.Group).toMatchObject({ objectClass: 'ipaUserGroup', emptyGroups: 'native' })
    const lldap = mappings({ preset: 'lldap', groups: {} })
    expect(lldap.Group).toMatchObject({ objectClass: 'groupOfUniqueNames' })
    expect(Object.keys(lldap.User?.attributes ?? {})).not.toContain('active')
  })
})
