/** planModifications: what changes in an entry's values, with regard to those that SCIM does not show. RFC 4511 §4.6 */
import type { Modification } from '../ldap/change.ts'
import { diff } from '../ldap/diff.ts'
import { type Rdn, rdnOf } from '../ldap/dn.ts'
import { type AttributeValue, type AttributeValues, type Entry, valuesOf } from '../ldap/entry.ts'
import { normaliseValue } from '../ldap/matching.ts'
import { invalidValue } from '../scim/error.ts'
import type { Encoded, Lookup, Mapping } from './mapping.ts'

/** Of all rules those that the difference is of. */
type Rules = Pick<Mapping, 'rules' | 'equalityOf'>

export interface Difference {
  readonly entry: Entry
  readonly lookup: Lookup
  /** Encodings of the resource before and after. */
  readonly old: AttributeValues
  readonly wanted: AttributeValues
}

/**
 * Of a single SCIM value that stands for several stored ones the shown one changes: the new value takes its place in
 * front of the others, or SCIM would show one of those next. Without a new value all of them go. Companions without
 * their plain value go along with any change.
 */
export const planModifications = (mapping: Rules, difference: Difference): readonly Modification[] => {
  const reordered = reorderings(mapping, difference)
  return reordered.length === 0 ? changes(mapping, difference) : withOrder(changes(mapping, difference), reordered)
}

const changes = (mapping: Rules, difference: Difference): readonly Modification[] => {
  const { entry, old, wanted } = difference
  const shown = diff(old, wanted, mapping.equalityOf)
  if (shown.length === 0) return []
  const choices = choicesOf(mapping, difference)
  const besides = [leftOver(mapping, entry), cleared(choices, difference)].filter(({ size }) => size > 0)
  const going = besides.length === 0 ? old : united([old, ...besides])
  const modifications = besides.length === 0 ? shown : diff(going, wanted, mapping.equalityOf)
  return [...new Set(modifications.map(({ type }) => type))].flatMap((type) => {
    const own = modifications.filter((modification) => modification.type === type)
    if (own.some(({ operation }) => operation === 'replace')) return withHidden(own, { type, entry, going })
    const others = besidesShown(mapping, type, { choices, old })
    return own.some(({ operation }) => operation === 'add') ? inFront(mapping, own, others) : own
  })
}

const withOrder = (all: readonly Modification[], reordered: readonly Modification[]): readonly Modification[] => {
  const types = new Set(reordered.map(({ type }) => type))
  return [...all.filter(({ type }) => !types.has(type)), ...reordered]
}

/** Types whose first value means something and would be another one after a change value by value: all go and come. */
const reorderings = ({ rules, equalityOf }: Rules, difference: Difference): readonly Modification[] =>
  rules
    .flatMap(({ ordered = [] }) => ordered)
    .flatMap((name): readonly Modification[] => {
      const type = name.toLowerCase()
      const [old, wanted] = [difference.old.get(type) ?? [], difference.wanted.get(type) ?? []]
      const coming = new Set(wanted.map(bytesOf))
      const first = [...old.filter((value) => coming.has(bytesOf(value))), ...wanted][0]
      if (wanted[0] === undefined || first === undefined || bytesOf(first) === bytesOf(wanted[0])) return []
      if (namingTypes(rdnOf(difference.entry.dn)).has(type)) {
        throw invalidValue(`the first ${name} names the entry, and cannot make way for another`)
      }
      if (equalityOf(type) === undefined) return [{ operation: 'replace', type, values: wanted }]
      return [
        { operation: 'delete', type, values: old },
        { operation: 'add', type, values: wanted },
      ]
    })

/** The naming value is the one that SCIM shows: the others of its type never take its place. */
const choicesOf = (mapping: Rules, { entry, lookup }: Difference): AttributeValues => {
  const naming = namingTypes(rdnOf(entry.dn))
  const encoded = mapping.rules.flatMap((rule) => rule.choices?.(entry, lookup) ?? [])
  return new Map(asMap(encoded).filter(([type]) => !naming.has(type)))
}

const namingTypes = (rdn: Rdn): ReadonlySet<string> => new Set(rdn.map(({ type }) => type.toLowerCase()))

const leftOver = ({ rules }: Rules, { attributes }: Entry): AttributeValues =>
  united(rules.map((rule) => new Map(asMap(rule.leftOver?.(attributes) ?? []))))

const cleared = (choices: AttributeValues, { old, wanted }: Difference): AttributeValues =>
  new Map([...choices].filter(([type]) => old.has(type) && !wanted.has(type)))

const asMap = (encoded: Encoded) => encoded.map(([type, values]) => [type.toLowerCase(), values] as const)

const united = (all: readonly AttributeValues[]): AttributeValues => {
  const values = new Map<string, readonly AttributeValue[]>()
  for (const [type, more] of all.flatMap((each) => [...each])) values.set(type, [...(values.get(type) ?? []), ...more])
  return values
}

const besidesShown = (
  { equalityOf }: Rules,
  type: string,
  { choices, old }: { readonly choices: AttributeValues; readonly old: AttributeValues },
): readonly AttributeValue[] => {
  const shown = new Set((old.get(type) ?? []).map((value) => normaliseValue(equalityOf(type), value)))
  return (choices.get(type) ?? []).filter((value) => !shown.has(normaliseValue(equalityOf(type), value)))
}

/** A server keeps values in the order in which they came: the others go and come again behind the new one. */
const inFront = (
  { equalityOf }: Rules,
  own: readonly Modification[],
  others: readonly AttributeValue[],
): readonly Modification[] => {
  const [type] = own.map((modification) => modification.type)
  if (others.length === 0 || type === undefined) return own
  const valuesIn = (wanted: Modification['operation']) =>
    own.flatMap(({ operation, values }) => (operation === wanted ? values : []))
  const added = valuesIn('add')
  const keys = new Set(added.map((value) => normaliseValue(equalityOf(type), value)))
  const kept = others.filter((value) => !keys.has(normaliseValue(equalityOf(type), value)))
  return [
    { operation: 'delete', type, values: [...valuesIn('delete'), ...others] },
    { operation: 'add', type, values: [...added, ...kept] },
  ]
}

/** Without an EQUALITY rule a type is replaced as a whole: what SCIM cannot show is put back. */
const withHidden = (
  own: readonly Modification[],
  { type, entry, going }: { readonly type: string; readonly entry: Entry; readonly going: AttributeValues },
): readonly Modification[] => {
  const known = new Set([...(going.get(type) ?? []), ...own.flatMap(({ values }) => values)].map(bytesOf))
  const hidden = valuesOf(entry.attributes, type).filter((value) => !known.has(bytesOf(value)))
  return own.map((modification) => ({ ...modification, values: [...modification.values, ...hidden] }))
}

const bytesOf = (value: AttributeValue): string => normaliseValue(undefined, value)
