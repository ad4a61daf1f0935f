import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { componentsOf } from '../../../src/scim/bulk/components.ts'
import type { BulkStep } from '../../../src/scim/bulk/step.ts'
import { wavesOf } from '../../../src/scim/bulk/waves.ts'
import { group, name, patch, put, remove, report, steps, user } from './support.ts'

const waves = (operations: readonly unknown[]) =>
  wavesOf(steps(operations))
    .map((wave) => wave.map(name).join(', '))
    .join(' | ')
const add = (path: string, value: string) => patch(path, { op: 'add', path: 'members', value: [{ value }] })

describe('wavesOf, RFC 7644 §3.7', () => {
  it.each([
    ['creations run side by side', [user('a'), user('b'), group('g', ['1'])], 'a, b, g'],
    ['after what they refer to', [group('g', ['bulkId:a']), user('a'), user('b'), report('c', 'b')], 'a, b | g, c'],
    ['links after both ends', [report('a', 'b'), report('b', 'a'), user('c')], 'a, c | b | link a'],
    [
      'changes of different resources side by side',
      [add('/Groups/1', 'x'), add('/Groups/2', 'x'), user('a')],
      'PATCH 1, PATCH 2, a',
    ],
    [
      'changes of one resource one by one',
      [add('/Groups/1', 'x'), add('/Groups/2', 'x'), add('/Groups/1', 'y')],
      'PATCH 1, PATCH 2 | PATCH 1',
    ],
    [
      'also by bulkId',
      [user('a'), patch('/Users/bulkId:a'), patch('/Users/bulkId:a'), user('b')],
      'a, b | PATCH bulkId:a | PATCH bulkId:a',
    ],
    ['a user is changed before she becomes a member', [patch('/Users/1'), add('/Groups/2', '1')], 'PATCH 1 | PATCH 2'],
    ['or after', [group('g', ['1']), patch('/Users/1')], 'g | PATCH 1'],
    [
      'or leaves by a path',
      [patch('/Groups/2', { path: 'members[value eq "1"]' }), patch('/Users/1')],
      'PATCH 2 | PATCH 1',
    ],
    [
      'nothing passes a deletion',
      [user('a'), remove('/Users/1'), remove('/Users/2'), user('b')],
      'a | DELETE 1 | DELETE 2 | b',
    ],
    ['one name, one by one', [user('a', { userName: 'X' }), user('b', { USERNAME: ' x ' }), user('c')], 'a, c | b'],
    [
      'names of different types side by side',
      [group('g', ['1'], { displayName: 'x' }), user('a', { userName: 'x' })],
      'g, a',
    ],
    [
      'a replacement may free a name',
      [put('/Users/1', {}), user('a'), put('/Users/2', {}), group('g', ['3'])],
      'PUT 1, g | a | PUT 2',
    ],
    [
      'so may a PATCH that names it',
      [patch('/Groups/1', { path: 'displayName', value: 'x' }), group('g', ['3'])],
      'PATCH 1 | g',
    ],
    ['or has it in its value', [patch('/Users/1', { value: { USERname: 'x' } }), user('a')], 'PATCH 1 | a'],
    [
      'the refused are done with at once',
      [remove('/Users/1'), remove('/Nothing'), user('a')],
      'DELETE 1, 404 undefined | a',
    ],
    [
      'completions take their members along',
      [group('g', []), add('/Groups/bulkId:g', 'bulkId:u'), user('u')],
      'u | g+1',
    ],
  ])('%s', (_, operations, expected) => {
    expect(waves(operations)).toBe(expected)
  })

  const id = fc.constantFrom('1', '2', '3')
  const bulkIds = ['a', 'b', 'c', 'd']
  const value = fc.oneof(id, fc.constantFrom(...bulkIds.map((each) => `bulkId:${each}`)))
  const creation = (bulkId: string) =>
    fc.oneof(
      fc.constant(user(bulkId, { userName: 'same' })),
      fc.constantFrom(...bulkIds).map((manager) => report(bulkId, manager)),
      fc.array(value, { maxLength: 3 }).map((members) => group(bulkId, members)),
    )
  const change = fc.oneof(
    fc.tuple(id, value).map(([target, member]) => add(`/Groups/${target}`, member)),
    fc.tuple(fc.constantFrom(...bulkIds), value).map(([target, member]) => add(`/Groups/bulkId:${target}`, member)),
    id.map((target) => patch(`/Users/${target}`, { path: 'userName', value: 'same' })),
    id.map((target) => put(`/Users/${target}`, { userName: 'same' })),
    id.map((target) => remove(`/Users/${target}`)),
  )
  const request = fc
    .tuple(fc.tuple(...bulkIds.map(creation)), fc.array(change, { maxLength: 6 }))
    .chain(([creations, changes]) => fc.shuffledSubarray([...creations, ...changes], { minLength: 1 }))

  it('never lets two steps that have to do with each other change places, and loses none', () => {
    fc.assert(
      fc.property(request, (operations) => {
        const sequence = steps(operations)
        const level = new Map(wavesOf(sequence).flatMap((wave, at) => wave.map((step) => [step, at] as const)))

        expect(level.size).toBe(sequence.length)
        for (const [at, later] of sequence.entries())
          for (const earlier of sequence.slice(0, at))
            if (touch(earlier, later)) expect(level.get(earlier)).toBeLessThan(level.get(later)!)
      }),
    )
  })

  it('creates everything once, and nothing before what it needs, whatever the order of the request', () => {
    fc.assert(
      fc.property(request, (operations) => {
        const sequence = steps(operations)
        const there = new Set<string>()
        const promised = new Set(
          sequence.flatMap(({ operation }) => (operation.kind === 'create' ? [operation.bulkId] : [])),
        )
        const done: number[] = []
        for (const step of sequence) {
          const { operation } = step
          const all = step.kind === 'run' ? [operation, ...(step.completedBy ?? [])] : [step.data]
          const text = JSON.stringify(
            all.map((each) => ('data' in each ? [each.data, 'id' in each ? each.id : ''] : each)),
          )
          if (operation.kind === 'create' && step.kind === 'run' && step.completedBy !== undefined)
            there.add(operation.bulkId)
          if (operation.kind !== 'refused')
            for (const [, bulkId = ''] of text.matchAll(/bulkId:(\w)/g))
              expect(promised.has(bulkId) && !there.has(bulkId)).toBe(false)
          if (step.kind === 'run') for (const each of all) if ('index' in each) done.push(Number(each.index))
          if (operation.kind === 'create') there.add(operation.bulkId)
        }

        expect(done.sort((a, b) => a - b)).toEqual(operations.map((_, at) => at))
      }),
    )
  })
})

/** Told by other means than the plan's: by what the whole text of the two steps contains. */
const touch = (a: BulkStep, b: BulkStep): boolean => {
  const [first, second] = [a.operation, b.operation]
  if (first.kind === 'refused' || second.kind === 'refused') return false
  if (first.kind === 'delete' || second.kind === 'delete') return true
  const own = (step: BulkStep) =>
    step.operation.kind === 'create'
      ? `bulkId:${step.operation.bulkId}`
      : 'id' in step.operation
        ? step.operation.id
        : ''
  const text = (step: BulkStep) =>
    JSON.stringify([step.operation, step.kind === 'run' ? (step.completedBy ?? []) : step.data])
  const names = (step: BulkStep, id: string) => new RegExp(`value":"${id}"|"id":"${id}"`).test(text(step))
  if (names(a, own(b)) || names(b, own(a)) || own(a) === own(b)) return true
  return text(a).includes('"same"') && text(b).includes('"same"')
}

describe('componentsOf', () => {
  const graph = fc
    .integer({ min: 1, max: 9 })
    .chain((size) => fc.array(fc.array(fc.nat(size - 1), { maxLength: 3 }), { minLength: size, maxLength: size }))

  const reached = (edges: readonly (readonly number[])[], from: number): ReadonlySet<number> => {
    const found = new Set<number>()
    const visit = (at: number): void => {
      for (const next of edges[at] ?? []) {
        if (found.has(next)) continue
        found.add(next)
        visit(next)
      }
    }
    visit(from)
    return found
  }

  it('puts together exactly what reaches each other, after all else that it reaches', () => {
    fc.assert(
      fc.property(graph, (edges) => {
        const components = componentsOf(edges)
        const place = new Map(components.flatMap((members, at) => members.map((member) => [member, at] as const)))

        expect([...place.keys()].sort()).toEqual(edges.map((_, at) => at))
        for (const [a] of edges.entries())
          for (const b of reached(edges, a)) {
            expect(place.get(b)).toBeLessThanOrEqual(place.get(a)!)
            expect(place.get(a) === place.get(b)).toBe(a === b || reached(edges, b).has(a))
          }
      }),
    )
  })
})
