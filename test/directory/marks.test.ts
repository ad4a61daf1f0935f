import { describe, expect, it } from 'vitest'
import { csnAt, hasAll, type Marks, secondsBehind, timeOf } from '../../src/directory/ldapts/marks.ts'

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

describe('secondsBehind', () => {
  it('is the time from the last write that one has to the last one of the other, of the writer where that is longest', () => {
    const wanted = marks(['dc=a', 9, 1], ['dc=a', 4, 2])
    expect(secondsBehind(marks(['dc=a', 2, 1], ['dc=a', 3, 2]), wanted)).toBe(7)
    expect(secondsBehind(wanted, wanted)).toBe(0)
  })

  it('is not known where one has nothing of a writer', () => {
    expect(secondsBehind(marks(['dc=a', 2, 1]), marks(['dc=a', 2, 1], ['dc=a', 1, 2]))).toBeUndefined()
  })
})

describe('csnAt', () => {
  it('is before every CSN of that moment, and of the moments after', () => {
    const time = timeOf('20261122143009.123456Z#000000#001#000000')
    expect(new Date(time).toISOString()).toBe('2026-11-22T14:30:09.123Z')
    expect(csnAt(time)).toBe('20261122143009.000000Z#000000#000#000000')
    expect(csnAt(0) < csn(1, 1)).toBe(true)
  })
})
