/** withinMutability: an operation on an attribute, as far as its mutability lets it. RFC 7643 §2.2, RFC 7644 §3.5.2 */
import { mutability, ScimError } from '../error.ts'
import { sameValue } from '../resource/equality.ts'
import type { ComplexValue, Value } from '../resource/resource.ts'
import type { Attribute } from '../schema/attribute.ts'
import { type PlacedAttribute, placedName } from '../schema/placed-attribute.ts'
import { currentValue, type Draft, hasValue, setValue, spend } from './draft.ts'
import { weightOf } from './elements.ts'

/**
 * What is readOnly, and what is immutable and has a value, may be given again and not be changed; an immutable
 * attribute without value takes one. What is stored keeps its spelling.
 * @throws 400 mutability
 */
export function withinMutability(draft: Draft, placed: PlacedAttribute, act: (placed: PlacedAttribute) => void): void {
  const { attribute } = placed
  if (attribute.mutability === 'readOnly') {
    const held = currentValue(draft, placed)
    const open = { ...placed, attribute: asWritable(attribute) }
    orRefuse(placed, () => act(open))
    restore(draft, open, held)
  } else if (attribute.mutability === 'immutable' && hasValue(draft, placed)) {
    const held = currentValue(draft, placed)
    act(placed)
    restore(draft, placed, held)
  } else act(placed)
}

/** The value a part of a complex value gets: what its mutability forbids must be equal to what is there. */
export function changedPart(
  { placed, part }: { readonly placed: PlacedAttribute; readonly part: Attribute },
  held: Value | undefined,
  next: Value | undefined,
): Value | undefined {
  const isFixed = part.mutability === 'readOnly' || (part.mutability === 'immutable' && held !== undefined)
  if (isFixed) {
    if (sameValue(part, held, next)) return held
    throw refusal(placed, part)
  }
  if (next === undefined && part.mutability === 'writeOnly') throw unremovable(placed, part)
  return next
}

/**
 * Whether a whole value may go: none that is writeOnly, as nobody could see that it is gone, and none with an
 * immutable part. Elements of a list come and go as wholes: RFC 7643 §4.2.
 * @throws 400 mutability
 */
export function checkRemovable(draft: Draft, placed: PlacedAttribute): void {
  const { attribute } = placed
  if (attribute.mutability === 'writeOnly') throw unremovable(placed)
  if (attribute.multiValued || !hasValue(draft, placed)) return
  const held = currentValue(draft, placed)
  for (const part of attribute.subAttributes ?? []) {
    if (part.mutability === 'immutable' && (held as ComplexValue)[part.name] !== undefined) throw refusal(placed, part)
  }
}

/** The attribute as if everything in it could be set: what a client claims to be there can then be compared. */
export const asWritable = (attribute: Attribute): Attribute => ({
  ...attribute,
  mutability: 'readWrite',
  ...(attribute.subAttributes && { subAttributes: attribute.subAttributes.map(asWritable) }),
})

function restore(draft: Draft, placed: PlacedAttribute, held: Value | undefined): void {
  const now = currentValue(draft, placed)
  if (now === held) return
  spend(draft, weightOf([now ?? [], held ?? []].flat()))
  if (!sameValue(placed.attribute, held, now)) throw refusal(placed)
  setValue(draft, placed, held)
}

/** Values that would be refused anywhere are refused as changes here: the client is to stop sending them. */
const orRefuse = (placed: PlacedAttribute, act: () => void): void => {
  try {
    act()
  } catch (thrown) {
    throw thrown instanceof ScimError ? refusal(placed, undefined, thrown) : thrown
  }
}

const refusal = (placed: PlacedAttribute, part?: Attribute, cause?: unknown): ScimError => {
  const isReadOnly = (part ?? placed.attribute).mutability === 'readOnly'
  return mutability(`${placedName(placed, part)} ${isReadOnly ? 'is readOnly' : 'cannot be changed'}`, cause)
}

const unremovable = (placed: PlacedAttribute, part?: Attribute): ScimError =>
  mutability(`${placedName(placed, part)} can be replaced and not removed`)
