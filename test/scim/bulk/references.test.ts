import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { mapLiterals, referenceTo } from '../../../src/scim/bulk/bulk-id.ts'
import { referencesIn, substitute, substituteInPatch } from '../../../src/scim/bulk/references.ts'
import { urn } from '../../../src/scim/urn.ts'
import { refusal } from '../resource/refusal.ts'
import { group, parseOne, patch, put, remove, report, user } from './support.ts'

const found = (operation: unknown) => [...referencesIn(parseOne(operation))].sort().join(' ')
const ids = new Map([
  ['a', 'id-of-a'],
  ['b', 'id-of-b'],
  ['__proto__', 'id-of-proto'],
])
const substituted = (operation: unknown) => substitute(parseOne(operation), (bulkId) => ids.get(bulkId))

describe('referencesIn, RFC 7644 §3.7.2', () => {
  it.each([
    ['members', group('g', ['bulkId:a', '2819c223', 'bulkId:b', 'bulkId:a']), 'a b'],
    ['an extension', report('r', 'a'), 'a'],
    [
      'names in another case',
      user('u', { [urn.enterpriseUser.toUpperCase()]: { MANAGER: { value: 'bulkId:a' } } }),
      'a',
    ],
    ['the path', patch('/Groups/bulkId:a', { op: 'remove', path: 'members' }), 'a'],
    ['the path of a deletion', remove('/Users/bulkId:a'), 'a'],
    ['PATCH values', patch('/Groups/1', { op: 'add', path: 'members', value: [{ value: 'bulkId:a' }] }), 'a'],
    ['path-less PATCH values', patch('/Groups/1', { op: 'add', value: { members: [{ value: 'bulkId:b' }] } }), 'b'],
    ['PATCH paths', patch('/Groups/1', { op: 'remove', path: 'members[value eq "bulkId:a"]' }), 'a'],
    [
      'PATCH paths with more than one literal',
      patch('/Groups/1', { OP: 'remove', PATH: 'members[value eq "bulkId:a" or value eq "\\u0062ulkId:b"]' }),
      'a b',
    ],
    ['a replacement', put('/Users/1', { [urn.enterpriseUser]: { manager: { value: 'bulkId:a' } } }), 'a'],
    ['a name of Object.prototype', group('g', ['bulkId:__proto__', 'bulkId:constructor']), '__proto__ constructor'],
    ['nothing: text that only contains it', user('u', { title: 'see bulkId:a', nickName: 'BULKID:a' }), ''],
    ['nothing: readOnly attributes', user('u', { groups: [{ value: 'bulkId:a' }], id: 'bulkId:b' }), ''],
    ['nothing: unknown attributes', user('u', { unknown: 'bulkId:a', 'urn:x': { y: 'bulkId:b' } }), ''],
    ['nothing: a literal inside another', patch('/Groups/1', { path: 'members[display eq "x \\"bulkId:a\\""]' }), ''],
    ['nothing: an unterminated literal', patch('/Groups/1', { path: 'members[value eq "bulkId:a' }), ''],
    ['nothing: a quoted word in a value', patch('/Users/1', { path: 'title', value: 'the "bulkId:a"' }), ''],
    ['nothing: a refused operation', { ...group('g', ['bulkId:a']), path: '/Nothing' }, ''],
  ])('%s', (_, operation, expected) => {
    expect(found(operation)).toBe(expected)
  })
})

describe('substitute, RFC 7644 §3.7.2', () => {
  it('puts ids in every place', () => {
    const operation = patch(
      '/Groups/bulkId:a',
      { op: 'add', path: 'members', value: [{ value: 'bulkId:b', display: 'b' }, { value: 'x' }] },
      { op: 'remove', path: 'members[value eq "bulkId:a" and display ne "say \\"hi\\""]' },
    )

    expect(substituted(operation)).toMatchObject({
      id: 'id-of-a',
      data: {
        Operations: [
          { op: 'add', path: 'members', value: [{ value: 'id-of-b', display: 'b' }, { value: 'x' }] },
          { op: 'remove', path: 'members[value eq "id-of-a" and display ne "say \\"hi\\""]' },
        ],
      },
    })
    expect(substituted(report('r', '__proto__'))).toMatchObject({
      data: { [urn.enterpriseUser]: { manager: { value: 'id-of-proto' } } },
    })
  })

  it('is 409 for what stands for nothing', () => {
    expect(refusal(() => substituted(group('g', ['bulkId:a', 'bulkId:gone'])))).toBe(
      '409 undefined: No operation of this request created a resource under bulkId "gone"',
    )
    expect(refusal(() => substituted(remove('/Users/bulkId:constructor')))).toMatch(/^409/)
  })

  it('leaves alone what is not read: a user does not wait for the groups it claims', () => {
    const claims = user('u', { groups: [{ value: 'bulkId:gone' }] })

    expect(substituted(claims)).toMatchObject({ data: { groups: [{ value: 'bulkId:gone' }] } })
  })

  it('copies nothing where nothing is replaced', () => {
    const operation = parseOne(group('g', ['1', '2']))
    const after = substitute(operation, () => undefined)

    expect('data' in after && 'data' in operation && after.data === operation.data).toBe(true)
  })

  it('keeps a member named __proto__ a member', () => {
    const data = JSON.parse('{"__proto__": {"x": 1}, "Operations": [{"value": "bulkId:a"}]}')
    const after = substituteInPatch(data, () => 'id')

    expect(Object.keys(after)).toEqual(['__proto__', 'Operations'])
    expect(Object.getPrototypeOf(after)).toBe(Object.prototype)
  })

  it('finds and replaces any bulkId at all, as value and in a path', () => {
    const any = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.string({ unit: fc.constantFrom('"', '\\', '%', '[', '\ud800') }),
    )
    fc.assert(
      fc.property(any, fc.string(), (bulkId, id) => {
        const reference = referenceTo(bulkId)
        const operation = patch('/Groups/1', {
          path: `members[value eq ${JSON.stringify(reference)}]`,
          value: reference,
        })
        const after = substitute(parseOne(operation), (each) => (each === bulkId ? id : undefined))

        expect([...referencesIn(parseOne(operation))]).toEqual([bulkId])
        expect(after).toMatchObject({
          data: { Operations: [{ path: `members[value eq ${JSON.stringify(id)}]`, value: id }] },
        })
      }),
    )
  })

  it('reads a path of ten million quotes and backslashes once', () => {
    const started = process.hrtime.bigint()

    expect(mapLiterals(`${'"\\"'.repeat(3_000_000)}"`, () => undefined)).toHaveLength(9_000_001)
    expect(Number(process.hrtime.bigint() - started) / 1e9).toBeLessThan(5)
  })
})
