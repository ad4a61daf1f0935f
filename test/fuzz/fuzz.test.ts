/** A few seconds for each target. Half an hour: `npm run fuzz -- --minutes 30`. docs/security.md */
import { describe, expect, it } from 'vitest'
import { fuzz } from './fuzz.ts'
import { seedOfTheDay } from './seed.ts'
import { targets } from './targets.ts'

const milliseconds = 2_000

describe(`what strangers send, from seed ${seedOfTheDay}`, () => {
  it.each(targets)('$name answers or refuses, and nothing else', { timeout: 120_000 }, async (target) => {
    const { inputs, finding } = await fuzz(target, { seed: seedOfTheDay, milliseconds })

    expect(finding).toBeUndefined()
    expect(inputs).toBeGreaterThan(0)
  })
})
