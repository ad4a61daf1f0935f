/** Where people are, and where accounts of programs are. */
import { describe, expect, it } from 'vitest'
import { placesOf } from '../../src/init/places.ts'
import type { Dn } from '../../src/ldap/dn.ts'

const suffix = 'dc=example,dc=com' as Dn
const some = (count: number, container: string) =>
  Array.from({ length: count }, (_, number) => `uid=u${number},${container}` as Dn)

describe('placesOf', () => {
  it('is the one container of all', () => {
    expect(placesOf(some(5, `ou=people,${suffix}`), suffix)).toEqual({
      bases: [{ dn: `ou=people,${suffix}`, entries: 5 }],
      leftOut: [],
    })
  })

  it('is the container around several, however they are spelt', () => {
    const dns = [...some(3, `ou=a,ou=People,${suffix}`), ...some(2, `ou=b,OU=people,DC=example, dc=com`)]

    expect(placesOf(dns, suffix)?.bases).toEqual([{ dn: `ou=People,${suffix}`, entries: 5 }])
  })

  it('is a base for each branch where the suffix would be around them', () => {
    const dns = [
      ...some(2, `ou=students,${suffix}`),
      ...some(1, `ou=x,ou=staff,${suffix}`),
      ...some(3, `ou=staff,${suffix}`),
    ]

    expect(placesOf(dns, suffix)?.bases).toEqual([
      { dn: `ou=staff,${suffix}`, entries: 4 },
      { dn: `ou=students,${suffix}`, entries: 2 },
    ])
  })

  it('leaves out accounts of programs and administrators at the top', () => {
    const programs = `ou=Service Accounts,${suffix}`
    const dns = [...some(10, `ou=people,${suffix}`), ...some(2, programs), ...some(1, suffix)]

    expect(placesOf(dns, suffix)).toEqual({
      bases: [{ dn: `ou=people,${suffix}`, entries: 10 }],
      leftOut: [
        { dn: programs, entries: 2 },
        { dn: suffix, entries: 1 },
      ],
    })
  })

  it('takes what is there where nobody else is, and people at the top where most are', () => {
    expect(placesOf(some(2, `ou=services,${suffix}`), suffix)?.bases).toHaveLength(1)
    expect(placesOf([...some(9, suffix), ...some(1, `ou=a,${suffix}`)], suffix)?.bases).toEqual([
      { dn: suffix, entries: 10 },
    ])
    expect(placesOf([], suffix)).toBeUndefined()
  })
})
