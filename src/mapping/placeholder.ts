/** heldOpen: the placeholder comes and goes with the last and the first value of a list, in the same modify. RFC 4519 §3.5 */
import type { Modification } from '../ldap/change.ts'
import { type Dn, normaliseDn } from '../ldap/dn.ts'
import { type AttributeValues, textsOf } from '../ldap/entry.ts'
import type { Mapping } from './mapping.ts'

type Rules = Pick<Mapping, 'rules'>

/** The values of a new entry: a list that nobody is in holds its placeholder. */
export const withPlaceholder = ({ rules }: Rules, attributes: AttributeValues): AttributeValues => {
  const empty = rules.flatMap(({ placeholder, types: [type = ''], types }) =>
    placeholder === undefined || types.some((each) => textsOf(attributes, each).length > 0)
      ? []
      : [[type.toLowerCase(), [placeholder]] as const],
  )
  return empty.length === 0 ? attributes : new Map([...attributes, ...empty])
}

/**
 * The modifications, and what they ask of the placeholder. Values that SCIM does not show keep a list open, too. What no
 * modification touches stays as it is.
 */
export const heldOpen = (
  { rules }: Rules,
  stored: AttributeValues,
  modifications: readonly Modification[],
): readonly Modification[] => {
  const isTouched = (type: string) => modifications.some((modification) => isSame(modification.type, type))
  const lists = rules.flatMap(({ placeholder, types }) =>
    placeholder === undefined ? [] : types.filter(isTouched).map((type) => ({ type, placeholder })),
  )
  if (lists.length === 0) return modifications
  return [...modifications, ...lists.flatMap((list) => swapped(list, valuesAfter(list.type, stored, modifications)))]
}

/** Whether each of them goes through is the directory's to say. */
const valuesAfter = (
  type: string,
  stored: AttributeValues,
  modifications: readonly Modification[],
): readonly string[] => {
  const values = new Map(textsOf(stored, type).map((value) => [normaliseDn(value), value]))
  for (const { operation, values: some } of modifications.filter((each) => isSame(each.type, type))) {
    if (operation !== 'add' && (operation === 'replace' || some.length === 0)) values.clear()
    for (const value of some.map(String)) {
      if (operation === 'delete') values.delete(normaliseDn(value))
      else values.set(normaliseDn(value), value)
    }
  }
  return [...values.values()]
}

const swapped = (
  { type, placeholder }: { readonly type: string; readonly placeholder: Dn },
  values: readonly string[],
): readonly Modification[] => {
  const isHere = placeholderIn(placeholder, values)
  const others = values.length - isHere.length
  if (others > 0 && isHere.length > 0) return [{ operation: 'delete', type, values: isHere }]
  return values.length === 0 ? [{ operation: 'add', type, values: [placeholder] }] : []
}

/** In its stored spelling. */
const placeholderIn = (placeholder: Dn, values: readonly string[]): readonly string[] => {
  const key = normaliseDn(placeholder)
  return values.filter((value) => normaliseDn(value) === key)
}

/** The placeholder of the list that an attribute type belongs to. */
export const placeholderOf = ({ rules }: Rules, type: string): Dn | undefined =>
  rules.find(({ placeholder, types }) => placeholder !== undefined && types.some((each) => isSame(each, type)))
    ?.placeholder

const isSame = (one: string, other: string): boolean => one.toLowerCase() === other.toLowerCase()
