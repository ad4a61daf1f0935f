/** givenIds: every `value` that the operations of a PATCH give to a complex attribute, whatever becomes of it. RFC 7644 §3.5.2 */
import type { ComplexValue } from '../resource/resource.ts'
import { findAttribute } from '../schema/attribute.ts'
import type { PlacedAttribute } from '../schema/placed-attribute.ts'
import type { ResourceType } from '../schema/resource-type.ts'
import { assignmentsIn, assignmentsOf } from './assignments.ts'
import { givenElement, givenElements } from './given-elements.ts'
import type { PatchOperation } from './operation.ts'
import { givenPart, givenParts } from './parts.ts'
import { type AttributeTarget, resolveTarget } from './target.ts'

export interface GivenId {
  readonly placed: PlacedAttribute
  readonly id: string
}

/**
 * For operations that `applyPatch` has taken. Where the attribute refers to resources each of them must be there, also
 * one that a later operation takes away again: an operation that is wrong by itself refuses the whole request.
 */
export const givenIds = (operations: readonly PatchOperation[], resourceType: ResourceType): readonly GivenId[] =>
  operations
    .filter(({ op }) => op !== 'remove')
    .flatMap(({ path, value }) => {
      const target = resolveTarget(path, resourceType)
      if (target.kind === 'attribute') return idsIn(target, value)
      const assignments =
        target.kind === 'resource' ? assignmentsIn(resourceType, value) : assignmentsOf(target.extension, value)
      return assignments.flatMap(({ placed, json }) => idsIn({ kind: 'attribute', placed }, json))
    })

const idsIn = (target: AttributeTarget, json: unknown): readonly GivenId[] => {
  const { placed } = target
  const { subAttributes, mutability } = placed.attribute
  if (mutability === 'readOnly' || json === null || findAttribute(subAttributes, 'value') === undefined) return []
  return valuesIn(target, json).flatMap((id) => (typeof id === 'string' ? [{ placed, id }] : []))
}

const valuesIn = ({ placed, subAttribute, selection }: AttributeTarget, json: unknown): readonly unknown[] => {
  if (subAttribute !== undefined) {
    return subAttribute.name === 'value' ? givenPart(placed, subAttribute, json).map(([, value]) => value) : []
  }
  if (!placed.attribute.multiValued)
    return givenParts(placed, json).flatMap(([{ name }, id]) => (name === 'value' ? id : []))
  const elements = selection === undefined ? givenElements(placed, json) : [givenElement(placed, json)]
  return elements.map((element) => (element as ComplexValue | undefined)?.value)
}
