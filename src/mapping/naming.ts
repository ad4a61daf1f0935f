/** Naming: how lists that hold no DNs name a resource: by its value of an attribute type (memberUid: uid). RFC 2307 §2.2 */
import type { AttributeTypeDescription } from '../directory/subschema.ts'
import { rdnOf } from '../ldap/dn.ts'
import { type Entry, textsOf } from '../ldap/entry.ts'
import { normaliseValue, sameValue } from '../ldap/matching.ts'
import { invalidValue } from '../scim/error.ts'
import { canHold } from './compile/syntax-fit.ts'

export interface Naming {
  /** Attribute type of the resource that is named. */
  readonly type: string
  /** Of the list. Its EQUALITY rule says which names are one: memberUid heeds case, though uid does not. */
  readonly list: AttributeTypeDescription
}

/** The name of an entry; of several values that in its RDN, else the first, as `userName` shows it. */
export const nameIn = ({ dn, attributes }: Entry, { type }: Pick<Naming, 'type'>): string | undefined => {
  const values = textsOf(attributes, type)
  if (values.length < 2) return values[0]
  const naming = rdnOf(dn).find((assertion) => assertion.type.toLowerCase() === type.toLowerCase())
  return values.find((value) => naming !== undefined && sameValue('caseIgnoreMatch', value, naming.value)) ?? values[0]
}

/** The same text for all that the list takes for one name; no DN is like it. */
export const nameKey = ({ type, list }: Naming, value: string): string =>
  `\0${type.toLowerCase()} ${list.equality} ${normaliseValue(list.equality, value)}`

/** What is to be stored for the entry. @throws invalidValue where it has no name, or one that the list cannot hold */
export const storableName = (entry: Entry, naming: Naming): string => {
  const name = nameIn(entry, naming)
  const list = naming.list.names[0]
  if (name === undefined) throw invalidValue(`a member has no ${naming.type}, by which ${list} would name it`)
  if (!canHold(naming.list, name)) throw invalidValue(`${list} cannot hold the ${naming.type} of a member`)
  return name
}
