/** Room for young objects, in a process of its own: V8 is told by flags that no other test is to meet. */
import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { expect, it } from 'vitest'

const heap = new URL('../../src/app/heap.ts', import.meta.url).href

/** Prints the megabytes that young objects have after V8 took them away, and after much that lives for a while was made. */
const program = `
  import { getHeapSpaceStatistics } from 'node:v8'
  import { setImmediate as nextTurn } from 'node:timers/promises'
  import { keepHeapSmall } from '${heap}'
  const young = () => getHeapSpaceStatistics().find(({ space_name }) => space_name === 'new_space').space_size / 2 ** 20
  keepHeapSmall()
  for (let n = 0; n < 5; n++) await gc({ type: 'major', execution: 'async', flavor: 'last-resort' })
  await nextTurn()
  const least = young()
  let alive = []
  for (let turn = 0; turn < 600; turn++) {
    alive = [...alive.slice(-40), Array.from({ length: 5000 }, (_, n) => ({ n, text: 'x' + n }))]
    await nextTurn()
  }
  console.log(JSON.stringify([least, young()]))
`

it('is given back after V8 has taken it away, and no more of it than is wanted', async () => {
  const { stdout } = await promisify(execFile)(process.execPath, ['--expose-gc', '--input-type=module', '-e', program])
  const [least, again] = JSON.parse(stdout) as [number, number]

  // The premise.
  expect(least).toBeLessThan(8)
  expect(again).toBeGreaterThanOrEqual(16)
  expect(again).toBeLessThan(32)
})
