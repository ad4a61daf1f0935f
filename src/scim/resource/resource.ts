/** Resource: the JSON of one SCIM resource, names in canonical case, unassigned attributes absent. RFC 7643 §3, §2.5 */
import type { Attribute } from '../schema/attribute.ts'
import type { Schema } from '../schema/schema.ts'

/** The `id` of a resource: never a DN. */
export type ResourceId = string & { readonly brand: 'ResourceId' }

export type SimpleValue = string | number | boolean
export interface ComplexValue {
  readonly [subAttribute: string]: SimpleValue | readonly SimpleValue[] | undefined
}
export type Value = SimpleValue | ComplexValue | readonly SimpleValue[] | readonly ComplexValue[]

/** An extension's attributes stand under its URN: RFC 7643 §3.3 */
export interface Extension {
  readonly [attribute: string]: Value | undefined
}
export interface Resource {
  readonly [attribute: string]: Value | Extension | undefined
}

/** The value of a top-level attribute, of the core (no extension) or of an extension. */
export const valueAt = (resource: Resource, attribute: Attribute, extension?: Schema): Value | undefined => {
  const holder = extension === undefined ? resource : (resource[extension.id] as Extension | undefined)
  return holder?.[attribute.name] as Value | undefined
}

/** `resource` with that value; undefined unassigns, and an extension without attributes goes. */
export const withValue = (
  resource: Resource,
  attribute: Attribute,
  extension: Schema | undefined,
  value: Value | undefined,
): Resource => {
  if (extension === undefined) return assign(resource, attribute.name, value)
  const held = assign((resource[extension.id] ?? {}) as Extension, attribute.name, value)
  return assign(resource, extension.id, Object.keys(held).length === 0 ? undefined : (held as Value))
}

const assign = <T extends object>(holder: T, name: string, value: Value | undefined): T => {
  const { [name as keyof T]: _, ...rest } = holder
  return (value === undefined ? rest : { ...rest, [name]: value }) as T
}
