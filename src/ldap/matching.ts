/** Matching: when two values of an attribute type are one value for the directory. RFC 4517 §4.2 */
import { prepare } from '../text/prepare.ts'
import { InvalidDn, normaliseDn } from './dn.ts'
import type { AttributeValue } from './entry.ts'
import { fromGeneralizedTime } from './generalized-time.ts'

/**
 * A key that two values share when the EQUALITY rule, given by name or object identifier, finds them equal.
 * Without a rule, or under one that is not known here, values are equal when their bytes are. A value that its rule
 * cannot read (a DN that is none, bytes that are no UTF-8) is compared by its bytes too.
 */
export function normaliseValue(equality: string | undefined, value: AttributeValue): string {
  const normalise = equality === undefined ? undefined : (rules.get(equality) ?? rules.get(equality.toLowerCase()))
  if (normalise === undefined) return bytesKey(value)
  const text = typeof value === 'string' ? value : decodeUtf8(value)
  return (text === undefined ? undefined : normalise(text)) ?? `\0${bytesKey(value)}`
}

/** Of values that the EQUALITY rule finds equal the last, in the place of the first. */
export const distinctValues = (
  equality: string | undefined,
  values: readonly AttributeValue[],
): readonly AttributeValue[] => [...new Map(values.map((value) => [normaliseValue(equality, value), value])).values()]

/** Whether the EQUALITY rule finds two values equal. */
export const sameValue = (equality: string | undefined, a: AttributeValue, b: AttributeValue): boolean =>
  (typeof a === 'string' && a === b) || normaliseValue(equality, a) === normaliseValue(equality, b)

/** The key of a text under one rule; undefined where the rule cannot read it. */
type Normalise = (text: string) => string | undefined

const ignoringCase: Normalise = (text) => prepare(text, { caseExact: false })
const exactly: Normalise = (text) => prepare(text, { caseExact: true })
const withoutBlanks: Normalise = (text) => text.replaceAll(' ', '')

/** slapd compares IA5 text only up to the first NUL. */
const upToNul = (normalise: Normalise): Normalise => {
  return (text) => normalise(text.includes('\0') ? text.slice(0, text.indexOf('\0')) : text)
}

const distinguishedName: Normalise = (text) => {
  try {
    return normaliseDn(text)
  } catch (error) {
    if (error instanceof InvalidDn) return undefined
    throw error
  }
}

/** A DN, and behind it at times a bit string: `cn=a,dc=b#'0101'B`. RFC 4517 §3.3.21 */
const nameAndOptionalUid: Normalise = (text) => {
  const uid = /#'[01]*'B$/.exec(text)
  const dn = distinguishedName(uid ? text.slice(0, uid.index) : text)
  return dn === undefined ? undefined : `${dn}${uid?.[0] ?? ''}`
}

/** `007` is 7 and `-0` is 0. */
const integer: Normalise = (text) => {
  const [, sign = '', digits] = /^(-?)0*(\d+)$/.exec(text) ?? []
  return digits === undefined ? undefined : `${digits === '0' ? '' : sign}${digits}`
}

/** Zeros at the end of a fraction say nothing. */
const time: Normalise = (text) => {
  const utc = fromGeneralizedTime(text)
  if (utc === undefined || !utc.includes('.')) return utc?.slice(0, -1)
  let end = utc.length - 1
  while (utc[end - 1] === '0') end -= 1
  return utc.slice(0, utc[end - 1] === '.' ? end - 1 : end)
}

/** The lines of a postal address, each prepared for itself. */
const list: Normalise = (text) => text.split('$').map(ignoringCase).join('$')

/** RFC 4517 §4.2, RFC 4530 §2.3; the rule of entryCSN is OpenLDAP's own. */
const table: readonly (readonly [name: string, oid: string, Normalise])[] = [
  ['caseIgnoreMatch', '2.5.13.2', ignoringCase],
  ['caseExactMatch', '2.5.13.5', exactly],
  ['caseIgnoreIA5Match', '1.3.6.1.4.1.1466.109.114.2', upToNul(ignoringCase)],
  ['caseExactIA5Match', '1.3.6.1.4.1.1466.109.114.1', upToNul(exactly)],
  ['caseIgnoreListMatch', '2.5.13.11', list],
  ['telephoneNumberMatch', '2.5.13.20', (text) => text.replace(/[ -]/g, '')],
  ['numericStringMatch', '2.5.13.8', withoutBlanks],
  ['booleanMatch', '2.5.13.13', (text) => text.toUpperCase()],
  ['integerMatch', '2.5.13.14', integer],
  ['generalizedTimeMatch', '2.5.13.27', time],
  ['distinguishedNameMatch', '2.5.13.1', distinguishedName],
  ['uniqueMemberMatch', '2.5.13.23', nameAndOptionalUid],
  ['objectIdentifierMatch', '2.5.13.0', ignoringCase],
  ['UUIDMatch', '1.3.6.1.1.16.2', (text) => text.toLowerCase()],
  ['CSNMatch', '1.3.6.1.4.1.4203.666.11.2.1', (text) => text.toLowerCase()],
]

const rules: ReadonlyMap<string, Normalise> = new Map(
  table.flatMap(([name, oid, normalise]) => [
    // As nearly every server spells it, and for the others.
    [name, normalise],
    [name.toLowerCase(), normalise],
    [oid, normalise],
  ]),
)

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

const decodeUtf8 = (bytes: Uint8Array): string | undefined => {
  try {
    return utf8.decode(bytes)
  } catch {
    return undefined
  }
}

const ascii = /^[\0-\x7f]*$/

/** Each byte as one character: text and bytes that are the same octets have the same key. */
const bytesKey = (value: AttributeValue): string =>
  typeof value === 'string' && ascii.test(value) ? value : Buffer.from(value as string).toString('latin1')
