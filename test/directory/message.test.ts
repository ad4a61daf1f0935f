import { Attribute, BerReader, Change, ModifyRequest } from 'ldapts'
import { describe, expect, it } from 'vitest'
import { encodeRequest, messageIdOf } from '../../src/directory/ldapts/message.ts'

describe('message ids', () => {
  it('differ, grow, and have no byte above 0x7f, so that they survive being read as UTF-8', () => {
    const ids = Array.from({ length: 300_000 }, (_, n) => messageIdOf(n + 1))

    expect(ids.findIndex((id, n) => id <= (ids[n - 1] ?? 0) || (id & 0x8080_8080) !== 0)).toBe(-1)
  })

  it('start again long before they leave the range of RFC 4511 §4.1.1', () => {
    for (const n of [0x0fff_fffe, 0x0fff_ffff, 0x1000_0000, 2 ** 40]) {
      expect(messageIdOf(n)).toBeGreaterThan(0)
      expect(messageIdOf(n)).toBeLessThan(2 ** 31)
    }
  })
})

describe('writing requests down', () => {
  it('loses no byte where the message ends at the end of the buffer of ldapts', () => {
    const edge = 8 ** 3 * 1024
    for (let length = edge - 60; length <= edge + 4; length += 1) {
      // Values of less than 8 kB, so that the buffer grows by its factor only.
      const values = Array.from({ length: Math.floor(length / 8000) }, () => 'v'.repeat(7996))
      values.push('v'.repeat(length % 8000))
      const modification = new Attribute({ type: 'member', values })
      const changes = [new Change({ operation: 'add', modification })]

      const bytes = encodeRequest(1, new ModifyRequest({ messageId: -1, dn: 'cn=g', changes }))

      const reader = new BerReader(bytes)
      reader.readSequence()
      expect(reader.length).toBe(bytes.length - reader.offset)
      expect(bytes.at(-1)).toBe('v'.charCodeAt(0))
    }
  })
})
