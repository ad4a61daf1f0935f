import { describe, expect, it } from 'vitest'
import { applyChange } from '../../src/ldap/change.ts'
import { type Entry, valuesOf } from '../../src/ldap/entry.ts'
import { printChangeLdif, printEntryLdif } from '../../src/ldap/ldif.ts'
import { complete } from '../../src/mapping/defaults.ts'
import type { Mapping } from '../../src/mapping/mapping.ts'
import { planAdd, planChange } from '../../src/mapping/plan-change.ts'
import { ScimError } from '../../src/scim/error.ts'
import type { Resource } from '../../src/scim/resource/resource.ts'
import {
  compileUser,
  decoded,
  encodingOf,
  entry,
  Group,
  idOf,
  lookup,
  subschema,
  User,
  userDeclaration,
} from './support.ts'

const enterprise = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User'

const planned = (mapping: Mapping, before: Entry, change: (resource: Resource) => Resource) => {
  const resource = decoded(mapping, before)
  const after = { resource: change(resource), encoding: encodingOf(before) }
  return planChange(mapping, { entry: before, lookup, resource }, after)
}
const ldif = (mapping: Mapping, before: Entry, change: (resource: Resource) => Resource): string =>
  printChangeLdif(before.dn, planned(mapping, before, change))
/** What is shown after the change has been made. */
const shown = (mapping: Mapping, before: Entry, change: (resource: Resource) => Resource): Resource => {
  const equalityOf = (type: string) => subschema.attributeType(type)?.equality
  return decoded(mapping, applyChange(before, planned(mapping, before, change), equalityOf))
}

const person = entry({
  objectClass: ['inetOrgPerson'],
  uid: ['bjensen', 'babs'],
  cn: ['Barbara Jensen', 'Babs'],
  sn: 'Jensen',
  title: ['Boss', 'Chief'],
  mail: 'b@x.org',
  description: 'not mapped',
  manager: ['uid=gone,dc=x', 'uid=person7,ou=people,dc=example,dc=com'],
})
const dn = 'dn: uid=bjensen,babs,ou=people,dc=example,dc=com'

describe('planChange', () => {
  it('writes nothing where nothing changes', () => {
    expect(planned(User, person, (resource) => ({ ...resource }))).toEqual({ modifications: [] })
  })

  it('adds the AUXILIARY class in the same modify as the first value that needs it', () => {
    const change = ldif(User, entry({ uid: 'a', objectClass: 'inetOrgPerson' }), (resource) => ({
      ...resource,
      nickName: 'Al',
    }))

    expect(change).toBe(`dn: uid=a,ou=people,dc=example,dc=com
changetype: modify
add: objectClass
objectClass: scimUser
-
add: scimnickname
scimnickname: Al
-
`)
  })

  it('adds no class where it is there, or where the entry may have the type without it', () => {
    const change = planned(User, person, (resource) => ({ ...resource, displayName: 'B' }))
    const again = planned(User, entry({ uid: 'a', objectClass: ['inetOrgPerson', 'SCIMUSER'] }), (resource) => ({
      ...resource,
      nickName: 'x',
    }))

    expect(change.modifications).toEqual([{ operation: 'add', type: 'displayname', values: ['B'] }])
    expect(again.modifications.map(({ type }) => type)).not.toContain('objectClass')
  })

  it('puts a new value in front of those that SCIM does not show', () => {
    const change = (resource: Resource) => ({ ...resource, title: 'Queen' })

    expect(ldif(User, person, change)).toBe(`${dn}
changetype: modify
delete: title
title: Boss
title: Chief
-
add: title
title: Queen
title: Chief
-
`)
    expect(shown(User, person, change).title).toBe('Queen')
  })

  it('finds the new value among those that it did not show', () => {
    expect(shown(User, person, (resource) => ({ ...resource, title: 'CHIEF' })).title).toBe('CHIEF')
  })

  it('takes all of them away where no value is left', () => {
    const { title: _, ...rest } = decoded(User, person)

    expect(shown(User, person, () => rest).title).toBeUndefined()
  })

  it('puts a new manager in front of other visible ones, and leaves the others alone', () => {
    const two = entry({
      uid: 'a',
      manager: ['uid=gone,dc=x', ...[7, 8].map((n) => `uid=person${n},ou=people,dc=example,dc=com`)],
    })
    const change = (resource: Resource) => ({ ...resource, [enterprise]: { manager: { value: idOf(9) } } })

    expect(shown(User, two, change)[enterprise]).toMatchObject({ manager: { value: idOf(9) } })
    expect(planned(User, two, change).modifications).toEqual([
      {
        operation: 'delete',
        type: 'manager',
        values: ['uid=person7,ou=people,dc=example,dc=com', 'uid=person8,ou=people,dc=example,dc=com'],
      },
      {
        operation: 'add',
        type: 'manager',
        values: ['uid=person9,ou=people,dc=example,dc=com', 'uid=person8,ou=people,dc=example,dc=com'],
      },
    ])
  })

  it('changes one value of a list without touching the others', () => {
    const listed = entry({
      uid: 'a',
      objectClass: ['scimUser'],
      mail: ['a@x', 'b@x'],
      scimEmail: 'type=work;value=b@x',
    })

    expect(
      ldif(User, listed, (resource) => ({ ...resource, emails: [{ value: 'a@x' }, { value: 'b@x', type: 'home' }] })),
    ).toBe(`dn: uid=a,ou=people,dc=example,dc=com
changetype: modify
delete: scimemail
scimemail: type=work;value=b@x
-
add: scimemail
scimemail: type=home;value=b@x
-
`)
  })

  it('sweeps companions without plain value out with any change, so that none comes back to life', () => {
    const dead = entry({ uid: 'a', objectClass: ['scimUser'], scimEmail: 'type=work;value=a@x' })
    const change = (resource: Resource) => ({ ...resource, emails: [{ value: 'a@x' }] })

    expect(shown(User, dead, change).emails).toEqual([{ value: 'a@x' }])
    expect(planned(User, dead, (resource) => ({ ...resource, title: 'x' })).modifications).toEqual([
      { operation: 'delete', type: 'scimemail', values: ['type=work;value=a@x'] },
      { operation: 'add', type: 'title', values: ['x'] },
    ])
    expect(planned(User, dead, (resource) => resource).modifications).toEqual([])
  })

  it('replaces a type without EQUALITY as a whole, with what SCIM cannot show put back', () => {
    const fax = entry({ uid: 'a', facsimileTelephoneNumber: ['+1', Buffer.from([0xff])] })
    const phoneNumbers = [
      { value: '+1', type: 'fax' },
      { value: '+2', type: 'fax' },
    ]

    expect(planned(User, fax, (resource) => ({ ...resource, phoneNumbers })).modifications).toEqual([
      { operation: 'replace', type: 'facsimiletelephonenumber', values: ['+1', '+2', Buffer.from([0xff])] },
    ])
  })
})

describe('planChange of a name, RFC 4511 §4.9', () => {
  const group = entry(
    {
      objectClass: 'groupOfNames',
      cn: ['also', 'Tour Guides'],
      member: ['uid=person1,ou=people,dc=example,dc=com', 'uid=gone,dc=x'],
    },
    'cn=Tour Guides,ou=groups,dc=example,dc=com',
  )

  it('renames a group and changes its members in one plan; hidden members and other names stay', () => {
    expect(
      ldif(Group, group, (resource) => ({ ...resource, displayName: 'Guides, all', members: [{ value: idOf(2) }] })),
    ).toBe(`dn: cn=Tour Guides,ou=groups,dc=example,dc=com
changetype: modrdn
newrdn: cn=Guides\\2C all
deleteoldrdn: 1

dn: cn=Guides\\2C all,ou=groups,dc=example,dc=com
changetype: modify
delete: member
member: uid=person1,ou=people,dc=example,dc=com
-
add: member
member: uid=person2,ou=people,dc=example,dc=com
-
`)
  })

  it('renames by an attribute of a list, and writes the rest of it', () => {
    const mapping = compileUser({ ...userDeclaration(), rdn: 'mail' })
    const named = entry({ uid: 'a', mail: ['a@x', 'b@x'] }, 'mail=a@x,ou=people,dc=example,dc=com')
    const change = planned(mapping, named, (resource) => ({
      ...resource,
      emails: [{ value: 'c@x' }, { value: 'd@x' }],
    }))

    expect(change).toEqual({
      newRdn: [{ type: 'mail', value: 'c@x' }],
      modifications: [
        { operation: 'delete', type: 'mail', values: ['b@x'] },
        { operation: 'add', type: 'mail', values: ['d@x'] },
      ],
    })
  })

  it('refuses to take the name away', () => {
    const named = entry({ uid: 'a', mail: 'a@x' }, 'mail=a@x,ou=people,dc=example,dc=com')

    expect(() => planned(User, named, () => ({ userName: 'a' }))).toThrow(ScimError)
  })
})

describe('planAdd', () => {
  it('makes an entry under a name that cannot leave its place, with the classes that it needs', () => {
    const resource: Resource = { userName: 'evil,ou=x', name: { familyName: 'J', givenName: 'B' }, externalId: '7' }
    const { dn: name, attributes } = planAdd(User, complete(User, resource), encodingOf(undefined))

    expect(printEntryLdif({ dn: name, attributes })).toBe(`dn: uid=evil\\2Cou\\3Dx,ou=people,dc=example,dc=com
objectclass: inetOrgPerson
objectclass: scimUser
scimexternalid: 7
uid: evil,ou=x
cn: B J
sn: J
givenname: B
`)
  })

  it('writes a value once that two attributes share', () => {
    const mapping = compileUser({ ...userDeclaration({ userName: 'mail', displayName: 'cn' }), rdn: 'mail' })
    const resource = { userName: 'A@x', displayName: 'B', name: { formatted: 'B' }, emails: [{ value: 'a@x' }] }

    const { attributes } = planAdd(mapping, resource, encodingOf(undefined))

    expect(valuesOf(attributes, 'mail')).toHaveLength(1)
    expect(valuesOf(attributes, 'cn')).toEqual(['B'])
  })
})
