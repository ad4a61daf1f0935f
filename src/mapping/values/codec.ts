/** Codec: one SCIM value to one LDAP value and back, by the attribute's type and the server's syntax. */
import type { AttributeTypeDescription } from '../../directory/subschema.ts'
import type { AttributeValue } from '../../ldap/entry.ts'
import { fromGeneralizedTime, toGeneralizedTime } from '../../ldap/generalized-time.ts'
import { invalidValue } from '../../scim/error.ts'
import type { SimpleValue } from '../../scim/resource/resource.ts'
import type { Attribute } from '../../scim/schema/attribute.ts'
import { acceptsText, hasSyntax } from './column.ts'

export interface Codec {
  /** undefined: the stored value has no form in SCIM; it is left alone. */
  decode(value: AttributeValue): SimpleValue | undefined
  encode(value: SimpleValue): AttributeValue
  /** Whether the server's syntax can hold the value. */
  accepts(value: SimpleValue): boolean
}

export type CodecName = 'text' | 'base64' | 'data-uri'

/** The codec of a scalar attribute. */
export const codecFor = (attribute: Attribute, description: AttributeTypeDescription): Codec => {
  if (attribute.type === 'boolean') return booleans
  if (attribute.type === 'integer') return integers
  if (attribute.type === 'decimal') return decimals
  if (attribute.type === 'dateTime' && hasSyntax(description, 'generalizedTime')) return times(attribute)
  return attribute.type === 'binary' ? base64(description) : texts(description)
}

/** The codec of a `plain` attribute type of a list. */
export const codecNamed = (name: CodecName, description: AttributeTypeDescription): Codec =>
  ({ text: texts, base64, 'data-uri': dataUris })[name](description)

const text = (value: AttributeValue): string | undefined => (typeof value === 'string' ? value : undefined)

const texts = (description: AttributeTypeDescription): Codec => ({
  decode: text,
  encode: String,
  accepts: (value) => acceptsText(description, String(value)),
})

const booleans: Codec = {
  decode: (value) => (value === 'TRUE' ? true : value === 'FALSE' ? false : undefined),
  encode: (value) => (value === true ? 'TRUE' : 'FALSE'),
  accepts: (value) => typeof value === 'boolean',
}

/** Beyond 2^53 JSON's readers would see another number. RFC 7643 §2.3.4 */
const integers: Codec = {
  decode: (value) => {
    const number = Number(/^[+-]?\d{1,16}$/.exec(String(value).trim())?.[0])
    return Number.isSafeInteger(number) ? number : undefined
  },
  encode: String,
  accepts: (value) => Number.isSafeInteger(value),
}

const decimals: Codec = {
  decode: (value) => {
    const number = Number(/^[+-]?\d{1,400}(?:\.\d{0,400})?(?:e[+-]?\d{1,3})?$/i.exec(String(value).trim())?.[0])
    return Number.isFinite(number) ? number : undefined
  },
  encode: String,
  accepts: (value) => Number.isFinite(value),
}

/** xsd:dateTime may lack a zone (RFC 7643 §2.3.5), generalized time may not: which instant it is nobody would know. */
const times = ({ name }: Attribute): Codec => ({
  decode: (value) => fromGeneralizedTime(String(value)),
  encode: (value) => {
    const time = toGeneralizedTime(String(value))
    if (time === undefined) throw invalidValue(`${name} takes a dateTime with its zone, Z or an offset such as +01:00`)
    return time
  },
  accepts: (value) => toGeneralizedTime(String(value)) !== undefined,
})

const bytesOf = (value: AttributeValue): Buffer =>
  typeof value === 'string' ? Buffer.from(value, 'utf8') : Buffer.from(value.buffer, value.byteOffset, value.byteLength)

const base64 = (description: AttributeTypeDescription): Codec => ({
  decode: (value) => bytesOf(value).toString('base64'),
  encode: (value) => Buffer.from(String(value), 'base64'),
  accepts: (value) => {
    const bytes = Buffer.from(String(value), 'base64')
    return bytes.toString('base64') === value && (!hasSyntax(description, 'certificate') || isDerSequence(bytes))
  },
})

/** One DER SEQUENCE and nothing after it: what a certificate is at least. */
const isDerSequence = (bytes: Buffer): boolean => {
  if (bytes.length < 4 || bytes[0] !== 0x30) return false
  const first = bytes[1] as number
  if (first < 0x80) return bytes.length === 2 + first
  const size = first & 0x7f
  return size >= 1 && size <= 4 && bytes.length > 2 + size && bytes.length === 2 + size + bytes.readUIntBE(2, size)
}

const jpegPrefix = 'data:image/jpeg;base64,'

const dataUris = (description: AttributeTypeDescription): Codec => {
  const bytes = base64(description)
  return {
    decode: (value) => `${jpegPrefix}${bytes.decode(value)}`,
    encode: (value) => bytes.encode(String(value).slice(jpegPrefix.length)),
    accepts: (value) => {
      const uri = String(value)
      return uri.startsWith(jpegPrefix) && uri.length > jpegPrefix.length && bytes.accepts(uri.slice(jpegPrefix.length))
    },
  }
}
