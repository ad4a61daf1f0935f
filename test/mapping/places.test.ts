import { describe, expect, it } from 'vitest'
import { type DeclaredPlaces, isWithin, placeProblems, placesOf } from '../../src/mapping/places.ts'

const people = 'ou=people,dc=example,dc=com'
const partners = 'ou=partners,dc=example,dc=com'

describe('places', () => {
  it('are the base, or the bases in their order', () => {
    expect(placesOf({ base: people, scope: 'one' })).toEqual([{ base: people, scope: 'one' }])
    expect(placesOf({ base: people })).toEqual([{ base: people, scope: 'sub' }])
    expect(placesOf({ scope: 'one', bases: [{ base: people }, { base: partners, scope: 'sub' }] })).toEqual([
      { base: people, scope: 'one' },
      { base: partners, scope: 'sub' },
    ])
  })

  it.each([
    [`uid=a,${people}`, true, true],
    [`uid=a, OU=People,dc=example,dc=com`, true, true],
    [`uid=a,ou=deep,${people}`, false, true],
    [people, false, true],
    [`uid=a,${partners}`, false, false],
    [`uid=a\\,${people}`, false, false],
    ['dc=example,dc=com', false, false],
  ])('hold %s by one: %s, by sub: %s', (dn, byOne, bySub) => {
    expect(isWithin(dn, placesOf({ base: people, scope: 'one' })[0]!)).toBe(byOne)
    expect(isWithin(dn, placesOf({ base: people, scope: 'sub' })[0]!)).toBe(bySub)
  })
})

describe('placeProblems', () => {
  const overlap = (of: string) => `overlaps with the one of ${of}: an entry would be in both, and listed twice`
  const wrong: readonly (readonly [string, DeclaredPlaces, string, string])[] = [
    ['nothing', {}, 'base', 'is required'],
    [
      'base and bases',
      { base: people, bases: [{ base: partners }] },
      'bases',
      'stands beside base: only one of them is wanted',
    ],
    [
      'no DN',
      { bases: [{ base: people }, { base: 'people' }] },
      'bases.1.base',
      'expected a distinguished name, such as ou=people,dc=example,dc=com',
    ],
    [
      'the same twice',
      {
        bases: [
          { base: people, scope: 'one' },
          { base: 'OU=people, DC=example,dc=com', scope: 'one' },
        ],
      },
      'bases.1.base',
      overlap(people),
    ],
    [
      'one below another',
      { bases: [{ base: people }, { base: `ou=deep,${people}`, scope: 'one' }] },
      'bases.1.base',
      overlap(people),
    ],
    [
      'one above another',
      { bases: [{ base: people, scope: 'one' }, { base: 'dc=example,dc=com' }] },
      'bases.1.base',
      overlap(people),
    ],
    [
      'one that is an entry of another',
      { bases: [{ base: people, scope: 'one' }, { base: `ou=deep,${people}` }] },
      'bases.1.base',
      overlap(people),
    ],
  ]

  it.each(wrong)('tells of %s', (_, declared, path, message) => {
    expect(placeProblems(declared).map((problem) => [problem.path.join('.'), problem.message])).toEqual([
      [path, message],
    ])
  })

  it.each([
    [{ base: people }],
    [{ bases: [{ base: people }, { base: partners }] }],
    [
      {
        bases: [
          { base: people, scope: 'one' },
          { base: `ou=deep,${people}`, scope: 'one' },
        ],
      },
    ],
    [
      {
        bases: [
          { base: people, scope: 'one' },
          { base: `ou=x,ou=deep,${people}`, scope: 'sub' },
        ],
      },
    ],
  ] satisfies [DeclaredPlaces][])('has nothing against %j', (declared) => {
    expect(placeProblems(declared)).toEqual([])
  })
})
