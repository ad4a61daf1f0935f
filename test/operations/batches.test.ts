import { setImmediate } from 'node:timers/promises'
import { describe, expect, it } from 'vitest'
import { inBatches } from '../../src/operations/batches.ts'

const numbers = (count: number) => Array.from({ length: count }, (_, n) => n)

describe('inBatches', () => {
  it('gives results in the order of the items, whichever batch ends first', async () => {
    const results = await inBatches(numbers(25), { size: 4, concurrency: 3 }, async (batch) => {
      for (let n = 0; n < 10 - (batch[0] as number) / 4; n++) await setImmediate()
      return batch.map((n) => n * 2)
    })

    expect(results).toEqual(numbers(25).map((n) => n * 2))
  })

  it('asks for so many at once and no more, in batches of the size', async () => {
    const sizes: number[] = []
    let underWay = 0
    let most = 0

    await inBatches(numbers(10), { size: 3, concurrency: 2 }, async (batch) => {
      sizes.push(batch.length)
      most = Math.max(most, ++underWay)
      await setImmediate()
      underWay--
      return []
    })

    expect({ sizes, most }).toEqual({ sizes: [3, 3, 3, 1], most: 2 })
  })

  it('asks nothing for nothing', async () => {
    const ask = () => Promise.reject(new Error('asked'))

    expect(await inBatches([], { size: 3, concurrency: 2 }, ask)).toEqual([])
  })

  it('fails with the first failure', async () => {
    const ask = async ([n]: readonly number[]) => {
      if (n === 2) throw new Error('two')
      return [n]
    }

    await expect(inBatches(numbers(5), { size: 1, concurrency: 2 }, ask)).rejects.toThrow('two')
  })
})
