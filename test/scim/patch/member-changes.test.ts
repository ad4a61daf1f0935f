import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { applyPatch } from '../../../src/scim/patch/apply.ts'
import { type MemberChanges, memberChanges } from '../../../src/scim/patch/member-changes.ts'
import type { PatchOperation } from '../../../src/scim/patch/operation.ts'
import type { ComplexValue, Resource } from '../../../src/scim/resource/resource.ts'
import { complex, string } from '../../../src/scim/schema/attribute.ts'
import type { ResourceType } from '../../../src/scim/schema/resource-type.ts'
import { urn } from '../../../src/scim/urn.ts'
import { refusal } from '../resource/refusal.ts'
import { groupType, userType } from '../schema/sample-types.ts'

const changes = (...operations: readonly PatchOperation[]) => {
  const found = memberChanges(operations, groupType)
  return found && { list: found.placed.attribute.name, add: found.add, remove: found.remove }
}
const members = (...ids: readonly string[]) => ids.map((value) => ({ value }))
const without = (id: string): PatchOperation => ({ op: 'remove', path: `members[value eq "${id}"]` })
const plus = (...ids: readonly string[]): PatchOperation => ({ op: 'add', path: 'members', value: members(...ids) })

describe('RFC 7644 §3.5.2.1, §3.5.2.2: a patch of members alone', () => {
  it('is seen in additions, with and without a path, as a list and one by one', () => {
    expect(changes(plus('a', 'b'))).toEqual({ list: 'members', add: ['a', 'b'], remove: [] })
    expect(changes({ op: 'add', value: { Members: members('a') } })).toEqual({
      list: 'members',
      add: ['a'],
      remove: [],
    })
    expect(
      changes({ op: 'add', path: 'MEMBERS', value: { value: 'a', display: 'A', $ref: null, type: 'User' } }),
    ).toEqual({
      list: 'members',
      add: ['a'],
      remove: [],
    })
  })

  it('is seen in removals by a filter and by a list', () => {
    expect(changes(without('a'))).toEqual({ list: 'members', add: [], remove: ['a'] })
    expect(changes({ op: 'remove', path: `${urn.group}:members[value eq "a" or (value eq "b")]` })).toEqual({
      list: 'members',
      add: [],
      remove: ['a', 'b'],
    })
    expect(changes({ op: 'remove', path: 'members', value: members('a', 'b') })?.remove).toEqual(['a', 'b'])
  })

  it('lets the last operation on an id decide', () => {
    expect(changes(without('a'), plus('b'), plus('a'), without('b'))).toEqual({
      list: 'members',
      add: ['a'],
      remove: ['b'],
    })
  })

  it('names whoever is added on the way, since each operation must be right by itself', () => {
    const passing = (...operations: readonly PatchOperation[]) => memberChanges(operations, groupType)?.passing

    expect(passing(plus('a', 'b'), without('a'))).toEqual(['a'])
    expect(passing(without('a'), plus('a'), without('a'), without('a'))).toEqual(['a'])
    expect(passing(without('a'), plus('a'))).toEqual([])
  })

  it('names no id twice', () => {
    expect(changes(plus('a', 'a'), plus('a'), without('b'), without('b'))).toEqual({
      list: 'members',
      add: ['a'],
      remove: ['b'],
    })
  })

  it.each<[string, PatchOperation]>([
    ['removes all members', { op: 'remove', path: 'members' }],
    ['replaces the members', { op: 'replace', path: 'members', value: members('a') }],
    ['replaces members without a path', { op: 'replace', value: { members: members('a') } }],
    ['removes by type', { op: 'remove', path: 'members[type eq "User"]' }],
    ['removes by a negation', { op: 'remove', path: 'members[not (value eq "a")]' }],
    ['removes by more than the value', { op: 'remove', path: 'members[value eq "a" and type eq "User"]' }],
    ['removes by a part of the value', { op: 'remove', path: 'members[value sw "a"]' }],
    ['removes by null', { op: 'remove', path: 'members[value eq null]' }],
    ['changes a part of a member', { op: 'add', path: 'members[value eq "a"].type', value: 'User' }],
    ['removes a part of every member', { op: 'remove', path: 'members.type' }],
    ['adds to a member', { op: 'add', path: 'members[value eq "a"]', value: { type: 'User' } }],
    ['adds a member without value', { op: 'add', path: 'members', value: [{ type: 'User' }] }],
    ['changes another attribute', { op: 'add', path: 'displayName', value: 'x' }],
    ['changes another attribute without a path', { op: 'add', value: { members: members('a'), displayName: 'x' } }],
    ['changes only another attribute without a path', { op: 'add', value: { displayName: 'x' } }],
    ['says nothing', { op: 'add', value: {} }],
  ])('is none where an operation %s', (_, operation) => {
    expect(changes(operation)).toBeUndefined()
    expect(changes(plus('b'), operation)).toBeUndefined()
  })

  it('is none in lists whose elements have parts that change, or no immutable value', () => {
    expect(memberChanges([{ op: 'add', path: 'emails', value: { value: 'a@x.example' } }], userType)).toBeUndefined()
    expect(memberChanges([{ op: 'add', path: 'groups', value: { value: 'g' } }], userType)).toBeUndefined()
  })

  it('is seen in the lists of other resource types, but of one list at a time', () => {
    const parts = [string('value', { required: true, mutability: 'immutable' })]
    const lists = ['owners', 'guests'].map((name) => complex(name, parts, { multiValued: true }))
    const room: ResourceType = { ...groupType, schema: { ...groupType.schema, attributes: lists } }
    const into = (path: string, id: string): PatchOperation => ({ op: 'add', path, value: { value: id } })

    expect(memberChanges([into('owners', 'a'), into('owners', 'b')], room)?.add).toEqual(['a', 'b'])
    expect(memberChanges([into('owners', 'a'), into('guests', 'b')], room)).toBeUndefined()
  })

  it('is refused where applyPatch would refuse it, naming the operation', () => {
    expect(refusal(() => changes(plus('a'), { op: 'add', path: 'members', value: ['b'] }))).toBe(
      '400 invalidValue: Operations[1]: members takes an object',
    )
    expect(refusal(() => changes({ op: 'remove', path: 'members[shoe eq "a"]' }))).toMatch(/^400 invalidFilter: /)
    expect(refusal(() => changes({ op: 'remove', path: 'shoes' }))).toMatch(/^400 invalidPath: /)
  })
})

describe('memberChanges and applyPatch', () => {
  const id = fc.constantFrom('a', 'b', 'c', 'd')
  const operation: fc.Arbitrary<PatchOperation> = fc.oneof(
    fc.array(id).map((ids) => plus(...ids)),
    id.map(without),
    fc.array(id).map((ids): PatchOperation => ({ op: 'remove', path: 'members', value: members(...ids) })),
  )

  it('leave the same members', () => {
    fc.assert(
      fc.property(fc.uniqueArray(id), fc.array(operation, { minLength: 1 }), (ids, operations) => {
        const before: Resource = { displayName: 'x', members: members('always', ...ids) }
        const { add, remove } = memberChanges(operations, groupType) as MemberChanges

        const after = applyPatch(before, operations, groupType).members as readonly ComplexValue[]

        const expected = new Set(['always', ...ids, ...add].filter((each) => !remove.includes(each)))
        expect(new Set(after.map(({ value }) => value))).toEqual(expected)
        expect(add.filter((each) => remove.includes(each))).toEqual([])
      }),
    )
  })
})
