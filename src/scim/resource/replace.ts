/** replace: a resource after PUT. RFC 7644 §3.5.1 */
import { mutability } from '../error.ts'
import type { Attribute } from '../schema/attribute.ts'
import { type PlacedAttribute, placedAttributes, placedName } from '../schema/placed-attribute.ts'
import type { ResourceType } from '../schema/resource-type.ts'
import { sameValue } from './equality.ts'
import { type ComplexValue, type Resource, type Value, valueAt, withValue } from './resource.ts'

/**
 * `before` with what the accepted and complete `body` says, by mutability:
 * readOnly stays; immutable stays to the letter if the body has an equal value or none, and is the body's where there
 * was none; writeOnly is there only if the body sets it; readWrite is the body's, cleared if omitted.
 * The result has no `schemas`. Throws 400 mutability.
 */
export function replace(before: Resource, body: Resource, resourceType: ResourceType): Resource {
  let after: Resource = {}
  for (const placed of placedAttributes(resourceType)) {
    const { attribute, extension } = placed
    if (attribute.name === 'schemas' && extension === undefined) continue
    const value = replaced(placed, {
      before: valueAt(before, attribute, extension),
      body: valueAt(body, attribute, extension),
    })
    if (value !== undefined) after = withValue(after, attribute, extension, value)
  }
  return after
}

interface Sides {
  readonly before: Value | undefined
  readonly body: Value | undefined
}

function replaced(placed: PlacedAttribute, sides: Sides): Value | undefined {
  const { attribute } = placed
  if (attribute.mutability === 'readOnly') return sides.before
  if (attribute.mutability === 'immutable') return unchanged(attribute, sides, placedName(placed))
  if (attribute.mutability === 'writeOnly') return sides.body
  if (keepsWhenOmitted(placed) && sides.body === undefined) return sides.before
  if (attribute.subAttributes === undefined || attribute.multiValued) return sides.body
  return replacedParts(placed, attribute.subAttributes, sides)
}

/** What is cleared is neither true nor false, and nobody is to be let in or locked out by an omission. */
const keepsWhenOmitted = ({ attribute, extension }: PlacedAttribute): boolean =>
  attribute.name === 'active' && extension === undefined

function unchanged(attribute: Attribute, { before, body }: Sides, path: string): Value | undefined {
  if (before === undefined) return body
  if (body === undefined || sameValue(attribute, before, body)) return before
  throw mutability(`${path} cannot be changed`)
}

/**
 * One complex value: its readOnly and immutable parts are kept. Elements of a list have no identity by which a part
 * could be kept: they are replaced as wholes.
 */
function replacedParts(
  placed: PlacedAttribute,
  subAttributes: readonly Attribute[],
  { before, body }: Sides,
): Value | undefined {
  const old = (before ?? {}) as ComplexValue
  const given = (body ?? {}) as ComplexValue
  const parts = new Map<string, Value>()
  for (const part of subAttributes) {
    const sides = { before: old[part.name], body: given[part.name] }
    const value =
      part.mutability === 'immutable'
        ? unchanged(part, sides, placedName(placed, part))
        : part.mutability === 'readOnly'
          ? sides.before
          : sides.body
    if (value !== undefined) parts.set(part.name, value)
  }
  const isCleared = subAttributes.every((part) => part.mutability === 'readOnly' || !parts.has(part.name))
  return isCleared ? undefined : (Object.fromEntries(parts) as ComplexValue)
}
