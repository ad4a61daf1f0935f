/** Definition: an attribute type or object class as cn=config holds it, comparable whatever its spelling. RFC 4512 §4.1 */
import { list, parseDescription, type SchemaDescription } from '../../directory/schema-description.ts'

export type DefinitionKind = 'attribute type' | 'object class'

export interface Definition {
  readonly kind: DefinitionKind
  /** As it is stored, `{n}` included. */
  readonly text: string
  readonly oid: string
  readonly name: string
  readonly description: SchemaDescription
}

/** The attribute of cn=config that holds definitions of a kind. */
export const configTypes: Readonly<Record<DefinitionKind, string>> = {
  'attribute type': 'olcAttributeTypes',
  'object class': 'olcObjectClasses',
}

/** Names of OIDs, as `olcObjectIdentifier` defines them: `scimdapArc` for the arc of ours. In lower case. */
export type OidNames = ReadonlyMap<string, string>

/** undefined where the text is no definition. */
export const parseDefinition = (kind: DefinitionKind, text: string, names: OidNames): Definition | undefined => {
  const description = parseDescription(text.replace(/^\{\d+\}/, ''))
  if (description === undefined) return undefined
  const oid = resolveOid(description.oid, names)
  return { kind, text, oid, name: list(description, 'NAME')[0] ?? oid, description }
}

/** `name OID` values of olcObjectIdentifier, where the OID may itself begin with a name defined before. */
export const oidNames = (values: readonly string[]): OidNames => {
  const names = new Map<string, string>()
  for (const value of values) {
    const [name, oid] = value.replace(/^\{\d+\}/, '').split(/\s+/)
    if (name !== undefined && oid !== undefined) names.set(name.toLowerCase(), resolveOid(oid, names))
  }
  return names
}

const resolveOid = (text: string, names: OidNames): string => {
  const [prefix = '', suffix] = text.split(':', 2)
  const known = names.get(prefix.toLowerCase())
  if (known === undefined) return text
  return suffix === undefined ? known : `${known}.${suffix}`
}

/** Whether two definitions say the same: order of keywords, blanks, case and the form of lists do not matter. */
export const isSame = (a: Definition, b: Definition): boolean => keyOf(a, []) === keyOf(b, [])

/** Whether `installed` is `wanted` with more attributes allowed, as a newer version may have left it. */
export const isExtended = (installed: Definition, wanted: Definition): boolean =>
  wanted.kind === 'object class' &&
  keyOf(installed, ['MAY', 'DESC']) === keyOf(wanted, ['MAY', 'DESC']) &&
  extraMay(wanted, installed).length === 0 &&
  extraMay(installed, wanted).length > 0

/** Attribute types that the one class allows beyond the other. */
export const extraMay = (one: Definition, other: Definition): readonly string[] => {
  const allowed = new Set(list(other.description, 'MAY').map((name) => name.toLowerCase()))
  return list(one.description, 'MAY').filter((name) => !allowed.has(name.toLowerCase()))
}

const keyOf = ({ oid, description: { fields } }: Definition, without: readonly string[]): string =>
  JSON.stringify([
    oid,
    ...[...fields]
      .filter(([keyword]) => !without.includes(keyword))
      .map(([keyword, values]) => [keyword, normalised(keyword, values)])
      .sort(([a], [b]) => (String(a) < String(b) ? -1 : 1)),
  ])

/** Of lists only NAME has an order that means something: the first is the one that is shown. */
const normalised = (keyword: string, values: readonly string[]): readonly string[] => {
  if (keyword === 'DESC') return values.map((value) => value.replaceAll(/\s+/g, ' '))
  const folded = values.map((value) => value.toLowerCase())
  return keyword === 'NAME' ? folded : folded.toSorted()
}
