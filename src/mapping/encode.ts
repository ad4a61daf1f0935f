/** encode: a resource to the values that the mapping's attribute types hold for it. */
import type { AttributeValue, AttributeValues } from '../ldap/entry.ts'
import { distinctValues } from '../ldap/matching.ts'
import { invalidValue } from '../scim/error.ts'
import type { ResolvedPath } from '../scim/path/resolve.ts'
import { type ComplexValue, type Resource, type Value, valueAt } from '../scim/resource/resource.ts'
import { placedName } from '../scim/schema/placed-attribute.ts'
import type { Encoding, Mapping, Rule } from './mapping.ts'

/** Throws `invalidValue` where two attributes that share an attribute type are to have different values. */
export const encode = ({ rules }: Pick<Mapping, 'rules'>, resource: Resource, encoding: Encoding): AttributeValues => {
  const attributes = new Map<string, readonly AttributeValue[]>()
  const single = new Map<string, Rule>()
  const whole = { ...encoding, resource }
  for (const rule of rules) {
    for (const [type, values] of rule.encode(at(resource, rule.path), whole)) {
      const key = type.toLowerCase()
      const known = attributes.get(key) ?? []
      const before = rule.choices === undefined ? undefined : single.get(key)
      if (before !== undefined && !isSame(known, values)) throw clash(before, rule, type)
      if (rule.choices !== undefined) single.set(key, rule)
      attributes.set(key, distinct([...known, ...values]))
    }
  }
  return attributes
}

const isSame = (a: readonly AttributeValue[], b: readonly AttributeValue[]): boolean =>
  distinct([...a, ...b]).length === distinct(a).length

const clash = (one: Rule, other: Rule, type: string) =>
  invalidValue(`${nameOf(one.path)} and ${nameOf(other.path)} are both ${type} in this directory: they cannot differ`)

/** What errors call the attribute at a path. */
export const nameOf = ({ attribute, subAttribute, extension }: ResolvedPath): string =>
  placedName({ attribute, extension }, subAttribute)

/** Two elements, or two attributes, may need the same stored value. */
const distinct = (values: readonly AttributeValue[]) => distinctValues(undefined, values)

/** The value at a path to an attribute or to a sub-attribute of a single complex value. */
export const at = (resource: Resource, { attribute, subAttribute, extension }: ResolvedPath): Value | undefined => {
  const value = valueAt(resource, attribute, extension)
  if (subAttribute === undefined) return value
  return (value as ComplexValue | undefined)?.[subAttribute.name] as Value | undefined
}
