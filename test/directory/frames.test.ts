import { describe, expect, it } from 'vitest'
import { Frames } from '../../src/directory/ldapts/frames.ts'

const message = (length: number, fill: number): Buffer => {
  const head =
    length < 0x80
      ? [0x30, length]
      : length < 0x100
        ? [0x30, 0x81, length]
        : [0x30, 0x83, length >> 16, (length >> 8) & 0xff, length & 0xff]
  return Buffer.concat([Buffer.from(head), Buffer.alloc(length, fill)])
}

describe('cutting messages out of a stream (RFC 4511 §5.1)', () => {
  it('gives the same messages wherever the stream is cut', () => {
    const messages = [message(0, 0), message(5, 1), message(127, 2), message(200, 3), message(70_000, 4), message(3, 5)]
    const stream = Buffer.concat(messages)

    for (const size of [1, 2, 3, 7, 130, 1000, stream.length]) {
      const frames = new Frames()
      const found: Buffer[] = []
      for (let at = 0; at < stream.length; at += size) found.push(...frames.push(stream.subarray(at, at + size)))
      expect(found.map((frame) => frame.length)).toEqual(messages.map((frame) => frame.length))
      expect(Buffer.concat(found).equals(stream)).toBe(true)
      expect(frames.rest).toBe(0)
    }
  })

  it('gives long messages too, and what comes behind them', () => {
    const messages = [message(5, 1), message(3_000_000, 2), message(1_048_576, 3), message(4, 4), message(2_000_000, 5)]
    const stream = Buffer.concat(messages)

    for (const size of [1_000, 65_536, 1_048_583, 2_500_001, stream.length]) {
      const frames = new Frames()
      const found: Buffer[] = []
      for (let at = 0; at < stream.length; at += size) found.push(...frames.push(stream.subarray(at, at + size)))
      expect(found.map((frame) => frame.length)).toEqual(messages.map((frame) => frame.length))
      expect(Buffer.concat(found).equals(stream)).toBe(true)
      expect(frames.rest).toBe(0)
    }
  })

  it('takes time in proportion to a message that comes in many pieces', () => {
    const stream = message(8_000_000, 1)
    const frames = new Frames()
    const started = performance.now()

    let found = 0
    for (let at = 0; at < stream.length; at += 1000) found += frames.push(stream.subarray(at, at + 1000)).length

    expect(found).toBe(1)
    expect(performance.now() - started).toBeLessThan(1000)
  })

  it.each([
    ['another protocol', Buffer.from('HTTP/1.1 400')],
    ['an indefinite length', Buffer.from([0x30, 0x80, 0, 0])],
    ['a length of nine bytes', Buffer.from([0x30, 0x89, 1, 1, 1, 1, 1, 1, 1, 1, 1])],
    ['an absurd length', Buffer.from([0x30, 0x84, 0xff, 0xff, 0xff, 0xff])],
  ])('refuses %s', (_, bytes) => {
    expect(() => new Frames().push(bytes)).toThrow()
  })
})
