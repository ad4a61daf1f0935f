import { describe, expect, it } from 'vitest'
import { changed, compileUser, decoded, encoded, entry, pushed, userDeclaration } from './support.ts'

const mapping = compileUser(
  userDeclaration({
    preferredLanguage: null,
    title: 'preferredLanguage',
    nickName: 'preferredLanguage;x-b;LANG-de',
    displayName: 'displayName',
  }),
)
const set = (more: object) => (before: object) => ({ ...before, ...more }) as never

describe('attribute options, RFC 4512 §2.5', () => {
  const person = entry({ uid: 'a', preferredLanguage: 'en', 'preferredLanguage;lang-de;x-b': 'Deutsch' })

  it('make another attribute of a type, in whichever order they are written', () => {
    expect(decoded(mapping, person)).toMatchObject({ title: 'en', nickName: 'Deutsch' })
    expect(decoded(mapping, entry({ uid: 'a', 'preferredLanguage;lang-fr': 'x' }))).not.toHaveProperty('title')
    expect(encoded(mapping, { userName: 'a', nickName: 'x' })).toEqual({
      uid: ['a'],
      'preferredlanguage;lang-de;x-b': ['x'],
    })
  })

  it('keep values apart in a write', () => {
    expect(changed(mapping, person, set({ title: 'fr' }))).toEqual([
      { operation: 'delete', type: 'preferredlanguage', values: ['en'] },
      { operation: 'add', type: 'preferredlanguage', values: ['fr'] },
    ])
    expect(changed(mapping, person, set({ title: undefined }))).toEqual([
      { operation: 'delete', type: 'preferredlanguage', values: ['en'] },
    ])
  })

  it.each([
    ['title eq "en"', '(preferredLanguage=en)'],
    ['title pr', '(preferredLanguage=*)'],
    ['title ne "en"', '(&)'],
    ['title eq null', '(&)'],
    ['not (title eq "en")', '(&)'],
    ['not (title pr)', '(&)'],
    ['title gt "en"', '(preferredLanguage=*)'],
    ['nickName eq "en"', '(preferredLanguage;lang-de;x-b=en)'],
    ['not (nickName pr)', '(&)'],
    ['not (displayName eq "en")', '(!(displayName=en)) exact'],
  ])('are found by a filter without them, which is a superset then: %s', (filter, expected) => {
    expect(pushed(mapping, filter)).toBe(expected)
  })
})
