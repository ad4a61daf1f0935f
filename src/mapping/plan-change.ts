/** planChange, planAdd: what a write does to the directory, as data. */
import type { EntryChange, Modification } from '../ldap/change.ts'
import { type Assertion, childOf, type Dn, type Rdn, rdnOf } from '../ldap/dn.ts'
import { type AttributeValue, type AttributeValues, type Entry, textOf, textsOf } from '../ldap/entry.ts'
import { distinctValues, sameValue } from '../ldap/matching.ts'
import { invalidValue } from '../scim/error.ts'
import { kept } from '../scim/kept-with.ts'
import type { Resource } from '../scim/resource/resource.ts'
import { affectedRules } from './affected-rules.ts'
import { createdValues } from './created-values.ts'
import { at, encode, nameOf } from './encode.ts'
import { type Encoding, type Lookup, type Mapping, writtenBy } from './mapping.ts'
import { newPlaceOf, placeOfNew } from './moving.ts'
import { heldOpen, withPlaceholder } from './placeholder.ts'
import { planModifications } from './plan-modifications.ts'

export interface Before {
  readonly entry: Entry
  /** The answers that decoded it. */
  readonly lookup: Lookup
  readonly resource: Resource
}

/**
 * The fewest modifications from what the entry holds for `before` to what it must hold for `after`. The difference is
 * taken between two encodings, so values that the mapping does not show are never touched. An auxiliary class is added
 * in the same modify when an attribute type of its comes in; a changed naming value becomes a new RDN.
 * Throws invalidValue where the entry would be left without a name.
 */
export const planChange = (mapping: Mapping, before: Before, after: After): EntryChange => {
  const { entry } = before
  const modifications = heldOpen(mapping, entry.attributes, modificationsFor(mapping, before, after))
  const renamed = rename(before.entry.dn, modifications, mapping)
  const newSuperior = newPlaceOf(mapping, entry.dn, after.resource)
  const newRdn = renamed.newRdn ?? (newSuperior === undefined ? undefined : rdnOf(entry.dn))
  return {
    ...(newRdn === undefined ? {} : { newRdn }),
    ...(newSuperior === undefined ? {} : { newSuperior }),
    modifications: [...missingClasses(before.entry, modifications, mapping), ...renamed.modifications],
  }
}

interface After {
  readonly resource: Resource
  readonly encoding: Encoding
}

/** Of the rules that the change does not affect no value is encoded. */
const modificationsFor = (mapping: Mapping, before: Before, after: After): readonly Modification[] => {
  const { entry, lookup } = before
  const { attributes } = entry
  const rules = affectedRules(mapping, { attributes, before: before.resource, after: after.resource })
  if (rules.length === 0) return []
  const affected = { rules, equalityOf: mapping.equalityOf }
  const old = encode(affected, before.resource, after.encoding)
  const wanted = encode(affected, after.resource, after.encoding)
  const difference = planModifications(affected, { entry, lookup, old, wanted })
  return [...difference, ...besides(affected, { before, after: after.resource, difference })]
}

interface Besides {
  readonly before: Before
  readonly after: Resource
  readonly difference: readonly Modification[]
}

/** What rules ask for beside their values; a type whose values change anyway is left to that change. */
const besides = (
  { rules }: Pick<Mapping, 'rules'>,
  { before, after, difference }: Besides,
): readonly Modification[] => {
  const changed = new Set(difference.map(({ type }) => type.toLowerCase()))
  return rules
    .flatMap(
      ({ path, also }) => also?.({ before: at(before.resource, path), after: at(after, path) }, before.entry) ?? [],
    )
    .filter(({ type }) => !changed.has(type.toLowerCase()))
}

/** DN and attributes of a new entry. */
export const planAdd = (
  mapping: Mapping,
  resource: Resource,
  encoding: Encoding,
): { readonly dn: Dn; readonly attributes: AttributeValues } => {
  const encoded = new Map([
    ...withPlaceholder(mapping, encode(mapping, resource, encoding)),
    ...createdValues(mapping, resource),
    ...(encoding.numbers ?? []),
  ])
  const { classes, rdnTypes } = mapping.creation
  const rdn = rdnTypes.map((type) => {
    const value = textOf(encoded, type)
    if (value === undefined)
      throw invalidValue(`${namingAttributes(mapping, type)} must be given, since it names the entry`)
    return { type, value }
  })
  const auxiliary = auxiliaryNames(mapping, [...encoded.keys()])
  const attributes = new Map<string, readonly AttributeValue[]>([
    ['objectclass', [...classes, ...auxiliary]],
    // Two SCIM attributes may live in one type; an add with a value twice is refused.
    ...[...encoded].map(([type, values]) => [type, distinctValues(mapping.equalityOf(type), values)] as const),
  ])
  return { dn: childOf(placeOfNew(mapping, resource), rdn), attributes }
}

const namingAttributes = ({ rules }: Mapping, rdnType: string): string =>
  rules
    .filter((rule) => writtenBy(rule).some((type) => type.toLowerCase() === rdnType.toLowerCase()))
    .map(({ path }) => nameOf(path))
    .join(' or ')

const missingClasses = (entry: Entry, modifications: readonly Modification[], mapping: Mapping): Modification[] => {
  const added = modifications.filter(({ operation }) => operation !== 'delete').map(({ type }) => type)
  const needed = auxiliaryNames(mapping, added)
  if (needed.length === 0) return []
  const present = new Set(textsOf(entry.attributes, 'objectClass').map((name) => name.toLowerCase()))
  const missing = needed.filter((name) => !present.has(name.toLowerCase()))
  return missing.length === 0 ? [] : [{ operation: 'add', type: 'objectClass', values: missing }]
}

/** Of the AUXILIARY classes those that attributes of these types need. */
export const auxiliaryNames = (mapping: Mapping, types: readonly string[]): readonly string[] => {
  const used = types.map((type) => type.toLowerCase().replace(/;.*/, ''))
  return auxiliaryTypes(mapping)
    .filter(({ own }) => used.some((type) => own.has(type)))
    .map(({ name }) => name)
}

const auxiliaryTypes = kept(({ auxiliaryClasses }: Mapping) =>
  auxiliaryClasses.flatMap(({ names, must, may }) => {
    const own = new Set([...must, ...may].map((type) => type.toLowerCase()))
    return names.slice(0, 1).map((name) => ({ name, own }))
  }),
)

/** A modify cannot take away the naming value: that is modifyDN's work, old value deleted with it (RFC 4511 §4.9). */
const rename = (
  dn: Dn,
  modifications: readonly Modification[],
  mapping: Mapping,
): { readonly newRdn?: Rdn; readonly modifications: readonly Modification[] } => {
  if (modifications.length === 0) return { modifications }
  const rdn = rdnOf(dn)
  const replaced = rdn.map((assertion) => replacement(assertion, modifications, mapping))
  if (replaced.every((value) => value === undefined)) return { modifications }
  const newRdn = rdn.map((assertion, at) => ({ ...assertion, value: replaced[at] ?? assertion.value }))
  const moved = [...rdn, ...newRdn].filter((_, at) => replaced[at % rdn.length] !== undefined)
  return { newRdn, modifications: modifications.flatMap((modification) => withoutNaming(modification, moved, mapping)) }
}

/** The value that takes the place of a naming value, if the modifications delete that. */
const replacement = (
  { type, value }: Assertion,
  modifications: readonly Modification[],
  mapping: Mapping,
): string | undefined => {
  const own = modifications.filter((modification) => modification.type.toLowerCase() === type.toLowerCase())
  const equality = mapping.equalityOf(type)
  const isGoing = own.some(
    ({ operation, values }) => operation === 'delete' && values.some((each) => sameValue(equality, each, value)),
  )
  if (!isGoing) return undefined
  const coming = own.find(({ operation }) => operation === 'add')?.values[0]
  if (typeof coming !== 'string') throw invalidValue(`the value of ${type} names the entry and cannot be taken away`)
  return coming
}

/** What modifyDN does needs no modification. */
const withoutNaming = (
  modification: Modification,
  moved: readonly Assertion[],
  { equalityOf }: Mapping,
): readonly Modification[] => {
  const type = modification.type.toLowerCase()
  const own = moved.filter((assertion) => assertion.type.toLowerCase() === type)
  const values = modification.values.filter(
    (each) => !own.some(({ value }) => sameValue(equalityOf(type), each, value)),
  )
  return values.length === 0 && modification.values.length > 0 ? [] : [{ ...modification, values }]
}
