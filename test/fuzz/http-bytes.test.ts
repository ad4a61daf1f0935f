/** What comes over a socket, whether it is HTTP or not. docs/security.md */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { fuzz } from './fuzz.ts'
import { type HttpBytesTarget, openHttpBytesTarget } from './http-bytes.ts'
import { seedOfTheDay } from './seed.ts'

let http: HttpBytesTarget
beforeAll(async () => {
  http = await openHttpBytesTarget()
})
afterAll(() => http?.close())

describe(`bytes on a socket, from seed ${seedOfTheDay}`, () => {
  it('are answered without a fault, or with the end of the connection', { timeout: 120_000 }, async () => {
    const { inputs, finding } = await fuzz(http.target, { seed: seedOfTheDay, milliseconds: 4_000 })

    expect(finding).toBeUndefined()
    expect(inputs).toBeGreaterThan(0)
  })
})
