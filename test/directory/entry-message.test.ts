import { Attribute, BerWriter } from 'ldapts'
import { describe, expect, it } from 'vitest'
import { readDereferenced } from '../../src/directory/ldapts/dereferenced.ts'
import { Cursor, readBareEntry, readEntry } from '../../src/directory/ldapts/entry-message.ts'

type Values = Readonly<Record<string, readonly (string | Buffer)[]>>

const writeEntry = (writer: BerWriter, dn: string, attributes: Values, tag = 0x64): void => {
  writer.startSequence(tag)
  writer.writeString(dn)
  writer.startSequence()
  for (const [type, values] of Object.entries(attributes)) {
    new Attribute({ type, values: values as string[] }).write(writer)
  }
  writer.endSequence()
  writer.endSequence()
}
const message = (attributes: Values, { dn = 'cn=a', id = 7, controls = false } = {}): Buffer => {
  const writer = new BerWriter({ size: 1 << 22 })
  writer.startSequence()
  writer.writeInt(id)
  writeEntry(writer, dn, attributes)
  if (controls) {
    writer.startSequence(0xa0)
    writer.endSequence()
  }
  writer.endSequence()
  return Buffer.from(writer.buffer)
}
const valuesIn = (attributes: Values) => readEntry(message(attributes))?.entry.attributes

describe('reading a SearchResultEntry (RFC 4511 §4.5.2)', () => {
  it('gives each entry its own object classes, whichever came before, in whatever order and number', () => {
    const lists = Array.from({ length: 40 }, (_, n) => ['top', 'person', `class${n % 20}`])
    const read = (objectClass: readonly string[]) => valuesIn({ objectClass })?.get('objectclass')

    expect([...lists, ['person', 'top'], ['top']].map(read)).toEqual([...lists, ['person', 'top'], ['top']])
  })

  it('takes a replacement character for text where it is one, and for bytes where it would stand for some', () => {
    const broken = Buffer.from([0x61, 0xff])

    expect(valuesIn({ cn: ['a\ufffdä', broken] })?.get('cn')).toEqual(['a\ufffdä', new Uint8Array(broken)])
  })

  it('gives name, types in lower case, and values in their order', () => {
    const found = readEntry(message({ CN: ['b', 'a'], 'mail;lang-de': ['x@example.com'] }, { dn: 'cn=Größe, dc=x' }))

    expect(found).toEqual({
      messageId: 7,
      controls: undefined,
      entry: {
        dn: 'cn=Größe, dc=x',
        attributes: new Map([
          ['cn', ['b', 'a']],
          ['mail;lang-de', ['x@example.com']],
        ]),
      },
    })
  })

  it.each([
    ['blanks and odd characters', ' a\\*()\0b \n'],
    ['other scripts', '日本 Größe 👩‍🚀'],
    ['a leading byte order mark', '\ufeffa'],
    ['127 bytes', 'a'.repeat(127)],
    ['128 bytes', 'a'.repeat(128)],
    ['70,000 bytes', 'ä'.repeat(35_000)],
    ['nothing', ''],
  ])('keeps a text of %s', (_, text) => {
    expect(valuesIn({ cn: [text] })?.get('cn')).toEqual([text])
  })

  it('gives bytes where the value is no UTF-8, or the type is one of bytes', () => {
    const broken = Buffer.from([0x61, 0xff, 0xfe])
    const attributes = valuesIn({ cn: ['a', broken], jpegPhoto: ['text'], 'x;binary': ['b'], constructor: ['c'] })

    expect(attributes?.get('cn')).toEqual(['a', new Uint8Array(broken)])
    expect(attributes?.get('jpegphoto')).toEqual([new Uint8Array(Buffer.from('text'))])
    expect(attributes?.get('x;binary')).toEqual([new Uint8Array(Buffer.from('b'))])
    expect(attributes?.get('constructor')).toEqual(['c'])
  })

  it('holds no view of the message', () => {
    const bytes = message({ jpegPhoto: [Buffer.from([1, 2, 3])] })
    const photo = readEntry(bytes)?.entry.attributes.get('jpegphoto')?.[0] as Uint8Array

    bytes.fill(0)

    expect(photo).toEqual(new Uint8Array([1, 2, 3]))
    expect(photo.buffer.byteLength).toBe(3)
  })

  it('leaves types without values out', () => {
    expect(valuesIn({ cn: [], sn: ['a'] })).toEqual(new Map([['sn', ['a']]]))
  })

  it('tells that controls follow, and that a message is something else', () => {
    expect(readEntry(message({ cn: ['a'] }, { controls: true }))?.controls).toBeDefined()
    expect(readEntry(Buffer.from([0x30, 0x0c, 2, 1, 7, 0x65, 7, 10, 1, 0, 4, 0, 4, 0]))).toBeUndefined()
  })

  it('refuses every message that is cut off or says a wrong length', () => {
    const whole = message({ cn: ['abc'], sn: ['d'] })
    for (let end = 0; end < whole.length; end++) expect(() => readEntry(whole.subarray(0, end))).toThrow('broken')
    const inner = Buffer.from(whole)
    inner[inner.indexOf('abc') - 1] = 0x7f
    expect(() => readEntry(inner)).toThrow('broken')
  })

  it.each([0x64, 0x30])('reads the entry of a post-read control tagged %i (RFC 4527 §3.2)', (tag) => {
    const writer = new BerWriter()
    writeEntry(writer, 'cn=a', { cn: ['a'] }, tag)

    expect(readBareEntry(Buffer.from(writer.buffer))).toEqual({ dn: 'cn=a', attributes: new Map([['cn', ['a']]]) })
  })
})

describe('what comes along with a SearchResultEntry (draft-masarati-ldap-deref-00)', () => {
  const oid = '1.3.6.1.4.1.4203.666.5.16'
  const result = (dn: string, cn?: string) => (writer: BerWriter) => {
    writer.startSequence()
    writer.writeString('manager')
    writer.writeString(dn)
    if (cn !== undefined) {
      writer.startSequence(0xa0)
      new Attribute({ type: 'cn', values: [cn] }).write(writer)
      writer.endSequence()
    }
    writer.endSequence()
  }
  const control = (type: string, isCritical: boolean, value: Buffer | undefined) => (writer: BerWriter) => {
    writer.startSequence()
    writer.writeString(type)
    if (isCritical) writer.writeBoolean(true)
    if (value !== undefined) writer.writeBuffer(value, 4)
    writer.endSequence()
  }
  const sequenceOf = (parts: readonly ((writer: BerWriter) => void)[], tag = 0x30): Buffer => {
    const writer = new BerWriter()
    writer.startSequence(tag)
    for (const part of parts) part(writer)
    writer.endSequence()
    return Buffer.from(writer.buffer)
  }
  const controls = sequenceOf(
    [
      control('1.2.3', true, Buffer.from('else')),
      control('1.2.4', false, undefined),
      control(oid, true, sequenceOf([result('cn=Größe', 'B'), result('cn=nobody')])),
    ],
    0xa0,
  )

  it('is read among other controls', () => {
    expect(readDereferenced(new Cursor(controls), controls.length)).toEqual([
      { dn: 'cn=Größe', attributes: new Map([['cn', ['B']]]) },
      { dn: 'cn=nobody', attributes: new Map() },
    ])
  })

  it('is refused where it is cut off', () => {
    for (let end = 0; end < controls.length; end++) {
      expect(() => readDereferenced(new Cursor(controls.subarray(0, end)), end)).toThrow('broken')
    }
  })
})
