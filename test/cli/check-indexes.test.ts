import { describe, expect, it } from 'vitest'
import { indexModifications, missingIndexes, unindexedTests } from '../../src/check/indexes.ts'
import { and, equal, greaterOrEqual, not, present, substring } from '../../src/ldap/filter.ts'

const aliases: Readonly<Record<string, string>> = { userid: 'uid', commonname: 'cn', rfc822mailbox: 'mail' }
const canonical = (type: string) =>
  Object.hasOwn(aliases, type.toLowerCase()) ? (aliases[type.toLowerCase()] as string) : type.toLowerCase()
const missing = (wanted: readonly string[], existing: readonly string[], isUsed = (_: string) => true) =>
  missingIndexes(wanted, existing, { canonical, isUsed })

describe('missing indexes, slapd-mdb(5)', () => {
  it('are those kinds of used types that no line has, whatever the types are called there', () => {
    const wanted = ['uid,cn,mail eq,sub', 'title eq']

    expect(
      missing(wanted, ['userid pres,eq,sub', 'commonName eq', 'rfc822Mailbox eq,subinitial,subany,subfinal']),
    ).toEqual([
      { type: 'cn', kinds: ['sub'] },
      { type: 'title', kinds: ['eq'] },
    ])
    expect(missing(wanted, [], (type) => type === 'title')).toEqual([{ type: 'title', kinds: ['eq'] }])
  })

  it('are not those that a line without kinds has by default', () => {
    expect(missing(['title eq'], ['default pres,eq', 'title'])).toEqual([])
    expect(missing(['title eq'], ['default pres', 'title'])).toHaveLength(1)
  })

  it('come by one line for each set of kinds, and a line that says too little is written again', () => {
    const existing = ['uid,cn eq', 'objectClass eq']

    const found = missing(['uid,mail eq,sub', 'title,o eq'], existing)

    expect(indexModifications(found, existing, canonical)).toEqual([
      { operation: 'delete', type: 'olcDbIndex', values: ['uid,cn eq'] },
      { operation: 'add', type: 'olcDbIndex', values: ['uid eq,sub', 'cn eq', 'mail eq,sub', 'title,o eq'] },
    ])
    expect(indexModifications([], existing, canonical)).toEqual([])
  })
})

describe('tests of a filter without an index', () => {
  it('are told once for each type and kind; entryDN needs none', () => {
    const filter = and(
      equal('uid', 'a'),
      greaterOrEqual('uid', 'b'),
      not(present('title')),
      substring('cn', { any: ['x'] }),
      equal('entryDN', 'cn=a'),
      not(equal('title', 'x')),
    )

    expect(unindexedTests(filter, ['uid eq', 'cn eq'], canonical)).toEqual([
      { type: 'title', kinds: ['pres'] },
      { type: 'cn', kinds: ['sub'] },
      { type: 'title', kinds: ['eq'] },
    ])
  })
})
