/** mergeParts: sub-attributes set in one complex value, the others left alone. RFC 7644 §3.5.2.1, §3.5.2.3 */
import { invalidValue } from '../error.ts'
import { acceptValue, givenTwice } from '../resource/accept-value.ts'
import { valueKey } from '../resource/equality.ts'
import { isJsonObject } from '../resource/json-object.ts'
import type { ComplexValue, SimpleValue, Value } from '../resource/resource.ts'
import { type Attribute, findAttribute } from '../schema/attribute.ts'
import { type PlacedAttribute, placedName } from '../schema/placed-attribute.ts'
import { type Draft, noteUnassigned, spend } from './draft.ts'
import { weightOf } from './elements.ts'
import { asWritable, changedPart } from './mutability.ts'

/** Whose parts are set and how. */
export interface Writing {
  readonly draft: Draft
  readonly placed: PlacedAttribute
  readonly op: 'add' | 'replace' | 'remove'
}

/** Sub-attributes and what the client gives for them; undefined: unassigned. RFC 7643 §2.5 */
export type GivenParts = readonly (readonly [Attribute, Value | undefined])[]

/** From an object. Unknown and readOnly parts are ignored, as in every body. Throws 400 invalidValue. */
export function givenParts(placed: PlacedAttribute, json: unknown): GivenParts {
  if (!isJsonObject(json)) throw invalidValue(`${placedName(placed)} takes an object with sub-attributes`)
  const parts = new Map<Attribute, Value | undefined>()
  for (const [name, given] of Object.entries(json)) {
    const part = findAttribute(placed.attribute.subAttributes, name)
    if (part === undefined || part.mutability === 'readOnly') continue
    if (parts.has(part)) throw givenTwice(placedName(placed, part))
    parts.set(part, acceptPart(placed, part, given))
  }
  return [...parts]
}

/** For the one sub-attribute that a path names; it may be a readOnly one, if it stays as it is. */
export const givenPart = (placed: PlacedAttribute, part: Attribute, json: unknown): GivenParts => [
  [part, acceptPart(placed, part, json)],
]

/**
 * `held` itself where nothing changes; undefined where nothing is left, or only what the server computes from the
 * rest. Adding nothing changes nothing, replacing by nothing removes. Throws 400 mutability.
 */
export function mergeParts(
  { draft, placed, op }: Writing,
  held: ComplexValue | undefined,
  given: GivenParts,
): ComplexValue | undefined {
  const parts = new Map(Object.entries(held ?? {}) as [string, Value][])
  let isChanged = false
  for (const [part, accepted] of given) {
    const old = parts.get(part.name)
    const next = op === 'add' ? added(draft, part, { old, accepted }) : accepted
    const value = changedPart({ placed, part }, old, next)
    if (value === old) continue
    isChanged = true
    if (value !== undefined) parts.set(part.name, value)
    else {
      parts.delete(part.name)
      noteUnassigned(draft, placed, part)
    }
  }
  return isChanged ? settled(placed.attribute, parts, new Set(given.map(([{ name }]) => name))) : held
}

/** An array, or one element of it; anything for a readOnly part, to be compared. */
function acceptPart(placed: PlacedAttribute, part: Attribute, json: unknown): Value | undefined {
  const given = part.multiValued && json !== null && !Array.isArray(json) ? [json] : json
  return acceptValue(asWritable(part), given, placedName(placed, part))
}

function added(
  draft: Draft,
  part: Attribute,
  { old, accepted }: { readonly old: Value | undefined; readonly accepted: Value | undefined },
): Value | undefined {
  if (!part.multiValued || old === undefined) return accepted ?? old
  const [held, given] = [old, accepted ?? []] as [readonly SimpleValue[], readonly SimpleValue[]]
  spend(draft, weightOf(held))
  const keys = new Set(held.map((each) => valueKey(part, each)))
  const fresh = given.filter((each) => !keys.has(valueKey(part, each)))
  return fresh.length === 0 ? old : [...held, ...fresh]
}

/** `value` and `$ref` say the same (RFC 7643 §2.4): whichever is given alone decides, and the other follows from it. */
function settled(
  { subAttributes = [] }: Attribute,
  parts: Map<string, Value>,
  given: ReadonlySet<string>,
): ComplexValue | undefined {
  if (given.has('value') !== given.has('$ref') && parts.has('$ref')) parts.delete(given.has('$ref') ? 'value' : '$ref')
  const hasOwn = subAttributes.some(({ name, mutability }) => mutability !== 'readOnly' && parts.has(name))
  return hasOwn ? (Object.fromEntries(parts) as ComplexValue) : undefined
}
