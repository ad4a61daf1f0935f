import { describe, expect, it } from 'vitest'
import type { Entry } from '../../src/ldap/entry.ts'
import { decode } from '../../src/mapping/decode.ts'
import type { Lookup, Mapping, Reference } from '../../src/mapping/mapping.ts'
import { versionOf, versionTypes } from '../../src/mapping/version.ts'
import { entry, Group, idOf, lookup, User } from './support.ts'

const version = (mapping: Mapping, of: Entry, answers: Lookup = lookup): string =>
  versionOf(mapping, of, decode(mapping, { entry: of, lookup: answers }))
const withGroups = (...groups: readonly Reference[]): Lookup => ({ ...lookup, groupsOf: () => groups })
const group = (n: number, display = `G${n}`): Reference => ({ id: idOf(n), resourceType: 'Group', display })

const person = { uid: 'a', mail: ['a@x', 'b@x'], title: 'Boss' }

describe('the version of a user, RFC 7644 §3.14', () => {
  it('follows the content that is mapped, not the order of values, not the entryCSN, not what is unmapped', () => {
    const before = version(User, entry(person))

    expect(version(User, entry({ ...person, mail: ['b@x', 'a@x'], description: 'x', entryCSN: 'other' }))).toBe(before)
    expect(version(User, entry({ ...person, title: 'boss' }))).not.toBe(before)
    expect(version(User, entry({ ...person, mail: ['a@x'] }))).not.toBe(before)
    expect(before).toMatch(/^W\/"[\w-]{22}"$/)
  })

  it('is another one where a value moves from one attribute type, or from one value, to the next', () => {
    const people: readonly Readonly<Record<string, string | string[]>>[] = [
      { uid: 'a', title: 'x', displayName: 'y' },
      { uid: 'a', title: 'y', displayName: 'x' },
      { uid: 'a', title: 'x' },
      { uid: 'a', displayName: 'x' },
      { uid: 'a', mail: ['x', 'y'] },
      { uid: 'a', mail: ['x,y'] },
      { uid: 'a', mail: ['x","y'] },
      { uid: 'a', mail: ['x'], title: 'mail' },
    ]
    const versions = people.map((attributes) => version(User, entry(attributes)))

    expect(new Set(versions).size).toBe(versions.length)
  })

  it('moves with the password and with active, and not with a lock after failed binds', () => {
    const before = version(User, entry(person))

    expect(version(User, entry({ ...person, pwdChangedTime: '20240101000000Z' }))).not.toBe(before)
    expect(version(User, entry({ ...person, pwdAccountLockedTime: '000001010000Z' }))).not.toBe(before)
    expect(version(User, entry({ ...person, pwdAccountLockedTime: '20240101000000Z' }))).toBe(before)
  })

  it('has a second part that follows what other entries decide', () => {
    const [content] = version(User, entry(person)).split('"').slice(1)

    const [one, two, renamed] = [[group(1)], [group(2), group(1)], [group(1, 'new name')]].map((groups) =>
      version(User, entry(person), withGroups(...groups)),
    )

    expect(one).toMatch(new RegExp(`^W/"${content}\\.[\\w-]{22}"$`))
    expect(new Set([one, two, renamed]).size).toBe(3)
    expect(version(User, entry(person), withGroups(group(1), group(2)))).toBe(two)
  })

  it('does not move with the public URL', () => {
    const elsewhere: Lookup = { ...withGroups(group(1)), locate: (type, id) => `http://other/${type}/${id}` }

    expect(version(User, entry(person), elsewhere)).toBe(version(User, entry(person), withGroups(group(1))))
  })

  it('needs all types that are read, and pwdChangedTime', () => {
    expect(versionTypes(User)).toEqual(
      expect.arrayContaining(['uid', 'scimEmail', 'userCertificate;binary', 'pwdChangedTime']),
    )
    expect(versionTypes(User)).not.toContain('entryCSN')
  })
})

describe('the version of a group', () => {
  it('is the entryCSN, so that no member needs to be read', () => {
    expect(versionTypes(Group)).toEqual(['entryCSN'])
    expect(version(Group, entry({ cn: 'G' }, 'cn=G,dc=x'))).toBe('W/"20240101000000_000001Z#000000#000#000000"')
  })
})
