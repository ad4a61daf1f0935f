/** Rows of members that are named by a value, and of numbers: what is pushed down, and what is refused at start. */
import { describe, expect, it } from 'vitest'
import { compileMapping, MappingError } from '../../src/mapping/compile/compile.ts'
import type { MappingDeclaration } from '../../src/mapping/declaration/declaration.ts'
import { declaredResourceType } from '../../src/mapping/declaration/declared.ts'
import { linkMemberships } from '../../src/mapping/declaration/link-memberships.ts'
import { groupPresets, presets, userPresets, withGroups } from '../../src/mapping/presets/presets.ts'
import { servedGroupResourceType, servedUserResourceType } from '../../src/scim/schema/core-resource-types.ts'
import { urn } from '../../src/scim/urn.ts'
import { changed, decoded, encodingOf, entry, idOf, pushed, subschema } from './support.ts'

const counter = 'cn=next,dc=example,dc=com'
const declared = withGroups(presets.inetOrgPerson.Group, groupPresets.posixGroup)
const compile = (more: Partial<MappingDeclaration> = {}) => {
  const declaration = { ...declared, base: 'ou=groups,dc=example,dc=com', ...more }
  return compileMapping(declaration, declaredResourceType(declaration, servedGroupResourceType), subschema)
}
const problems = (more: Partial<MappingDeclaration>): readonly string[] => {
  try {
    compile(more)
    return []
  } catch (error) {
    if (!(error instanceof MappingError)) throw error
    return error.problems.map(({ path, message }) => `${path}: ${message}`)
  }
}
const withMembers = (members: unknown, more: Partial<MappingDeclaration> = {}) =>
  problems({ ...more, attributes: { ...declared.attributes, members } as MappingDeclaration['attributes'] })

const Group = compile()
const group = (...memberUid: readonly string[]) =>
  entry({ cn: 'G', gidNumber: '100', memberUid }, 'cn=G,ou=groups,dc=example,dc=com')

describe('members by uid', () => {
  it('show whoever has the name, and nobody for one that dangles', () => {
    expect(decoded(Group, group('person1', 'gone', 'person2')).members).toEqual(
      [1, 2].map((n) => ({ value: idOf(n), $ref: `https://scim.example.com/Users/${idOf(n)}`, type: 'User' })),
    )
    expect(decoded(Group, group('gone'))).not.toHaveProperty('members')
  })

  it('change by the fewest values; what dangles stays', () => {
    const members = [{ value: idOf(2) }, { value: idOf(3) }]

    expect(changed(Group, group('person1', 'gone', 'person2'), (before) => ({ ...before, members }))).toEqual([
      { operation: 'delete', type: 'memberuid', values: ['person1'] },
      { operation: 'add', type: 'memberuid', values: ['person3'] },
    ])
    expect(encodingOf(undefined).stored.size).toBe(0)
  })

  it.each([
    [`members.value eq "${idOf(7)}"`, '(memberUid=person7) exact'],
    [`members[value eq "${idOf(7)}"]`, '(memberUid=person7) exact'],
    ['members pr', '(memberUid=*)'],
    ['members.value eq "nobody"', '(|) exact'],
  ])('are asked for as %s: %s', (filter, ldap) => {
    expect(pushed(Group, filter)).toBe(ldap)
  })

  it('show the number of the group, and never write it', () => {
    expect(decoded(Group, group())).toMatchObject({ [urn.posixGroup]: { gidNumber: 100 } })
    expect(changed(Group, group(), (before) => ({ ...before, [urn.posixGroup]: { gidNumber: 7 } }))).toEqual([])
  })

  it.each([
    [{ members: 'member', by: 'uid', to: ['User'] }, 'member does not hold names'],
    [{ members: 'gidNumber', by: 'uid', to: ['User'] }, 'gidNumber does not hold names'],
    [{ members: ['memberUid', 'description'], by: 'uid', to: ['User'] }, 'are in one attribute type'],
    [{ members: 'memberUid', by: 'nothing', to: ['User'] }, "the directory's schema has no attribute type nothing"],
    [{ members: 'memberUid', to: ['User'] }, 'memberUid does not hold distinguished names'],
  ])('are refused as %j: %s', (members, problem) => {
    expect(withMembers(members).join()).toContain(problem)
  })

  it('are refused where a group must have a member', () => {
    expect(withMembers({ members: 'memberUid', by: 'uid', to: ['User'] }, { emptyGroups: 'reject' })).toEqual([
      'attributes.members: a list of names may be empty: set emptyGroups: native, or do not require it',
    ])
  })

  it('are what the memberships of a user are looked for by', () => {
    const User = linkMemberships(presets.inetOrgPerson.User, { Group: declared })

    expect(User.attributes.groups).toEqual({ memberships: 'Group', by: 'uid' })
    expect(linkMemberships(User, { Group: presets.inetOrgPerson.Group }).attributes.groups).toEqual({
      memberships: 'Group',
    })
  })
})

describe('numbers in createAttributes', () => {
  const problemsOf = (gidNumber: unknown) =>
    problems({ createAttributes: { gidNumber } as MappingDeclaration['createAttributes'] })

  it('are ranges with a counter, in the attribute type itself or in another', () => {
    const { numbers } = compile({ createAttributes: { GIDNUMBER: { next: [5, 9], counter } } }).creation
    expect(numbers).toEqual([{ type: 'gidNumber', first: 5, last: 9, counter: { dn: counter, type: 'gidNumber' } }])
    const other = compile({ createAttributes: { gidNumber: { next: [5, 9], counter, in: 'serialnumber' } } })
    expect(other.creation.numbers[0]?.counter).toEqual({ dn: counter, type: 'serialNumber' })
  })

  it.each([
    [
      { next: [5, 9], counter: 'nobody' },
      'createAttributes.gidNumber: counter: expected the distinguished name of an entry',
    ],
    [
      { next: [5, 9], counter, in: 'nothing' },
      "createAttributes.gidNumber: the directory's schema has no attribute type nothing",
    ],
    [{ next: [5, 9], counter, in: 'member' }, 'createAttributes.gidNumber: member does not hold whole numbers'],
    [{ next: [5, 9], counter, in: 'jpegPhoto' }, 'createAttributes.gidNumber: jpegPhoto does not hold whole numbers'],
  ])('are refused as %j: %s', (row, problem) => {
    expect(problemsOf(row)).toContain(problem)
  })

  it('are refused of what no class allows, what a row writes, and what holds no number', () => {
    expect(problems({ createAttributes: { uidNumber: { next: [1, 2], counter } } })[0]).toContain('no object class')
    expect(problems({ createAttributes: { cn: { next: [1, 2], counter } } })[0]).toContain('names new entries')
    expect(problems({ createAttributes: { memberUid: { next: [1, 2], counter } } })[0]).toContain('written by members')
  })
})

describe('the preset posix', () => {
  it('shows what makes an account, and lets clients write the gecos alone', () => {
    const declaration = {
      ...withGroups(presets.inetOrgPerson.User, userPresets.posix),
      base: 'ou=people,dc=example,dc=com',
    }
    const type = declaredResourceType(declaration, servedUserResourceType)
    const User = compileMapping(declaration, type, subschema)
    const extension = type.extensions.find(({ schema }) => schema.id === urn.posixUser)?.schema

    expect(extension?.attributes.map(({ name, mutability }) => [name, mutability])).toEqual([
      ['uidNumber', 'readOnly'],
      ['gidNumber', 'readOnly'],
      ['homeDirectory', 'readOnly'],
      ['loginShell', 'readOnly'],
      ['gecos', 'readWrite'],
    ])
    expect(type.extensions.map(({ schema }) => schema.id)).not.toContain(urn.eduPerson)
    const account = { uid: 'a', cn: 'A', sn: 'A', uidNumber: '5', gidNumber: '6', homeDirectory: '/h', gecos: 'A,,' }
    expect(decoded(User, entry(account))[urn.posixUser]).toEqual({
      uidNumber: 5,
      gidNumber: 6,
      homeDirectory: '/h',
      gecos: 'A,,',
    })
  })
})
