/** Which PATCHes another one of the same request may complete. RFC 7644 §3.7 */
import { describe, expect, it } from 'vitest'
import { followedOf } from '../../../src/scim/bulk/followed.ts'
import { group, parse, patch, put, remove, user } from './support.ts'

const change = { op: 'remove', path: 'members' }
const version = { version: 'W/"1"' }
const followed = (operations: readonly unknown[]): readonly number[] =>
  [...followedOf(parse(operations).operations)].map(({ index }) => index)

describe('followedOf, RFC 7644 §3.7', () => {
  it('finds those with a PATCH of the same resource behind them, whatever is done to others in between', () => {
    const operations = [
      patch('/Groups/1', change),
      user('a'),
      patch('/Groups/2', change),
      patch('/Groups/1', change),
      remove('/Users/1'),
      patch('/Groups/1', change),
    ]
    expect(followed(operations)).toEqual([0, 3])
    expect(followed([group('g', ['1']), patch('/Groups/bulkId:g', change), patch('/Groups/bulkId:g', change)])).toEqual(
      [1],
    )
  })

  it('ends at any other operation on the resource', () => {
    expect(followed([patch('/Groups/1', change), put('/Groups/1', {}), patch('/Groups/1', change)])).toEqual([])
    expect(followed([patch('/Groups/1', change), remove('/Groups/1'), patch('/Groups/1', change)])).toEqual([])
  })

  it('takes one with a version for no completion, and completes one that has one', () => {
    expect(followed([patch('/Groups/1', change), { ...patch('/Groups/1', change), ...version }])).toEqual([])
    expect(followed([{ ...patch('/Groups/1', change), ...version }, patch('/Groups/1', change)])).toEqual([0])
  })

  it('tells resources of one id and two types apart', () => {
    expect(followed([patch('/Groups/1', change), patch('/Users/1', change)])).toEqual([])
  })
})
