import { describe, expect, it } from 'vitest'
import { slopeOf } from './trend.ts'

describe('slopeOf', () => {
  it('is that of the line nearest to the points', () => {
    expect(slopeOf([1, 2, 3, 4].map((x) => ({ x, y: 2 * x + 5 })))).toBeCloseTo(2)
    expect(slopeOf([0, 1, 2, 3].map((x) => ({ x, y: x % 2 })))).toBeCloseTo(0.2)
  })

  it('is none of one point, or of several in one place', () => {
    expect(slopeOf([{ x: 1, y: 1 }])).toBeUndefined()
    expect(
      slopeOf([
        { x: 1, y: 1 },
        { x: 1, y: 5 },
      ]),
    ).toBeUndefined()
  })
})
