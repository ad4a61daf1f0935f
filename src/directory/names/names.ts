/**
 * Names: under which attribute types a server keeps who an entry is and in which state. The rooms above know one name of
 * each, `entryUUID` (RFC 4530) and `entryCSN`, and ids as texts.
 */
import { type AttributeValue, type Entry, textOf, valuesOf } from '../../ldap/entry.ts'

/** What stands in an entry's `entryCSN` where our version attribute was never written. No server makes such a CSN. */
export const unversioned = 'none'

export type IdForm = 'uuid' | 'nsUniqueId' | 'guid'

export interface Names {
  readonly id: {
    readonly type: string
    readonly form: IdForm
    /** Kept by the gateway: a new entry is given one. */
    readonly isOwn: boolean
  }
  /** An attribute type of ours that every guarded write swaps, for servers without entryCSN. */
  readonly version: string | undefined
}

const served: Readonly<Record<string, IdForm>> = { entryuuid: 'uuid', nsuniqueid: 'nsUniqueId', objectguid: 'guid' }

/** Any type but the three that servers set themselves is one of our own, with a UUID in it. */
export const namesOf = ({ id = 'entryUUID', version }: { readonly id?: string; readonly version?: string }): Names => {
  const form = served[id.toLowerCase()]
  return { id: { type: id, form: form ?? 'uuid', isOwn: form === undefined }, version }
}

/** The text of an id, a UUID whatever the server writes; undefined: the entry has none, or one of another form. */
export const idTextOf = ({ attributes }: Entry, { id: { type, form } }: Names): string | undefined => {
  const [value] = valuesOf(attributes, type)
  if (value === undefined) return undefined
  const hex = form === 'guid' ? guidHex(bytesOf(value)) : String(value).toLowerCase()
  return hex === undefined || !writtenAs[form].test(hex) ? undefined : hyphenated(hex)
}

export const versionTextOf = ({ attributes }: Entry, version: string): string =>
  textOf(attributes, version) ?? unversioned

/**
 * By the usual name in lower case, what Active Directory stores in its place: the times are made on reading there, and no
 * filter finds them; entryDN is unknown. [MS-ADTS] §3.1.1.4.5, [MS-ADA1]
 */
export const typesOfActiveDirectory: ReadonlyMap<string, string> = new Map([
  ['createtimestamp', 'whenCreated'],
  ['modifytimestamp', 'whenChanged'],
  ['entrydn', 'distinguishedName'],
])

const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/

export const isUuid = (text: string): boolean => uuid.test(text)

/** 389 Directory Server puts the hyphens elsewhere. */
const writtenAs: Readonly<Record<IdForm, RegExp>> = {
  uuid,
  nsUniqueId: /^[0-9a-f]{8}(-[0-9a-f]{8}){3}$/,
  guid: /^[0-9a-f]{32}$/,
}

const hyphenated = (text: string): string => {
  const hex = text.replaceAll('-', '')
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-')
}

/** @param text a UUID */
export const nsUniqueIdText = (text: string): string => {
  const hex = text.replaceAll('-', '')
  return [hex.slice(0, 8), hex.slice(8, 16), hex.slice(16, 24), hex.slice(24)].join('-')
}

/** Microsoft's order: the first three groups have their least significant byte first. [MS-DTYP] §2.3.4.2 */
const order = [3, 2, 1, 0, 5, 4, 7, 6, 8, 9, 10, 11, 12, 13, 14, 15] as const

const guidHex = (bytes: Uint8Array): string | undefined =>
  bytes.length === order.length
    ? order.map((at) => (bytes[at] as number).toString(16).padStart(2, '0')).join('')
    : undefined

/** @param text a UUID */
export const guidBytes = (text: string): Uint8Array => {
  const plain = Buffer.from(text.replaceAll('-', ''), 'hex')
  const bytes = new Uint8Array(order.length)
  for (const [at, place] of order.entries()) bytes[place] = plain[at] as number
  return bytes
}

const bytesOf = (value: AttributeValue): Uint8Array => (typeof value === 'string' ? Buffer.from(value) : value)
