import { setImmediate as nextTurn } from 'node:timers/promises'
import { describe, expect, it } from 'vitest'
import { createGate } from '../../src/operations/lists/gate.ts'

describe('a gate', () => {
  it('lets so many in at once, and the others in the order in which they came', async () => {
    const gate = createGate(2)
    const entered: string[] = []
    const leaves = new Map<string, () => void>()
    for (const name of ['a', 'b', 'c', 'd']) {
      void gate(() => {
        entered.push(name)
        return new Promise<void>((leave) => leaves.set(name, leave))
      })
    }
    await nextTurn()
    expect(entered).toEqual(['a', 'b'])
    leaves.get('b')?.()
    await nextTurn()
    expect(entered).toEqual(['a', 'b', 'c'])
    leaves.get('a')?.()
    leaves.get('c')?.()
    await nextTurn()
    expect(entered).toEqual(['a', 'b', 'c', 'd'])
  })
})
