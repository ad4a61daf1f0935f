import { describe, expect, it } from 'vitest'
import type { SearchRequest } from '../../src/directory/directory.ts'
import { createHops, type Server, serverKey } from '../../src/directory/ldapts/followed/hops.ts'
import type { Dn } from '../../src/ldap/dn.ts'
import { and, equal } from '../../src/ldap/filter.ts'
import type { Observation } from '../../src/observe/observation.ts'

const base = 'ou=people,dc=x' as Dn
const branch = `ou=branch,${base}`
const filter = equal('uid', 'a')

/** Nobody is asked anything here. */
const server = (...urls: readonly string[]): Server => ({
  keys: urls.map(serverKey),
  reads: undefined as never,
  writes: undefined as never,
})
const main = server('ldap://main')
const other = server('ldaps://other', 'ldap://other')

const start = () => {
  const told: Observation[] = []
  const hops = createHops([main, other], (observation) => told.push(observation))
  const asked = (scope: SearchRequest['scope']) => hops.first({ base, scope, filter, types: ['cn'] })
  return { hops, asked, told }
}

const thrownBy = (work: () => unknown): unknown => {
  try {
    return work()
  } catch (thrown) {
    return thrown
  }
}

describe('a continuation reference (RFC 4511 §4.5.3)', () => {
  it.each([
    ['sub', '', 'sub'],
    ['sub', '??sub', 'sub'],
    ['sub', '??base', 'base'],
    ['one', '??base', 'base'],
    ['one', '', 'base'],
    ['one', '??sub', 'base'],
  ] as const)('of a search of scope %s, written as "%s", is searched with scope %s', (scope, written, expected) => {
    const { hops, asked } = start()

    expect(hops.below(asked(scope), [`ldap://other/${branch}${written}`])).toMatchObject({
      server: other,
      request: { base: branch, scope: expected, filter, types: ['cn'] },
    })
  })

  it('narrows the question by a filter of its own, and never widens it', () => {
    const { hops, asked } = start()
    const next = hops.below(asked('sub'), [`ldaps://OTHER:636/${branch}???(cn=b)`])

    expect(next.request.filter).toEqual(and(filter, equal('cn', 'b')))
  })

  it.each([
    ['sub', 'ou=people,dc=y'],
    ['sub', 'dc=x'],
    ['sub', ''],
    ['one', `ou=deep,${branch}`],
    ['base', branch],
  ] as const)('of a search of scope %s leads nowhere where it has the name "%s"', (scope, name) => {
    const { hops, asked, told } = start()

    expect(thrownBy(() => hops.below(asked(scope), [`ldap://other/${name}`]))).toMatchObject({ code: 10 })
    expect(told).toEqual([{ kind: 'referral-refused', url: 'ldap://other', reason: 'another-name' }])
  })
})

describe('a continuation reference that names what was asked about', () => {
  it('is a referral (389-ds)', () => {
    const { hops, asked } = start()

    expect(hops.below(asked('one'), [`ldap://other/${base}`])).toMatchObject({
      server: other,
      request: { base, scope: 'one' },
    })
  })
})

describe('a referral that is the answer (RFC 4511 §4.1.10)', () => {
  it.each(['', '/', `/${base}`, '/OU=People,%20DC=x??base'])('puts the same question, written as "%s"', (rest) => {
    const { hops, asked } = start()

    expect(hops.moved(asked('one'), [`ldap://other${rest}`])).toMatchObject({
      server: other,
      request: { base, scope: 'one', filter },
    })
  })

  it('leads nowhere under another name, nor to anybody who is not listed', () => {
    const { hops, asked, told } = start()

    for (const urls of [[`ldap://other/${branch}`], ['ldap://third'], ['ldap://other:390'], ['x'], []]) {
      expect(thrownBy(() => hops.moved(asked('sub'), urls))).toMatchObject({ code: 10 })
    }
    expect(told).toEqual([
      { kind: 'referral-refused', url: 'ldap://other', reason: 'another-name' },
      { kind: 'referral-refused', url: 'ldap://third', reason: 'not-listed' },
      { kind: 'referral-refused', url: 'ldap://other:390', reason: 'not-listed' },
      { kind: 'referral-refused', url: '', reason: 'not-understood' },
      { kind: 'referral-refused', url: '', reason: 'not-understood' },
    ])
  })
})

describe('a way through several servers', () => {
  it('ends where it comes back', () => {
    const { hops, asked, told } = start()
    const there = hops.moved(asked('sub'), ['ldap://other'])

    expect(thrownBy(() => hops.moved(there, ['ldap://main']))).toMatchObject({ code: 54 })
    expect(thrownBy(() => hops.moved(there, ['ldaps://other']))).toMatchObject({ code: 54 })
    expect(told.map((each) => 'reason' in each && each.reason)).toEqual(['circle', 'circle'])
  })

  it('is gone ten steps far, and no more (RFC 4511 §4.5.3)', () => {
    const { hops, asked } = start()
    let hop = asked('sub')
    let name: string = base
    const further = () => {
      name = `ou=deeper,${name}`
      hop = hops.below(hop, [`ldap://${hop.server === main ? 'other' : 'main'}/${name}`])
    }
    for (let step = 1; step <= 10; step += 1) further()

    expect(hop.request.base).toBe(name)
    expect(thrownBy(further)).toMatchObject({ code: 54 })
  })
})
