/** requireAttributes: whether a resource has all that its type requires. RFC 7643 §2.2, §6 */
import { invalidValue } from '../error.ts'
import { isDemanded } from '../schema/attribute.ts'
import { type PlacedAttribute, placedAttributes, placedName } from '../schema/placed-attribute.ts'
import type { ResourceType } from '../schema/resource-type.ts'
import { type ComplexValue, type Resource, type Value, valueAt } from './resource.ts'

/**
 * Throws 400 invalidValue that names the first attribute missing: a required one (of a list: one element at least),
 * a required sub-attribute of a value that is there, a required extension. An absent optional extension requires
 * nothing, and neither does what the server sets or knows by itself.
 */
export function requireAttributes(resourceType: ResourceType, resource: Resource): void {
  for (const { schema, required } of resourceType.extensions) {
    if (required && resource[schema.id] === undefined) throw invalidValue(`${schema.id} is required`)
  }
  for (const placed of placedAttributes(resourceType)) {
    if (placed.attribute.name === 'schemas' && placed.extension === undefined) continue
    if (placed.extension !== undefined && resource[placed.extension.id] === undefined) continue
    requireAttribute(placed, valueAt(resource, placed.attribute, placed.extension))
  }
}

function requireAttribute(placed: PlacedAttribute, value: Value | undefined): void {
  const parts = (placed.attribute.subAttributes ?? []).filter(isDemanded)
  if (value === undefined) {
    if (!isDemanded(placed.attribute)) return
    // `name` alone would not say what to send; an element of a list may be anything.
    throw invalidValue(`${placedName(placed, placed.attribute.multiValued ? undefined : parts[0])} is required`)
  }
  for (const part of parts) {
    if (elementsOf(value).some((element) => element[part.name] === undefined)) {
      throw invalidValue(`${placedName(placed, part)} is required`)
    }
  }
}

/** Only asked of complex attributes. */
const elementsOf = (value: Value): readonly ComplexValue[] =>
  (Array.isArray(value) ? value : [value]) as readonly ComplexValue[]
