/** From two states of an entry to a change, and back by applying it. RFC 4511 §4.6, §4.9 */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { applyChange, InapplicableChange, isEmpty, type Modification } from '../../src/ldap/change.ts'
import { diff } from '../../src/ldap/diff.ts'
import type { Dn } from '../../src/ldap/dn.ts'
import type { AttributeValue, AttributeValues, Entry } from '../../src/ldap/entry.ts'
import { normaliseValue } from '../../src/ldap/matching.ts'

const rules = new Map([
  ['cn', 'caseIgnoreMatch'],
  ['uid', 'caseIgnoreMatch'],
  ['member', 'distinguishedNameMatch'],
  ['telephonenumber', 'telephoneNumberMatch'],
  ['userpassword', 'octetStringMatch'],
])
const equalityOf = (type: string) => rules.get(type)
const values = (attributes: Record<string, readonly AttributeValue[]>): AttributeValues =>
  new Map(Object.entries(attributes))
const entry = (attributes: Record<string, readonly AttributeValue[]>): Entry => ({
  dn: 'uid=a,dc=x' as Dn,
  attributes: values(attributes),
})

describe('diff: value by value where the type has an EQUALITY rule', () => {
  const cases: readonly (readonly [
    string,
    Record<string, string[]>,
    Record<string, string[]>,
    readonly Modification[],
  ])[] = [
    ['nothing changed, nothing to do', { cn: ['a', 'b'] }, { cn: ['b', 'a'] }, []],
    ['a new attribute is added', {}, { cn: ['a'] }, [{ operation: 'add', type: 'cn', values: ['a'] }]],
    [
      'an attribute that goes loses its known values',
      { cn: ['a', 'b'] },
      {},
      [{ operation: 'delete', type: 'cn', values: ['a', 'b'] }],
    ],
    [
      'a changed value is deleted and added, its neighbours stay',
      { cn: ['a', 'b'] },
      { cn: ['b', 'c'] },
      [
        { operation: 'delete', type: 'cn', values: ['a'] },
        { operation: 'add', type: 'cn', values: ['c'] },
      ],
    ],
    [
      'a new spelling is deleted as it is stored and added as it is wanted',
      { cn: ['Babs'] },
      { cn: ['babs'] },
      [
        { operation: 'delete', type: 'cn', values: ['Babs'] },
        { operation: 'add', type: 'cn', values: ['babs'] },
      ],
    ],
    [
      'two spellings of one value are added once',
      {},
      { cn: ['a', 'A', 'b'] },
      [{ operation: 'add', type: 'cn', values: ['a', 'b'] }],
    ],
    ['of two spellings the stored one stays', { cn: ['A'] }, { cn: ['a', 'A'] }, []],
    [
      'without a rule the whole attribute is replaced',
      { photo: ['a', 'b'] },
      { photo: ['b'] },
      [{ operation: 'replace', type: 'photo', values: ['b'] }],
    ],
    [
      'without a rule an attribute that goes is replaced by nothing',
      { photo: ['a'] },
      {},
      [{ operation: 'replace', type: 'photo', values: [] }],
    ],
    ['without a rule order does not matter', { photo: ['a', 'b'] }, { photo: ['b', 'a'] }, []],
    [
      'types come in the order of their names',
      { uid: ['a'] },
      { cn: ['b'], member: ['cn=m'] },
      [
        { operation: 'add', type: 'cn', values: ['b'] },
        { operation: 'add', type: 'member', values: ['cn=m'] },
        { operation: 'delete', type: 'uid', values: ['a'] },
      ],
    ],
  ]
  it.each(cases)('%s', (_, before, after, expected) => {
    expect(diff(values(before), values(after), equalityOf)).toEqual(expected)
  })

  it('takes seconds at most for a group of a hundred thousand', () => {
    const members = Array.from({ length: 100_000 }, (_, i) => `uid=User${i},ou=People,dc=example,dc=com`)

    const changes = diff(values({ member: members }), values({ member: members.slice(1).reverse() }), equalityOf)

    expect(changes).toEqual([{ operation: 'delete', type: 'member', values: [members[0]] }])
  }, 5000)
})

const anyAttributes: fc.Arbitrary<AttributeValues> = fc
  .record(
    Object.fromEntries(
      [...rules.keys(), 'photo', 'constructor'].map((type) => [
        type,
        fc.array(anyValueOf(), { minLength: 1, maxLength: 5 }),
      ]),
    ),
    { requiredKeys: [] },
  )
  .map(
    (attributes) => new Map(Object.entries(attributes).map(([type, list]) => [type, withoutTwins(type, list ?? [])])),
  )

describe('applyChange of a diff', () => {
  it('makes of the one state the other, spelling included', () => {
    fc.assert(
      fc.property(anyAttributes, anyAttributes, (before, after) => {
        const modifications = diff(before, after, equalityOf)

        const result = applyChange({ dn: 'cn=a' as Dn, attributes: before }, { modifications }, equalityOf)

        expect(asSets(result.attributes)).toEqual(asSets(after))
      }),
    )
  })

  it('is empty when and only when nothing differs', () => {
    fc.assert(
      fc.property(anyAttributes, (attributes) => {
        expect(isEmpty({ modifications: diff(attributes, new Map([...attributes].reverse()), equalityOf) })).toBe(true)
      }),
    )
  })
})

describe('applyChange: what the server does, RFC 4511 §4.6', () => {
  const apply = (attributes: Record<string, string[]>, ...modifications: Modification[]) =>
    applyChange(entry(attributes), { modifications }, equalityOf).attributes

  it('refuses to add a value that is there in another spelling, with 20', () => {
    expect(() => apply({ cn: ['Babs'] }, { operation: 'add', type: 'CN', values: ['babs'] })).toThrow(
      new InapplicableChange(20, 'CN'),
    )
  })

  it('refuses to delete a value that is not there, with 16', () => {
    expect(() => apply({ cn: ['a'] }, { operation: 'delete', type: 'cn', values: ['b'] })).toThrow(
      new InapplicableChange(16, 'cn'),
    )
    expect(() => apply({}, { operation: 'delete', type: 'cn', values: [] })).toThrow(new InapplicableChange(16, 'cn'))
  })

  it('deletes by the rule and whole attributes by an empty list', () => {
    expect(apply({ cn: ['Babs', 'b'] }, { operation: 'delete', type: 'cn', values: ['BABS'] })).toEqual(
      values({ cn: ['b'] }),
    )
    expect(apply({ cn: ['a', 'b'] }, { operation: 'delete', type: 'cn', values: [] })).toEqual(values({}))
    expect(apply({}, { operation: 'replace', type: 'cn', values: [] })).toEqual(values({}))
  })

  it('renames with deleteOldRDN and keeps other values of the naming type', () => {
    const renamed = applyChange(
      entry({ uid: ['a', 'second'], cn: ['x'] }),
      { newRdn: [{ type: 'UID', value: 'b, c' }], modifications: [{ operation: 'add', type: 'cn', values: ['y'] }] },
      equalityOf,
    )

    expect(renamed.dn).toBe('UID=b\\2C c,dc=x')
    expect(renamed.attributes).toEqual(values({ uid: ['second', 'b, c'], cn: ['x', 'y'] }))
  })

  it('leaves the entry it was given as it was', () => {
    const given = entry({ cn: ['a'] })

    applyChange(
      given,
      { newRdn: [{ type: 'uid', value: 'z' }], modifications: [{ operation: 'delete', type: 'cn', values: [] }] },
      equalityOf,
    )

    expect(given).toEqual(entry({ cn: ['a'] }))
  })
})

function anyValueOf(): fc.Arbitrary<AttributeValue> {
  return fc.oneof(
    fc.string({ unit: fc.constantFrom('a', 'A', ' ', '-', 'é'), minLength: 1, maxLength: 3 }),
    fc.constantFrom('cn=a', 'CN=A', 'cn=a\\2Cb', 'commonName=a\\,b'),
    fc.uint8Array({ minLength: 1, maxLength: 2 }),
  )
}

/** What a directory could hold: no two values that are one under the rule. */
function withoutTwins(type: string, list: readonly AttributeValue[]): readonly AttributeValue[] {
  return [...new Map(list.map((value) => [normaliseValue(equalityOf(type), value), value])).values()]
}

const asSets = (attributes: AttributeValues) =>
  new Map([...attributes].map(([type, list]) => [type, new Set(list.map((value) => normaliseValue(undefined, value)))]))
