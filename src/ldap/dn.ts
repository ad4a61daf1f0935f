/** Dn: distinguished names as parsed values, printed in one place. RFC 4514 */
import { prepare } from '../text/prepare.ts'

/** The text of a DN as the directory gave it or as `printDn` made it. Never shown to a SCIM client. */
export type Dn = string & { readonly brand: 'Dn' }

/** One attribute type and value of an RDN; the value is raw, without escapes. */
export interface Assertion {
  readonly type: string
  readonly value: string
  /** The value is the `#`-and-hexadecimal text of a BER encoding, to be printed as it is. RFC 4514 §2.4 */
  readonly ber?: true
}
export type Rdn = readonly Assertion[]

/** Text that is no DN. The message names the place and not the text, which may be anybody's name. */
export class InvalidDn extends Error {
  override readonly name = 'InvalidDn'
  constructor(position: number) {
    super(`not a distinguished name from character ${position + 1} on`)
  }
}

/** The RDNs of a DN, the entry's own first; none for the empty DN. Blanks round separators are no part of it. RFC 4514 §3 */
export function parseDn(text: string): readonly Rdn[] {
  if (onlyBlanks.test(text)) return []
  const rdns: Assertion[][] = [[]]
  for (let position = 0; ; ) {
    assertionAt.lastIndex = position
    const [all, type = '', ber, value = '', separator] = assertionAt.exec(text) ?? invalid(position)
    rdns
      .at(-1)
      ?.push(ber === undefined ? { type, value: unescapeValue(value, position) } : { type, value: ber, ber: true })
    if (separator === '') return rdns
    if (separator === ',') rdns.push([])
    position += all.length
  }
}

/** Whether `parseDn` would read it. */
export function isDn(text: string): boolean {
  try {
    parseDn(text)
    return true
  } catch (error) {
    if (error instanceof InvalidDn) return false
    throw error
  }
}

/** The text of a DN; special characters become hexadecimal pairs, the spelling in which slapd gives them back. RFC 4514 §2 */
export const printDn = (rdns: readonly Rdn[]): Dn => rdns.map(printRdn).join(',') as Dn

/** The text of one RDN. The only place where a value is escaped for a DN. RFC 4514 §2.4 */
export const printRdn = (rdn: Rdn): string =>
  rdn.map(({ type, value, ber }) => `${type}=${ber ? value : value.replace(special, hexadecimal)}`).join('+')

/**
 * A key that is the same for all spellings of one DN: types by their shortest name in lower case, values prepared
 * ignoring case, the parts of an RDN sorted. To be compared, not to be sent. Throws InvalidDn. RFC 4518, RFC 4517 §4.2.15
 */
export function normaliseDn(dn: string): string {
  if (plain.test(dn)) return dn.toLowerCase()
  return parseDn(dn).map(normaliseRdn).join(',')
}

/** The DN of the superior entry as it is spelled; the empty DN above a single RDN, undefined above the empty DN. */
export function parentOf(dn: Dn): Dn | undefined {
  if (onlyBlanks.test(dn)) return undefined
  return dn.slice(ownText(dn).length + 1).trimStart() as Dn
}

/** Whether two spellings are one DN. Throws InvalidDn. */
export const isSameDn = (a: string, b: string): boolean => normaliseDn(a) === normaliseDn(b)

/** Whether a DN is the base or below it. */
export function isUnder(dn: string, base: string): boolean {
  const key = normaliseDn(dn)
  const baseKey = keyOfBase(base)
  return baseKey === '' || key === baseKey || key.endsWith(`,${baseKey}`)
}

/** Of the few bases that there are: each is asked about for every entry. */
const baseKeys = new Map<string, string>()
const mostBases = 100

const keyOfBase = (base: string): string => {
  const key = baseKeys.get(base) ?? normaliseDn(base)
  if (baseKeys.size < mostBases) baseKeys.set(base, key)
  return key
}

/** The DN of the entry that has this RDN under the base. */
export const childOf = (base: Dn, rdn: Rdn): Dn => (base === '' ? printRdn(rdn) : `${printRdn(rdn)},${base}`) as Dn

/** The entry's own RDN. Throws InvalidDn for the empty DN, which has none. */
export const rdnOf = (dn: Dn): Rdn => parseDn(ownText(dn))[0] ?? invalid(0)

const onlyBlanks = /^ *$/
/** Matches any text, an empty one too. */
const ownRdn = /^[^\\,]*(?:\\[\s\S][^\\,]*)*/
const ownText = (dn: Dn): string => (ownRdn.exec(dn) as RegExpExecArray)[0]
/** `=` may stand as it is (RFC 4514 §2.4), but Samba takes it for the end of a type. */
const special = /["+,;<=>\\\0]|^[ #]| $/g
const escaped = /\\(?:((?:[\da-f]{2})(?:\\[\da-f]{2})*)|([\s\S]))/gi

/** Type, then a BER value or a string, then what follows. The loops are unrolled: and none begins with a blank: no way to read a text twice. */
const assertionAt = new RegExp(
  [
    / *([a-z][a-z\d-]*|\d+(?:\.\d+)*) *= */,
    /(?:(#(?:[\da-f]{2})+) *|((?![ #])[^"+,;<>\\\0]*(?:\\(?:[\da-f]{2}|["+,;<>\\ #=])[^"+,;<>\\\0]*)*))/,
    /([,+]|$)/,
  ]
    .map(({ source }) => source)
    .join(''),
  'iy',
)

/** What needs no more than lower case: most members of most groups. */
const plain = plainDn()

function plainDn(): RegExp {
  const words = String.raw`[a-z\d._@'()&/:*!?$%-]+`
  const rdn = `(?:uid|cn|ou|dc|o|c|l|st)=${words}(?: ${words})*`
  return new RegExp(`^${rdn}(?:,${rdn})*$`, 'i')
}

const invalid = (position: number): never => {
  throw new InvalidDn(position)
}

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

/** Pairs that follow each other are decoded together, since one character may take four of them. */
function unescapeValue(text: string, position: number): string {
  const value = withoutTrailingBlanks(text)
  if (!value.includes('\\')) return value
  return value.replace(escaped, (_, pairs: string | undefined, character: string) => {
    if (pairs === undefined) return character
    try {
      return utf8.decode(Uint8Array.from(pairs.split('\\'), (pair) => Number.parseInt(pair, 16)))
    } catch {
      return invalid(position)
    }
  })
}

/** An escaped blank stays: one behind an odd number of backslashes. */
function withoutTrailingBlanks(text: string): string {
  let end = text.length
  while (text[end - 1] === ' ') end -= 1
  let backslashes = 0
  while (text[end - 1 - backslashes] === '\\') backslashes += 1
  return text.slice(0, backslashes % 2 === 1 ? end + 1 : end)
}

const hexadecimal = (character: string): string =>
  `\\${character.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0')}`

const normaliseRdn = (rdn: Rdn): string =>
  rdn.length === 1 && rdn[0] !== undefined
    ? printRdn([normaliseAssertion(rdn[0])])
    : rdn
        .map((assertion) => printRdn([normaliseAssertion(assertion)]))
        .sort()
        .join('+')

const normaliseAssertion = ({ type, value, ber }: Assertion): Assertion => {
  const name = shortNames.get(type.toLowerCase()) ?? type.toLowerCase()
  return ber
    ? { type: name, value: value.toLowerCase(), ber }
    : { type: name, value: prepare(value, { caseExact: false }) }
}

/** Other names and object identifiers of the types that stand in DNs. RFC 4514 §3, RFC 4519 §2 */
const shortNames: ReadonlyMap<string, string> = new Map([
  ['commonname', 'cn'],
  ['2.5.4.3', 'cn'],
  ['userid', 'uid'],
  ['0.9.2342.19200300.100.1.1', 'uid'],
  ['surname', 'sn'],
  ['2.5.4.4', 'sn'],
  ['domaincomponent', 'dc'],
  ['0.9.2342.19200300.100.1.25', 'dc'],
  ['organizationalunitname', 'ou'],
  ['2.5.4.11', 'ou'],
  ['organizationname', 'o'],
  ['2.5.4.10', 'o'],
  ['countryname', 'c'],
  ['2.5.4.6', 'c'],
  ['localityname', 'l'],
  ['2.5.4.7', 'l'],
  ['stateorprovincename', 'st'],
  ['2.5.4.8', 'st'],
  ['streetaddress', 'street'],
  ['2.5.4.9', 'street'],
  ['gn', 'givenname'],
  ['2.5.4.42', 'givenname'],
  ['rfc822mailbox', 'mail'],
  ['0.9.2342.19200300.100.1.3', 'mail'],
])
