/** The whole gateway over slapd, fuzzed for a while. Half an hour: `npm run fuzz -- --minutes 30`. docs/security.md */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { fuzz } from '../fuzz/fuzz.ts'
import { type GatewayTarget, openGatewayTarget } from '../fuzz/gateway.ts'
import { seedOfTheDay } from '../fuzz/seed.ts'

let gateway: GatewayTarget
beforeAll(async () => {
  gateway = await openGatewayTarget()
})
afterAll(() => gateway?.close())

describe(`requests of strangers, from seed ${seedOfTheDay}`, () => {
  it('are answered without a fault, and reach the directory as values alone', { timeout: 240_000 }, async () => {
    const { inputs, finding } = await fuzz(gateway.target, { seed: seedOfTheDay, milliseconds: 15_000 })

    expect(finding).toBeUndefined()
    await gateway.checkDirectory()
    expect(inputs).toBeGreaterThan(0)
    expect(gateway.witness.seen.marked).toBeGreaterThan(0)
  })
})
