/** LDIF: entries and changes as text that ldapadd and ldapmodify read. RFC 2849 */
import { dnAfterChange, type EntryChange, keepsName, type Modification } from './change.ts'
import { type Dn, printRdn } from './dn.ts'
import type { AttributeValue, Entry } from './entry.ts'

export interface LdifOptions {
  /** Attribute types, in any case, whose values are left out: `userPassword: (redacted)`. */
  readonly redact?: readonly string[]
}

/** One entry with its attributes in the order of the map, `objectClass` first where it is there; ends with a line end. */
export function printEntryLdif(entry: Entry, options: LdifOptions = {}): string {
  const hidden = lowerCased(options.redact)
  const types = [...entry.attributes].sort(([a], [b]) => Number(b === 'objectclass') - Number(a === 'objectclass'))
  const lines = types.flatMap(([type, values]) => values.map((value) => printValue(type, value, hidden)))
  return inLines([printLine('dn', entry.dn), ...lines])
}

/** One change of one entry: a `modrdn` record where it is renamed, then a `modify` record of the DN it has by then. */
export function printChangeLdif(dn: Dn, change: EntryChange, options: LdifOptions = {}): string {
  const { newRdn, newSuperior, modifications } = change
  const hidden = lowerCased(options.redact)
  const renaming =
    newRdn === undefined
      ? []
      : [
          printLine('dn', dn),
          'changetype: modrdn',
          printLine('newrdn', printRdn(newRdn)),
          `deleteoldrdn: ${newSuperior !== undefined && keepsName(dn, newRdn) ? 0 : 1}`,
          ...(newSuperior === undefined ? [] : [printLine('newsuperior', newSuperior)]),
          '',
        ]
  const name = dnAfterChange(dn, change)
  const modifying =
    modifications.length === 0
      ? []
      : [printLine('dn', name), 'changetype: modify', ...modifications.flatMap((one) => printModification(one, hidden))]
  return inLines([...renaming, ...modifying])
}

const printModification = (
  { operation, type, values }: Modification,
  hidden: ReadonlySet<string>,
): readonly string[] => [`${operation}: ${type}`, ...values.map((value) => printValue(type, value, hidden)), '-']

function printValue(type: string, value: AttributeValue, hidden: ReadonlySet<string>): string {
  const withoutOptions = type.toLowerCase().replace(/;.*$/, '')
  return hidden.has(withoutOptions) ? `${type}: (redacted)` : printLine(type, value)
}

/** `type: text`, or `type:: base64` where the text would not survive as it is. RFC 2849, note 8 */
function printLine(type: string, value: AttributeValue): string {
  if (typeof value === 'string' && safe.test(value)) return fold(value === '' ? `${type}:` : `${type}: ${value}`)
  return fold(`${type}:: ${Buffer.from(value as string).toString('base64')}`)
}

/** Printable ASCII; no blank, colon or less-than sign first and no blank last. */
const safe = /^(?![ :<])[ -~]*$(?<! )/

/** Lines of 76 characters, each after the first begun by a blank. RFC 2849, note 2 */
function fold(line: string): string {
  if (line.length <= 76) return line
  const rest = line.slice(76).match(/.{1,75}/gs) ?? []
  return [line.slice(0, 76), ...rest].join('\n ')
}

const lowerCased = (types: readonly string[] = []): ReadonlySet<string> =>
  new Set(types.map((type) => type.toLowerCase()))

const inLines = (lines: readonly string[]): string => (lines.length === 0 ? '' : `${lines.join('\n')}\n`)
