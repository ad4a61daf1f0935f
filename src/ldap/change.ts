/** EntryChange: all that happens to one entry in one write. RFC 4511 §4.6, §4.9 */
import { childOf, type Dn, normaliseDn, parentOf, printRdn, type Rdn, rdnOf } from './dn.ts'
import type { AttributeValue, Entry } from './entry.ts'
import { normaliseValue } from './matching.ts'

export interface Modification {
  readonly operation: 'add' | 'delete' | 'replace'
  readonly type: string
  /** Empty with `delete` or `replace`: every value goes. */
  readonly values: readonly AttributeValue[]
}

export interface EntryChange {
  /** Where the naming value changes: modifyDN with deleteOldRDN, then the modifications. */
  readonly newRdn?: Rdn
  /** Where the entry goes elsewhere: below this one, by the same modifyDN; then `newRdn` is there, too. */
  readonly newSuperior?: Dn
  readonly modifications: readonly Modification[]
}

/** The DN of the entry when it is changed. */
export const dnAfterChange = (dn: Dn, { newRdn, newSuperior }: Omit<EntryChange, 'modifications'>): Dn =>
  newRdn === undefined ? dn : childOf(newSuperior ?? parentOf(dn) ?? ('' as Dn), newRdn)

/** Whether an entry that moves is named as before: then its naming values must stay when the old name goes. */
export const keepsName = (dn: Dn, newRdn: Rdn): boolean =>
  normaliseDn(printRdn(rdnOf(dn))) === normaliseDn(printRdn(newRdn))

/** The rule by which an attribute type's values are equal, as the subschema names it. */
export type EqualityOf = (type: string) => string | undefined

/** A change that a directory would refuse for what the entry holds. RFC 4511 §4.6 */
export class InapplicableChange extends Error {
  override readonly name = 'InapplicableChange'
  /** noSuchAttribute or attributeOrValueExists: RFC 4511 appendix A.2 */
  readonly resultCode: 16 | 20
  constructor(resultCode: 16 | 20, type: string) {
    super(resultCode === 16 ? `${type} has no such value` : `${type} has this value already`)
    this.resultCode = resultCode
  }
}

/** Whether there is nothing to write. */
export const isEmpty = (change: EntryChange): boolean =>
  change.newRdn === undefined && change.modifications.length === 0

/**
 * The entry as a directory would leave it: a model of the server, without its schema checks.
 * Throws InapplicableChange where a value to add is there already or one to delete is not.
 */
export function applyChange(entry: Entry, change: EntryChange, equalityOf: EqualityOf): Entry {
  const renamed = change.newRdn === undefined ? entry : rename(entry, { ...change, newRdn: change.newRdn }, equalityOf)
  const attributes = new Map(renamed.attributes)
  for (const modification of change.modifications) {
    const type = modification.type.toLowerCase()
    const values = modifiedValues(attributes.get(type) ?? [], modification, equalityOf(type))
    if (values.length === 0) attributes.delete(type)
    else attributes.set(type, values)
  }
  return { dn: renamed.dn, attributes }
}

function modifiedValues(
  stored: readonly AttributeValue[],
  { operation, type, values }: Modification,
  equality: string | undefined,
): readonly AttributeValue[] {
  if (operation === 'replace') return values
  const byKey = keyed(stored, equality)
  if (operation === 'delete' && values.length === 0) {
    if (byKey.size === 0) throw new InapplicableChange(16, type)
    return []
  }
  for (const value of values) {
    const key = normaliseValue(equality, value)
    if (operation === 'add' && byKey.has(key)) throw new InapplicableChange(20, type)
    if (operation === 'add') byKey.set(key, value)
    else if (!byKey.delete(key)) throw new InapplicableChange(16, type)
  }
  return [...byKey.values()]
}

/** The values of the old RDN go and those of the new one come, unless the entry has them besides. RFC 4511 §4.9 */
function rename(
  entry: Entry,
  { newRdn, newSuperior }: { readonly newRdn: Rdn; readonly newSuperior?: Dn },
  equalityOf: EqualityOf,
): Entry {
  const attributes = new Map(entry.attributes)
  for (const { type, value } of rdnOf(entry.dn))
    edit(attributes, type, equalityOf, (values, key) => values.delete(key(value)))
  for (const { type, value } of newRdn) {
    edit(attributes, type, equalityOf, (values, key) => values.set(key(value), values.get(key(value)) ?? value))
  }
  const superior = newSuperior ?? parentOf(entry.dn)
  return superior === undefined ? entry : { dn: childOf(superior, newRdn), attributes }
}

function edit(
  attributes: Map<string, readonly AttributeValue[]>,
  type: string,
  equalityOf: EqualityOf,
  change: (values: Map<string, AttributeValue>, key: (value: AttributeValue) => string) => void,
): void {
  const name = type.toLowerCase()
  const equality = equalityOf(name)
  const values = keyed(attributes.get(name) ?? [], equality)
  change(values, (value) => normaliseValue(equality, value))
  if (values.size === 0) attributes.delete(name)
  else attributes.set(name, [...values.values()])
}

const keyed = (values: readonly AttributeValue[], equality: string | undefined): Map<string, AttributeValue> =>
  new Map(values.map((value) => [normaliseValue(equality, value), value]))
