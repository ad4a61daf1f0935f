import { describe, expect, it } from 'vitest'
import { applyChange, type EntryChange } from '../../src/ldap/change.ts'
import type { Dn } from '../../src/ldap/dn.ts'
import type { Entry } from '../../src/ldap/entry.ts'
import { inverseChange } from '../../src/ldap/inverse.ts'

const before: Entry = {
  dn: 'cn=Old,dc=x' as Dn,
  attributes: new Map([
    ['cn', ['Old', 'Further']],
    ['mail', ['a@x', 'b@x']],
    ['title', ['Kept']],
  ]),
}
const equalityOf = () => 'caseIgnoreMatch'
const contentOf = ({ dn, attributes }: Entry) =>
  [dn, ...[...attributes].map(([type, values]) => [type, values.toSorted()])].toSorted()
const named = (value: string) => [{ type: 'cn', value }]

describe('the inverse of a change', () => {
  it.each<[string, EntryChange]>([
    [
      'values that come and go',
      {
        modifications: [
          { operation: 'delete', type: 'mail', values: ['a@x'] },
          { operation: 'add', type: 'mail', values: ['c@x'] },
          { operation: 'add', type: 'description', values: ['new'] },
        ],
      },
    ],
    [
      'types that are overwritten or go as a whole',
      {
        modifications: [
          { operation: 'replace', type: 'title', values: ['Lost'] },
          { operation: 'replace', type: 'pwdEndTime', values: ['19700101000000Z'] },
          { operation: 'delete', type: 'mail', values: [] },
        ],
      },
    ],
    ['a new name', { newRdn: named('New'), modifications: [] }],
    ['the name of a further value', { newRdn: named('further'), modifications: [] }],
    ['another spelling of the name', { newRdn: named('OLD'), modifications: [] }],
    [
      'a new name, and values of its type',
      {
        newRdn: named('New'),
        modifications: [
          { operation: 'delete', type: 'cn', values: ['Further'] },
          { operation: 'add', type: 'cn', values: ['Other'] },
        ],
      },
    ],
    [
      'the name of a further value, and all values anew',
      { newRdn: named('Further'), modifications: [{ operation: 'replace', type: 'cn', values: ['Further', 'Other'] }] },
    ],
    ['a move', { newRdn: named('Old'), newSuperior: 'ou=o,dc=x' as Dn, modifications: [] }],
    [
      'a move with a new name',
      {
        newRdn: named('New'),
        newSuperior: 'ou=o,dc=x' as Dn,
        modifications: [{ operation: 'replace', type: 'title', values: ['Lost'] }],
      },
    ],
  ])('takes %s back', (_, change) => {
    const after = applyChange(before, change, equalityOf)

    const back = applyChange(after, inverseChange(change, before), equalityOf)

    expect(contentOf(after)).not.toEqual(contentOf(before))
    expect(contentOf(back)).toEqual(contentOf(before))
  })
})
