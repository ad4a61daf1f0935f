import { describe, expect, it } from 'vitest'
import { hasAll, type Marks } from '../../src/directory/ldapts/marks.ts'

const csn = (second: number, server: number) => `2026112214300${second}.000000Z#000000#00${server}#000000`
const marks = (...held: readonly (readonly [database: string, second: number, server: number])[]): Marks =>
  new Map(held.map(([database, second, server]) => [`${database} 00${server}`, csn(second, server)]))

describe('hasAll', () => {
  it('is so where every server that has written is as far, in every database, and may be further', () => {
    expect(hasAll(marks(['dc=a', 2, 1], ['dc=a', 5, 2]), marks(['dc=a', 2, 1], ['dc=a', 4, 2]))).toBe(true)
  })

  it('is not so where one of them is behind, however far the others are', () => {
    expect(hasAll(marks(['dc=a', 9, 1], ['dc=a', 3, 2]), marks(['dc=a', 2, 1], ['dc=a', 4, 2]))).toBe(false)
    expect(hasAll(marks(['dc=a', 9, 1], ['dc=b', 1, 1]), marks(['dc=a', 2, 1], ['dc=b', 2, 1]))).toBe(false)
  })

  it('is not so where a server that has written is not known at all', () => {
    expect(hasAll(marks(['dc=a', 9, 1]), marks(['dc=a', 2, 1], ['dc=a', 1, 2]))).toBe(false)
  })
})
