import { describe, expect, it } from 'vitest'
import {
  changed,
  compileUser,
  decoded,
  encoded,
  entry,
  problemsWith,
  published,
  pushed,
  userDeclaration,
} from './support.ts'

type ListRow = { plain: { attribute: string; as: string; primary?: 'first' }[] }
const rows: { readonly emails: ListRow } = {
  emails: {
    plain: [
      { attribute: 'mail', as: 'work', primary: 'first' },
      { attribute: 'homePostalAddress', as: 'home' },
    ],
  },
}
const mapping = compileUser(userDeclaration(rows))
const [a, b, c] = ['a@x.org', 'b@x.org', 'c@x.org']
const stored = entry({ uid: 'u', mail: [a, b], homePostalAddress: c })
const emails = (list: readonly object[]) => (before: object) => ({ ...before, emails: list }) as never

describe('several attribute types behind one list, the first value primary', () => {
  it('shows one primary element', () => {
    expect(decoded(mapping, stored).emails).toEqual([
      { value: a, type: 'work', primary: true },
      { value: b, type: 'work' },
      { value: c, type: 'home' },
    ])
    expect(decoded(mapping, entry({ uid: 'u', homePostalAddress: c })).emails).toEqual([{ value: c, type: 'home' }])
    const parts = published(mapping, 'emails')?.subAttributes?.map(({ name }) => name)
    expect(parts).toEqual(['value', 'type', 'primary'])
  })

  it('puts the primary value first, and writes nothing where it is', () => {
    const work = (value: string, primary?: boolean) => ({
      value,
      type: 'work',
      ...(primary !== undefined && { primary }),
    })
    const home = { value: c, type: 'home', primary: false }
    const swap = [
      { operation: 'delete', type: 'mail', values: [a, b] },
      { operation: 'add', type: 'mail', values: [b, a] },
    ]
    expect(changed(mapping, stored, emails([work(a, true), work(b), home]))).toEqual([])
    expect(changed(mapping, stored, emails([work(a), work(b), home]))).toEqual([])
    expect(changed(mapping, stored, emails([work(a), work(b, true), home]))).toEqual(swap)
    expect(changed(mapping, stored, emails([work(a, false), work(b), home]))).toEqual(swap)
    expect(changed(mapping, stored, emails([work(b), home]))).toEqual([
      { operation: 'delete', type: 'mail', values: [a] },
    ])
    expect(encoded(mapping, { userName: 'u', emails: [work(a), work(b, true)] }).mail).toEqual([b, a])
  })

  it('refuses another primary element than the directory can tell', () => {
    const list = [{ value: c, type: 'home', primary: true }]
    expect(() => encoded(mapping, { userName: 'u', emails: list })).toThrow(/cannot hold such a value of emails/)
  })

  it('does not take the value away that names the entry', () => {
    const named = entry({ mail: [a, b] }, `mail=${a},ou=people,dc=example,dc=com`)
    expect(() => changed(mapping, named, emails([{ value: a }, { value: b, primary: true }]))).toThrow(
      /the first mail names the entry/,
    )
  })

  it.each([
    ['emails[primary eq true]', '(mail=*)'],
    [`emails[primary eq true and value eq "${b}"]`, `(&(mail=*)(mail=${b}))`],
    ['emails[type eq "home" and value pr]', '(&(homePostalAddress=*)(homePostalAddress=*))'],
    ['emails.primary eq false', '(mail=*)'],
  ])('is asked for as a superset: %s', (filter, expected) => {
    expect(pushed(mapping, filter)).toBe(expected)
  })

  it.each<readonly [string, object, string]>([
    [
      'companions',
      { plain: rows.emails.plain, structured: 'scimEmail' },
      'primary: first is for a list without structured, which says what is primary',
    ],
    [
      'two of them',
      { plain: rows.emails.plain.map((home) => ({ ...home, primary: 'first' })) },
      'homePostalAddress cannot have the primary element: mail has it',
    ],
  ])('is refused with %s', (_, row, expected) => {
    expect(problemsWith({ emails: row as never })).toContain(`attributes.emails: ${expected}`)
  })
})
