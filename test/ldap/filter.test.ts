/** Search filters: building, simplifying, printing. RFC 4515, RFC 4526 */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  always,
  and,
  equal,
  greaterOrEqual,
  isNarrow,
  type LdapFilter,
  lessOrEqual,
  never,
  nodesIn,
  not,
  or,
  present,
  printFilter,
  substring,
  typesIn,
} from '../../src/ldap/filter.ts'

const uid = equal('uid', 'bjensen')
const mail = present('mail')

const anyValue = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.string({ unit: fc.constantFrom('*', '(', ')', '\\', '\0', 'a', 'é') }),
)
const filled = anyValue.filter((value) => value !== '')
const anyType = fc.constantFrom('cn', 'mail;x-work', '2.5.4.3', 'constructor')
const anyLeaf: fc.Arbitrary<LdapFilter> = fc.oneof(
  anyType.map(present),
  fc.tuple(anyType, anyValue).map(([type, value]) => equal(type, value)),
  fc.tuple(anyType, anyValue).map(([type, value]) => greaterOrEqual(type, value)),
  fc.tuple(anyType, anyValue).map(([type, value]) => lessOrEqual(type, value)),
  fc
    .tuple(
      anyType,
      fc.record({
        initial: fc.option(filled, { nil: undefined }),
        any: fc.array(filled),
        final: fc.option(filled, { nil: undefined }),
      }),
    )
    .map(([type, pieces]) => substring(type, pieces)),
)
const { filter: anyFilter } = fc.letrec<{ filter: LdapFilter; raw: LdapFilter }>((tie) => ({
  raw: fc.oneof(
    fc.array(tie('filter'), { maxLength: 3 }).map((filters) => ({ kind: 'and' as const, filters })),
    fc.array(tie('filter'), { maxLength: 3 }).map((filters) => ({ kind: 'or' as const, filters })),
    tie('filter').map((filter) => ({ kind: 'not' as const, filter })),
  ),
  filter: fc.oneof({ maxDepth: 4 }, anyLeaf, tie('raw')),
}))

describe('and, or, not: RFC 4526', () => {
  it.each<readonly [string, LdapFilter, string]>([
    ['and of nothing is true', and(), '(&)'],
    ['or of nothing is false', or(), '(|)'],
    ['and of one is that one', and(uid), '(uid=bjensen)'],
    ['or of one is that one', or(uid), '(uid=bjensen)'],
    ['and drops what is always true', and(always, uid, always), '(uid=bjensen)'],
    ['or drops what is never true', or(never, uid), '(uid=bjensen)'],
    ['and with what is never true is never true', and(uid, never), '(|)'],
    ['or with what is always true is always true', or(uid, always), '(&)'],
    ['and flattens', and(and(uid, mail), uid), '(&(uid=bjensen)(mail=*)(uid=bjensen))'],
    ['or flattens', or(uid, or(mail, uid)), '(|(uid=bjensen)(mail=*)(uid=bjensen))'],
    ['and does not flatten or', and(uid, or(uid, mail)), '(&(uid=bjensen)(|(uid=bjensen)(mail=*)))'],
    ['two negations cancel out', not(not(uid)), '(uid=bjensen)'],
    ['not always is never', not(always), '(|)'],
    ['not never is always', not(never), '(&)'],
    ['not is kept otherwise', not(uid), '(!(uid=bjensen))'],
  ])('%s', (_, filter, text) => {
    expect(printFilter(filter)).toBe(text)
  })

  it('leave the truth of a filter alone', () => {
    const value = (filter: LdapFilter, truth: (leaf: LdapFilter) => boolean): boolean => {
      if (filter.kind === 'and') return filter.filters.every((part) => value(part, truth))
      if (filter.kind === 'or') return filter.filters.some((part) => value(part, truth))
      return filter.kind === 'not' ? !value(filter.filter, truth) : truth(filter)
    }
    fc.assert(
      fc.property(anyFilter, fc.func(fc.boolean()), (filter, truthOf) => {
        const truth = (leaf: LdapFilter) => truthOf(printFilter(leaf))
        expect(value(simplified(filter), truth)).toBe(value(filter, truth))
        expect(nodesIn(simplified(filter))).toBeLessThanOrEqual(nodesIn(filter))
      }),
    )
  })
})

describe('printFilter, RFC 4515 §3 and §4', () => {
  it.each<readonly [LdapFilter, string]>([
    [equal('cn', 'Babs Jensen'), '(cn=Babs Jensen)'],
    [not(equal('cn', 'Tim Howes')), '(!(cn=Tim Howes))'],
    [substring('o', { initial: 'univ', any: ['of', 'mich'] }), '(o=univ*of*mich*)'],
    [substring('o', { any: ['a'] }), '(o=*a*)'],
    [substring('o', { final: 'a' }), '(o=*a)'],
    [substring('o', { initial: 'a', final: 'b' }), '(o=a*b)'],
    [substring('o', { initial: '', any: ['', ''], final: '' }), '(o=*)'],
    [equal('seeAlso', ''), '(seeAlso=)'],
    [
      equal('o', 'Parens R Us (for all your parenthetical needs)'),
      '(o=Parens R Us \\28for all your parenthetical needs\\29)',
    ],
    [substring('cn', { any: ['*'] }), '(cn=*\\2a*)'],
    [equal('filename', 'C:\\MyFile'), '(filename=C:\\5cMyFile)'],
    [equal('bin', '\0\0\0\u0004'), '(bin=\\00\\00\\00\u0004)'],
    [equal('sn', 'Lučić'), '(sn=Lučić)'],
    [equal('uid', 'x)(objectClass=*'), '(uid=x\\29\\28objectClass=\\2a)'],
    [greaterOrEqual('createTimestamp', '20261122010203Z'), '(createTimestamp>=20261122010203Z)'],
    [lessOrEqual('createTimestamp', '20261122010203Z'), '(createTimestamp<=20261122010203Z)'],
  ])('%#: $1', (filter, text) => {
    expect(printFilter(filter)).toBe(text)
  })

  it('is read back as it was, whatever the values', () => {
    fc.assert(
      fc.property(anyFilter, (filter) => {
        expect(read(printFilter(filter))).toEqual(filter)
      }),
    )
  })
})

describe('typesIn and nodesIn', () => {
  it('name each type once in lower case', () => {
    expect(typesIn(and(or(equal('UID', 'a'), present('mail')), not(equal('uid', 'b'))))).toEqual(
      new Set(['uid', 'mail']),
    )
  })

  it('count every node', () => {
    expect(nodesIn(and(uid, not(mail), or(uid, mail)))).toBe(7)
    expect(nodesIn(always)).toBe(1)
  })
})

function simplified(filter: LdapFilter): LdapFilter {
  if (filter.kind === 'and') return and(...filter.filters.map(simplified))
  if (filter.kind === 'or') return or(...filter.filters.map(simplified))
  return filter.kind === 'not' ? not(simplified(filter.filter)) : filter
}

/** A reader of the grammar of RFC 4515 §3, as short as it goes; knows nothing of the printer. */
function read(text: string): LdapFilter {
  let position = 0
  const filter = (): LdapFilter => {
    position += 1
    const found = content()
    expect(text[position]).toBe(')')
    position += 1
    return found
  }
  const list = (): LdapFilter[] => (text[position] === '(' ? [filter(), ...list()] : [])
  const content = (): LdapFilter => {
    const sign = text[position]
    if (sign === '&' || sign === '|') {
      position += 1
      return { kind: sign === '&' ? 'and' : 'or', filters: list() }
    }
    if (sign === '!') {
      position += 1
      return { kind: 'not', filter: filter() }
    }
    const [all, type = '', operator, value = ''] = /^([^=<>]+)([<>]?=)([^()]*)/.exec(text.slice(position)) ?? ['']
    position += all.length
    return leaf(type, operator, value)
  }
  return filter()
}

function leaf(type: string, operator: string | undefined, value: string): LdapFilter {
  const raw = (piece: string) =>
    piece.replace(/\\([\da-f]{2})/g, (_, pair) => String.fromCharCode(Number.parseInt(pair, 16)))
  if (operator === '>=') return { kind: 'greater-or-equal', type, value: raw(value) }
  if (operator === '<=') return { kind: 'less-or-equal', type, value: raw(value) }
  if (value === '*') return { kind: 'present', type }
  if (!value.includes('*')) return { kind: 'equal', type, value: raw(value) }
  const pieces = value.split('*').map(raw)
  const [initial, final] = [pieces[0], pieces.at(-1)]
  return { kind: 'substring', type, any: pieces.slice(1, -1), ...(initial && { initial }), ...(final && { final }) }
}

describe('isNarrow', () => {
  it.each([
    ['a value', uid, true],
    ['a value and more', and(uid, mail), true],
    ['one of several values', or(uid, equal('mail', 'x')), true],
    ['a value, or any', or(uid, mail), false],
    ['any value', mail, false],
    ['a letter of a value', substring('uid', { initial: 'b' }), false],
    ['a word in a value', substring('uid', { any: ['b', 'jens'] }), true],
    ['all but a value', not(uid), false],
    ['everything', always, false],
    ['nothing', never, false],
  ])('%s', (_, filter, expected) => {
    expect(isNarrow(filter)).toBe(expected)
  })
})
