import { describe, expect, it } from 'vitest'
import { groups } from '../../src/demo/groups.ts'
import type { LdifEntry } from '../../src/demo/ldif.ts'
import { people } from '../../src/demo/people.ts'

const base = 'ou=people,dc=example,dc=com'
const some = (count: number, seed = 1): readonly LdifEntry[] => [
  ...people({ count, seed, base, passwordHash: '{SSHA}x' }),
]
const groupsOf = (count: number) => [
  ...groups({ people: count, base: 'ou=groups,dc=example,dc=com', peopleBase: base }),
]
const having = (entries: readonly LdifEntry[], type: string) => entries.filter(({ attributes }) => attributes[type])

describe('invented people', () => {
  it('are the same for the same seed and others for another', () => {
    expect(some(50)).toEqual(some(50))
    expect(some(50, 2)).not.toEqual(some(50))
  })

  it('are the same however many there are', () => {
    expect(some(200).slice(0, 20)).toEqual(some(20))
  })

  it('have a DN of their own each', () => {
    expect(new Set(some(3000).map(({ dn }) => dn.toLowerCase())).size).toBe(3000)
  })

  it('are varied among the 200 of the demo', () => {
    const all = some(200)
    const userNames = all.map(({ attributes }) => String(attributes.uid)).join('\n')
    const names = all.map(({ attributes }) => String(attributes.cn)).join('\n')

    for (const character of [',', '+', '"', '\\', 'ü', '李']) expect(userNames + names).toContain(character)
    for (const character of [',', '+', '"', '\\']) expect(userNames).toContain(character)
    expect(all.filter(({ attributes }) => (attributes.mail?.length ?? 0) > 1).length).toBeGreaterThan(20)
    expect(having(all, 'jpegPhoto').length).toBeGreaterThan(5)
    expect(having(all, 'manager').length).toBeGreaterThan(50)
    for (const type of ['mail', 'givenName', 'displayName', 'title', 'telephoneNumber']) {
      expect(having(all, type).length).toBeGreaterThan(20)
      expect(having(all, type).length).toBeLessThan(200)
    }
  })

  it('come without our class every other time, disabled ones of both kinds among them', () => {
    const all = some(200)
    const ours = all.filter(({ attributes }) => attributes.objectClass?.includes('scimUser'))
    const others = all.filter(({ attributes }) => !attributes.objectClass?.includes('scimUser'))

    expect([ours.length, others.length]).toEqual([100, 100])
    expect(having(ours, 'pwdAccountLockedTime').length).toBeGreaterThan(0)
    expect(having(others, 'pwdAccountLockedTime').length).toBeGreaterThan(0)
    expect(
      others.flatMap(({ attributes }) => Object.keys(attributes)).filter((type) => type.startsWith('scim')),
    ).toEqual([])
    for (const { attributes } of having(ours, 'pwdAccountLockedTime')) expect(attributes.scimActive).toEqual(['FALSE'])
  })

  it('have managers who exist', () => {
    const all = some(300)
    const dns = new Set(all.map(({ dn }) => dn))

    expect(all.flatMap(({ attributes }) => attributes.manager ?? []).filter((dn) => !dns.has(String(dn)))).toEqual([])
  })
})

describe('invented groups', () => {
  it.each([
    [1, [1]],
    [200, [1, 10]],
    [1000, [1, 10, 1000]],
    [100_000, [1, 10, 1000, 10_000, 100_000]],
  ])('of %d people have %j members', (count, sizes) => {
    const all = groupsOf(count)
    const found = new Set(all.map(({ attributes }) => attributes.member?.length ?? 0))

    for (const size of sizes) expect(found).toContain(size)
    for (const size of [10, 1000, 10_000, 100_000]) expect(found.has(size)).toBe(sizes.includes(size))
    if (count === 100_000) expect(all.filter(({ attributes }) => attributes.member?.length === 10_000)).toHaveLength(10)
  })

  it('have members who exist, each once, some of them groups', () => {
    const all = groupsOf(1000)
    const known = new Set([...some(1000), ...all].map(({ dn }) => dn))
    const members = all.map(({ attributes }) => attributes.member ?? [])

    expect(members.flat().filter((dn) => !known.has(String(dn)))).toEqual([])
    for (const list of members) expect(new Set(list).size).toBe(list.length)
    expect(members.flat().some((dn) => String(dn).includes('ou=groups'))).toBe(true)
  })
})
