import { BerWriter } from 'ldapts'
import { describe, expect, it } from 'vitest'
import { readPointer } from '../../src/directory/ldapts/referral-message.ts'
import { answer, entry } from './fake-server.ts'

const reference = (...urls: readonly string[]): Buffer => {
  const writer = new BerWriter()
  writer.startSequence()
  writer.writeInt(7)
  writer.startSequence(0x73)
  for (const url of urls) writer.writeString(url)
  writer.endSequence()
  writer.endSequence()
  return Buffer.from(writer.buffer)
}

const referral = (tag: number, code: number, ...urls: readonly string[]): Buffer => {
  const writer = new BerWriter()
  writer.startSequence()
  writer.writeInt(7)
  writer.startSequence(tag)
  writer.writeEnumeration(code)
  writer.writeString('dc=x')
  writer.writeString('over there')
  writer.startSequence(0xa3)
  for (const url of urls) writer.writeString(url)
  writer.endSequence()
  writer.endSequence()
  writer.endSequence()
  return Buffer.from(writer.buffer)
}

describe('where an answer points to', () => {
  it('is read from a continuation reference, with its alternatives (RFC 4511 §4.5.3)', () => {
    const urls = ['ldap://a/dc=x', 'ldap://b/dc=x']
    expect(readPointer(reference(...urls))).toEqual({ messageId: 7, kind: 'reference', urls })
  })

  it.each([0x65, 0x67, 0x69, 0x6b, 0x6d, 0x78])(
    'is read from a referral that is the answer (tag %i, §4.1.10)',
    (tag) => {
      expect(readPointer(referral(tag, 10, 'ldap://a/dc=x'))).toEqual({
        messageId: 7,
        kind: 'referral',
        urls: ['ldap://a/dc=x'],
      })
      expect(readPointer(answer(7, tag, 10))).toEqual({ messageId: 7, kind: 'referral', urls: [] })
    },
  )

  it('is nowhere in any other message, whatever stands in it', () => {
    expect(readPointer(referral(0x65, 0, 'ldap://a/dc=x'))).toBeUndefined()
    expect(readPointer(answer(7, 0x65, 32))).toBeUndefined()
    expect(readPointer(entry(7, 'dc=x', { ref: ['ldap://a/dc=x'] }))).toBeUndefined()
  })

  it('is an error, and no endless loop, in a message that is cut anywhere', () => {
    for (const whole of [reference('ldap://a', 'ldap://b'), referral(0x65, 10, 'ldap://a', 'ldap://b')]) {
      for (let at = 2; at < whole.length; at += 1) {
        const broken = Buffer.from(whole)
        broken[at] = 0xff
        expect(() => readPointer(broken) ?? 'nothing').not.toThrow(RangeError)
        expect(() => readPointer(whole.subarray(0, at))).toThrow('broken message')
      }
    }
  })
})
