import { describe, expect, it } from 'vitest'
import type { MappingDeclaration } from '../../src/mapping/declaration/declaration.ts'
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
const swapped = {
  expression: 'entry.description[0].split(", ")[1] + " " + entry.description[0].split(", ")[0]',
  write: { description: 'value.split(" ")[1] + ", " + value.split(" ")[0]' },
}
const mapping = compileUser(
  userDeclaration({
    title: { expression: 'entry.givenName[0] + " " + entry.sn[0]' },
    userType: { expression: 'size(entry.mail) > 0 ? "Mailer" : "Other"' },
    nickName: swapped,
    timezone: { expression: 'entry["l;lang-de"][0].lowerAscii()' },
  }),
)
const person = { uid: 'a', sn: 'Jensen' }
const set = (more: object) => (before: object) => ({ ...before, ...more }) as never

describe('an expression', () => {
  it('shows what it says of an entry, and nothing where it fails', () => {
    const babs = entry({ ...person, givenName: ['Babs', 'Barbara'], description: 'Doe, Jane', 'l;lang-de': 'KÖLN' })
    expect(decoded(mapping, babs)).toMatchObject({
      ...{ title: 'Babs Jensen', userType: 'Other', nickName: 'Jane Doe', timezone: 'köln' },
    })
    expect(decoded(mapping, entry(person))).not.toHaveProperty('title')
    expect(decoded(mapping, entry({ ...person, mail: 'a@x.org' })).userType).toBe('Mailer')
    expect(decoded(mapping, entry({ ...person, description: 'no comma' }))).not.toHaveProperty('nickName')
  })

  it('is readOnly without write', () => {
    expect(published(mapping, 'title')?.mutability).toBe('readOnly')
    expect(published(mapping, 'nickName')?.mutability).toBe('readWrite')
    expect(encoded(mapping, { userName: 'a', title: 'x' })).toEqual({ uid: ['a'] })
  })

  it('is written by expressions of its own', () => {
    const jane = entry({ ...person, description: ['Doe, Jane', 'more'] })
    expect(encoded(mapping, { userName: 'a', nickName: 'Jane Doe' }).description).toEqual(['Doe, Jane'])
    expect(changed(mapping, jane, set({}))).toEqual([])
    expect(changed(mapping, jane, set({ nickName: 'Al Bo' }))).toEqual([
      { operation: 'delete', type: 'description', values: ['Doe, Jane', 'more'] },
      { operation: 'add', type: 'description', values: ['Bo, Al'] },
    ])
    expect(changed(mapping, jane, set({ nickName: undefined }))).toEqual([
      { operation: 'delete', type: 'description', values: ['Doe, Jane', 'more'] },
    ])
    expect(changed(mapping, entry({ ...person, description: 'odd' }), set({}))).toEqual([])
  })

  it.each(['Jane', 'Jane van Doe', 'Jane, Doe X'])(
    'refuses a value that would be read as another one: %s',
    (nickName) => {
      expect(() => encoded(mapping, { userName: 'a', nickName })).toThrow(/cannot hold such a value of nickName/)
    },
  )

  it('knows the whole resource when it writes', () => {
    const known = compileUser(
      userDeclaration({
        nickName: {
          expression: 'entry.description[0]',
          write: { description: 'value', businessCategory: 'resource.userName + "/" + value' },
        },
      }),
    )
    expect(encoded(known, { userName: 'a', nickName: 'x' })).toMatchObject({
      ...{ description: ['x'], businesscategory: ['a/x'] },
    })
  })

  it.each([
    ['title eq "x"', '(|(givenName=*)(sn=*))'],
    ['title pr', '(|(givenName=*)(sn=*))'],
    ['title ne "x"', '(&)'],
    ['not (title eq "x")', '(&)'],
    ['userType eq "Other"', '(&)'],
    ['userType pr', '(&)'],
  ])('is asked for by what it reads: %s', (filter, expected) => {
    expect(pushed(mapping, filter)).toBe(expected)
  })

  it('gives numbers, truth and times', () => {
    const types = compileUser(
      userDeclaration({
        active: { expression: '!("locked" in entry.businessCategory)' },
        locale: { expression: 'string(entry.mail.size())' },
      }),
    )
    expect(decoded(types, entry({ ...person, businessCategory: 'locked' }))).toMatchObject({
      active: false,
      locale: '0',
    })
    expect(decoded(types, entry(person)).active).toBe(true)
  })

  it.each<readonly [string, Rows[string], string]>([
    ['a brace too few', { expression: 'entry.sn[0' }, 'Expected RBRACKET, got EOF'],
    ['a type of nothing', { expression: 'entry.nope[0]' }, "the directory's schema has no attribute type nope"],
    ['a list', { expression: 'entry.sn' }, 'gives list<string>: title is of type string, expected string'],
    ['a number', { expression: 'entry.sn.size()' }, 'gives int: title is of type string, expected string'],
    ['a sum of unlike things', { expression: 'entry.sn[0] + 1' }, 'no such overload: string + int'],
    ['an unknown name', { expression: 'entri.sn[0]' }, 'Unknown variable: entri'],
    [
      'the entry itself',
      { expression: 'string(entry)' },
      'entry has attribute types, and is no value: expected entry.sn or the like',
    ],
    [
      'a type that only the entry knows',
      { expression: 'entry[entry.sn[0]][0]' },
      'entry takes the name of an attribute type: entry.sn or entry["sn;lang-de"]',
    ],
    [
      'a regular expression',
      { expression: 'entry.sn[0].matches("(a+)+$") ? "x" : "y"' },
      'matches is not offered: what it costs has no bound',
    ],
    [
      'lists in lists',
      { expression: 'entry.sn.map(a, entry.cn.map(b, a + b).join()).join()' },
      "map inside of another list's: what it costs has no bound",
    ],
    [
      'what is repeated for each value',
      { expression: 'entry.mail.map(x, x + entry.sn[0]).join()' },
      "entry inside of a list's x: what it costs has no bound",
    ],
    [
      'a text between all characters',
      { expression: 'entry.sn[0].split("").join(entry.cn[0])' },
      'join takes a fixed text: what another costs has no bound',
    ],
    [
      'text that doubles',
      { expression: 'cel.bind(a, entry.sn[0], a + a)' },
      'bind is not offered: what it costs has no bound',
    ],
    [
      'what is not written, but read',
      { expression: 'entry.title[0] + entry.l[0]', write: { title: 'value' } },
      'expression reads l, and write stores title alone: what is written is not what is read (PutGet)',
    ],
    [
      'what never comes back',
      { expression: 'entry.title[0] + "!"', write: { title: 'value' } },
      'what write stores, expression does not read as it was sent (PutGet)',
    ],
    [
      'a write of numbers',
      { expression: 'entry.title[0]', write: { title: 'value.size()' } },
      'write.title: gives int, not a text or a list of texts',
    ],
    [
      'a write of a type of another row',
      { expression: 'entry.sn[0]', write: { sn: 'value' } },
      'sn is written by name.familyName, too: make one of the two readOnly (GetPut would break)',
    ],
  ])('is refused for %s', (_, row, expected) => {
    expect(problemsWith({ title: row as never }).join()).toContain(`attributes.title: ${expected}`)
  })

  it('is refused for a list, and for writing active', () => {
    expect(problemsWith({ emails: { expression: 'entry.mail[0]' } })).toEqual(['attributes.emails: emails is a list'])
    expect(
      problemsWith({
        active: { expression: 'entry.title[0] == "x"', write: { title: 'value ? "x" : "y"' } },
        title: null,
      }),
    ).toEqual(['attributes.active: active is written by { attribute, values } or { flag, lock }'])
  })

  it('takes time in proportion to what it reads', () => {
    const wide = compileUser(userDeclaration({ title: { expression: 'entry.mail.map(x, x + "!").join(",")' } }))
    const stored = entry({ ...person, mail: Array.from({ length: 20_000 }, (_, n) => `p${n}@x.org`) })
    const rule = wide.rules.find(({ path }) => path.attribute.name === 'title')
    const start = performance.now()

    expect(String(rule?.decode(stored, {} as never))).toHaveLength(268_889)
    expect(performance.now() - start).toBeLessThan(1_500)
  })
})
