/** encode: a resource to the values that the mapping's attribute types hold for it; complete: what nobody sent. */
import type { AttributeValue, AttributeValues } from '../ldap/entry.ts'
import { normaliseValue } from '../ldap/matching.ts'
import type { ResolvedPath } from '../scim/path/resolve.ts'
import { type ComplexValue, type Resource, type Value, valueAt, withValue } from '../scim/resource/resource.ts'
import type { Encoding, Mapping } from './mapping.ts'

export const encode = (mapping: Mapping, resource: Resource, encoding: Encoding): AttributeValues => {
  const attributes = new Map<string, readonly AttributeValue[]>()
  for (const rule of mapping.rules) {
    for (const [type, values] of rule.encode(at(resource, rule.path), encoding)) {
      const key = type.toLowerCase()
      attributes.set(key, distinct([...(attributes.get(key) ?? []), ...values]))
    }
  }
  return attributes
}

/** Two elements, or two attributes, may need the same stored value. */
const distinct = (values: readonly AttributeValue[]): readonly AttributeValue[] => [
  ...new Map(values.map((value) => [normaliseValue(undefined, value), value])).values(),
]

/** `resource` with the declared defaults where nothing was sent: `name.formatted` for the required `cn`. */
export const complete = (mapping: Mapping, resource: Resource): Resource =>
  mapping.defaults.reduce((completed, { path, from }) => {
    if (at(completed, path) !== undefined) return completed
    const parts = from.map((source) => at(completed, source)).filter((part) => part !== undefined)
    return parts.length === 0 ? completed : putAt(completed, path, parts.map(String).join(' '))
  }, resource)

/** The value at a path to an attribute or to a sub-attribute of a single complex value. */
export const at = (resource: Resource, { attribute, subAttribute, extension }: ResolvedPath): Value | undefined => {
  const value = valueAt(resource, attribute, extension)
  if (subAttribute === undefined) return value
  return (value as ComplexValue | undefined)?.[subAttribute.name] as Value | undefined
}

const putAt = (resource: Resource, { attribute, subAttribute, extension }: ResolvedPath, value: string): Resource => {
  if (subAttribute === undefined) return withValue(resource, attribute, extension, value)
  const around = (valueAt(resource, attribute, extension) ?? {}) as ComplexValue
  return withValue(resource, attribute, extension, { ...around, [subAttribute.name]: value })
}
