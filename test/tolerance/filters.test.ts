/** Filters as identity providers send them. */
import { describe, expect, it } from 'vitest'
import { createDialect } from '../../src/tolerance/dialect.ts'
import type { ToleranceName } from '../../src/tolerance/wire.ts'
import { enterprise, groupType, interop, rfc, tolerant, understood, userType, withoutTolerance } from './support.ts'

/** id, name, what comes in, the same by the letter. */
const habits: readonly (readonly [string, ToleranceName, string, string])[] = [
  ['T2', 'booleanText', 'active eq "True"', 'active eq true'],
  ['T2', 'booleanText', 'roles[primary eq "true"]', 'roles[primary eq true]'],
  ['T2', 'booleanText', 'emails.primary eq "False" and userName pr', 'emails.primary eq false and userName pr'],
  ['T8', 'unquotedLiteral', 'userName eq ada', 'userName eq "ada"'],
  ['T8', 'unquotedLiteral', '(userName eq ada) or not (title eq x)', '(userName eq "ada") or not (title eq "x")'],
  ['T8', 'unquotedLiteral', 'userName Eq ada@corp.example', 'userName eq "ada@corp.example"'],
  ['T8', 'unquotedLiteral', 'userName eq 1815', 'userName eq "1815"'],
  ['T8', 'unquotedLiteral', 'userName eq TRUE and active eq true', 'userName eq "TRUE" and active eq true'],
  ['T8', 'unquotedLiteral', 'emails[type eq work]', 'emails[type eq "work"]'],
  ['T8', 'unquotedLiteral', 'userName eq a\\b"c', 'userName eq "a\\\\b\\"c"'],
  ['T8', 'unquotedLiteral', 'emails eq a[1]', 'emails eq "a[1]"'],
  ['T9', 'elementTest', 'emails[type eq "work"].value eq "x"', 'emails[type eq "work" and value eq "x"]'],
  ['T10', 'unqualifiedNames', 'id eq "x" and manager eq "y"', `id eq "x" and ${enterprise}:manager eq "y"`],
  ['T10', 'unqualifiedNames', 'Department pr', `${enterprise}:department pr`],
  ['T23', 'encodedBlanks', 'userName%20eq%20%22ada%22', 'userName eq "ada"'],
  ['T23', 'encodedBlanks', 'userName+eq+%22a%2Bb%22', 'userName eq "a+b"'],
]

describe.each(habits)('%s %s: %s', (_id, name, filter, letter) => {
  it('is taken for what it means', () => {
    expect(understood(tolerant, filter)).toEqual(understood(rfc, letter))
    expect(understood(rfc, letter)).toBeTypeOf('object')
  })

  it('is refused by the letter, and where this tolerance alone is off', () => {
    expect(understood(rfc, filter)).toMatch(/^400 invalidFilter/)
    expect(understood(interop, filter)).toMatch(/^400 invalidFilter/)
    expect(understood(withoutTolerance(name), filter)).toMatch(/^400 invalidFilter/)
  })
})

describe('what no tolerance reads into a filter', () => {
  it.each([
    'title eq Vice President',
    'userName eq',
    'userName eq "ada',
    "userName eq 'ada'",
    'userName eq “ada”',
    'nobody eq ada',
    'active eq yes',
    'userName eq ada)',
    'emails[type eq work',
    'active eq "True" eq "False"',
    '%',
    'userName%20eq%20%E0%A4%A',
  ])('%s is refused all the same', (filter) => {
    expect(understood(tolerant, filter)).toMatch(/^400 invalidFilter/)
  })

  it.each([
    'userName eq "eq ada"',
    'title eq "x.manager eq y"',
    'title co "a+b%20c"',
    'userName eq null',
    'externalId eq "True"',
  ])('%s stays as it is', (filter) => {
    expect(tolerant.filter(filter, [userType])).toBe(filter)
  })

  it('a filter over several types takes the type that has the name', () => {
    expect(tolerant.filter('active eq "True" or members eq u-1', [groupType, userType])).toBe(
      'active eq true or members eq "u-1"',
    )
  })

  it('takes time in proportion to the length of the filter', { timeout: 60_000 }, () => {
    const texts = [
      'userName eq ada and '.repeat(50_000),
      '"'.repeat(200_000),
      '['.repeat(500_000),
      'a eq '.repeat(100_000),
    ]
    const started = process.cpuUsage()

    for (const text of texts) expect(tolerant.filter(text, [userType]).length).toBeGreaterThanOrEqual(text.length)

    // Of this process alone: others share the machine.
    expect(process.cpuUsage(started).user).toBeLessThan(8_000_000)
  })
})

describe('T23 encodedBlanks, in the URL', () => {
  it('lets a plus be a blank, which by RFC 3986 it is not', () => {
    expect(tolerant.query('filter=a+pr')).toBe('filter=a+pr')
    expect(rfc.query('filter=a+pr')).toBe('filter=a%2Bpr')
    expect(createDialect({ wire: 'rfc', tolerances: { encodedBlanks: true } }).query('filter=a+pr')).toBe('filter=a+pr')
  })
})
