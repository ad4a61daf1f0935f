import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { MappingDeclaration } from '../../src/mapping/declaration/declaration.ts'
import { joinParts, partsOf } from '../../src/mapping/values/value-parts.ts'
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

type Rows = MappingDeclaration['attributes']
const names: Rows = {
  'name.formatted': null,
  'name.givenName': { attribute: 'cn', part: 1, of: 2, separator: ' ', rest: 'first' },
  'name.familyName': { attribute: 'cn', part: 2, of: 2, separator: ' ', rest: 'first' },
}
const gecos = { attribute: 'description', of: 4, separator: ',' } as const
const mapping = compileUser(
  userDeclaration({
    ...names,
    displayName: { ...gecos, part: 1 },
    nickName: { ...gecos, part: 2 },
    title: { ...gecos, part: 4, access: 'readOnly' },
  }),
)
const person = { uid: 'a', sn: 'A' }

describe('partsOf', () => {
  it.each([
    ['a,b,c', 'last', ['a', 'b,c']],
    ['a,b,c', 'first', ['a,b', 'c']],
    ['a', 'last', ['a', '']],
    ['a', 'first', ['', 'a']],
    ['', 'last', ['', '']],
    [',', 'first', ['', '']],
  ] as const)('divides %j, the rest %s', (text, rest, expected) => {
    expect(partsOf(text, { of: 2, separator: ',', rest })).toEqual(expected)
  })

  it('is undone by joinParts', () => {
    const texts = fc.array(fc.constantFrom('a', 'b', ',', ' ', ';'), { maxLength: 12 }).map((all) => all.join(''))
    fc.assert(
      fc.property(texts, fc.integer({ min: 2, max: 5 }), fc.constantFrom('first', 'last'), (text, of, rest) => {
        const parts = partsOf(text, { of, separator: ',', rest })
        expect(parts).toHaveLength(of)
        expect(partsOf(joinParts(parts, { of, separator: ',', rest }), { of, separator: ',', rest })).toEqual(parts)
      }),
    )
  })
})

describe('parts of a value', () => {
  it('are shown without blanks around them', () => {
    const shown = decoded(mapping, entry({ ...person, cn: 'Anna Maria  Smith', description: 'Full, Room,,Home' }))

    expect(shown).toMatchObject({ name: { givenName: 'Anna Maria', familyName: 'Smith' } })
    expect(shown).toMatchObject({ displayName: 'Full', nickName: 'Room', title: 'Home' })
    expect(decoded(mapping, entry({ ...person, cn: 'Smith' })).name).toEqual({ familyName: 'Smith' })
    expect(published(mapping, 'title')?.mutability).toBe('readOnly')
  })

  it('are written together, and those that no row shows stay', () => {
    const held = entry({ ...person, cn: 'Anna  Smith', description: ['Full,Room,123,Home', 'more'] })
    const set = (more: object) => (before: object) => ({ ...before, ...more }) as never

    expect(changed(mapping, held, set({}))).toEqual([])
    expect(changed(mapping, held, set({ nickName: 'R2' }))).toEqual([
      { operation: 'delete', type: 'description', values: ['Full,Room,123,Home', 'more'] },
      { operation: 'add', type: 'description', values: ['Full,R2,123,Home', 'more'] },
    ])
    expect(changed(mapping, held, set({ nickName: undefined, displayName: undefined }))).toMatchObject([
      {},
      { values: [',,123,Home', 'more'] },
    ])
    expect(changed(mapping, held, set({ name: { givenName: 'Bo', familyName: 'Li' } }))).toEqual([
      { operation: 'delete', type: 'cn', values: ['Anna  Smith'] },
      { operation: 'add', type: 'cn', values: ['Bo Li'] },
    ])
    expect(encoded(mapping, { userName: 'a', displayName: 'F' })).toEqual({ uid: ['a'], description: ['F'] })
  })

  it.each([
    [{ nickName: 'a,b' }, /nickName/],
    [{ nickName: ' a' }, /nickName/],
    [{ name: { familyName: 'Van Dyk', givenName: 'A' } }, /name\./],
    [{ name: { givenName: 'A' } }, /name/],
  ])('are refused where the value would be divided otherwise: %j', (more, expected) => {
    expect(() => encoded(mapping, { userName: 'a', ...more })).toThrow(expected)
  })

  it('come back as they were put, or are refused', () => {
    const word = fc.option(
      fc
        .array(fc.constantFrom('a', 'B', ',', ' ', 'ß', '1'), { minLength: 1, maxLength: 5 })
        .map((all) => all.join('')),
      { nil: undefined },
    )
    const stored = fc.option(
      fc.array(fc.constantFrom('a', ',', ' ', 'x'), { minLength: 1, maxLength: 9 }).map((all) => all.join('')),
    )
    fc.assert(
      fc.property(word, word, stored, (displayName, nickName, description) => {
        const held = entry({ ...person, ...(description !== null && { description }) })
        const before = decoded(mapping, held)
        const after: { description?: readonly string[] } = {}
        try {
          const wanted = { ...before, displayName, nickName } as never
          Object.assign(after, encoded(mapping, wanted, held))
        } catch {
          return
        }
        const read = decoded(mapping, entry({ ...person, ...after }))
        expect([read.displayName, read.nickName, read.title]).toEqual([displayName, nickName, before.title])
      }),
    )
  })

  it.each([
    ['nickName eq "Room"', '(description=*room*)'],
    ['nickName ew "m"', '(description=*m*)'],
    ['nickName ne "Room"', '(&)'],
    ['nickName pr', '(description=*)'],
    ['nickName eq null', '(&)'],
    ['nickName lt "Room"', '(description=*)'],
  ])('are asked for as pieces: %s', (filter, expected) => {
    expect(pushed(mapping, filter)).toBe(expected)
  })

  it.each<readonly [string, Rows, string]>([
    [
      'a part that there is not',
      { title: { attribute: 'title', part: 3, of: 2, separator: ',' } },
      'attributes.title: there is no part 3 of 2',
    ],
    [
      'the same part twice',
      { title: { ...gecos, part: 1 }, nickName: { ...gecos, part: 1 } },
      'attributes.title: part 1 of description is nickName already (PutGet would break)',
    ],
    [
      'another separator',
      { title: { ...gecos, part: 1 }, nickName: { ...gecos, part: 2, separator: ';' } },
      'attributes.title: description is divided otherwise for nickName: of, separator and rest must be the same',
    ],
    [
      'what another row writes',
      { title: { ...gecos, attribute: 'sn', part: 1 } },
      'attributes.title: sn is written by name.familyName, too: make one of the two readOnly (GetPut would break)',
    ],
    [
      'what is required',
      { userName: { ...gecos, attribute: 'uid', part: 1 } },
      'attributes.userName: userName is required: who has another value would be without',
    ],
    [
      'truth',
      { active: { ...gecos, part: 1 } },
      'attributes.active: active is of type boolean: expected one attribute type',
    ],
  ])('are refused for %s', (_, rows, expected) => {
    expect(problemsWith(rows)).toContain(expected)
  })
})
