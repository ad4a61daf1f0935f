/** contradicting: when refusals of values are a lost race, and when the directory contradicts what it shows. RFC 4511 §4.6 */
import { describe, expect, it } from 'vitest'
import { DirectoryError } from '../../src/directory/directory.ts'
import type { Dn } from '../../src/ldap/dn.ts'
import type { Entry } from '../../src/ldap/entry.ts'
import { contradicting, type WriteProgress } from '../../src/operations/writes/write-progress.ts'

const entry = (title: string, more: Readonly<Record<string, string>> = {}): Entry => ({
  dn: 'uid=ann,dc=example,dc=com' as Dn,
  attributes: new Map(Object.entries({ title, ...more }).map(([type, value]) => [type, [value]])),
})

/** Codes of what is thrown for each state that was read, when its write is refused for a value that is gone. */
const codesOf = (states: readonly Entry[]) => {
  const progress: WriteProgress = { refusals: 0 }
  return states.map((state) => {
    try {
      return contradicting(progress, state)(new DirectoryError(16, 'no such value'))
    } catch (thrown) {
      return thrown instanceof DirectoryError ? thrown.code : (thrown as { status: number }).status
    }
  })
}

describe.each([
  ['with a CSN', (at: number) => ({ entrycsn: `2026112209000${at}.000000Z#000000#000#000000` })],
  ['where the server has none', () => ({})],
])('a value that is refused, %s', (_, moreAt) => {
  it('is a lost race, however often others were quicker', () => {
    const states = [1, 2, 3, 4, 5, 6, 7, 8].map((at) => entry(`title ${at}`, moreAt(at)))

    expect(codesOf(states)).toEqual(Array(8).fill(16))
  })

  it('is a conflict where the entry is the same each time', () => {
    expect(codesOf(Array(5).fill(entry('title', moreAt(1))))).toEqual([16, 16, 16, 16, 409])
  })
})
