/** Entries and modifications, ours and those of ldapts. RFC 4511 §4.5.2, §4.6 */
import { Attribute, Change } from 'ldapts'
import type { Modification } from '../../ldap/change.ts'
import type { Dn } from '../../ldap/dn.ts'
import type { AttributeValue, AttributeValues, Entry } from '../../ldap/entry.ts'

/** What a SearchResultEntry of ldapts has; that of the post-read control too. */
export interface ReceivedEntry {
  readonly name: string
  readonly attributes: readonly Attribute[]
}

export const toEntry = ({ name, attributes }: ReceivedEntry): Entry => ({
  dn: name as Dn,
  attributes: toAttributeValues(attributes),
})

/** Types without values (asked for with typesOnly, or hidden) are left out. */
export const toAttributeValues = (attributes: readonly Attribute[]): AttributeValues => {
  const values = new Map<string, readonly AttributeValue[]>()
  for (const attribute of attributes) {
    // The bytes, not ldapts' own texts: those lack a leading U+FEFF.
    if (attribute.parsedBuffers.length === 0) continue
    const key = attribute.type.toLowerCase()
    const decode = isBinary(key) ? bytes : textOrBytes
    values.set(key, attribute.parsedBuffers.map(decode))
  }
  return values
}

export const toAttributes = (values: AttributeValues): Attribute[] =>
  [...values].filter(([, list]) => list.length > 0).map(([type, list]) => toAttribute(type, list))

export const toChanges = (modifications: readonly Modification[]): Change[] =>
  modifications.map(({ operation, type, values }) => new Change({ operation, modification: toAttribute(type, values) }))

/** ldapts' type wants texts or buffers; it writes whichever each value is. */
const toAttribute = (type: string, values: readonly AttributeValue[]): Attribute =>
  new Attribute({ type, values: values.map(toValue) as string[] | Buffer[] })

const toValue = (value: AttributeValue): string | Buffer =>
  typeof value === 'string' ? value : Buffer.from(value.buffer, value.byteOffset, value.byteLength)

/** Types of the usual schemas whose values are bytes even where they happen to be UTF-8. RFC 4519, RFC 4523, RFC 2798, AD */
const binaryTypes = new Set([
  'audio',
  'authorityrevocationlist',
  'cacertificate',
  'certificaterevocationlist',
  'crosscertificatepair',
  'deltarevocationlist',
  'jpegphoto',
  'objectguid',
  'objectsid',
  'photo',
  'thumbnaillogo',
  'thumbnailphoto',
  'usercertificate',
  'userpassword',
  'userpkcs12',
  'usersmimecertificate',
])

const isBinary = (key: string): boolean => {
  const [type = '', ...options] = key.split(';')
  return options.includes('binary') || binaryTypes.has(type)
}

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

const textOrBytes = (value: Buffer): AttributeValue => {
  try {
    return utf8.decode(value)
  } catch {
    return bytes(value)
  }
}

/** A copy: a view would keep the whole message that it came with. */
const bytes = (value: Buffer): Uint8Array => new Uint8Array(value)
