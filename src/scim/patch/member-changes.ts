/** memberChanges: a PATCH that only adds and removes members, seen without reading the group. RFC 7644 §3.5.2 */

import { isIdentified } from '../resource/element-identity.ts'
import { isJsonObject } from '../resource/json-object.ts'
import type { ComplexValue } from '../resource/resource.ts'
import { type PlacedAttribute, placedName } from '../schema/placed-attribute.ts'
import type { ResourceType } from '../schema/resource-type.ts'
import { assignmentsIn } from './assignments.ts'
import { listElements } from './elements.ts'
import { givenElements } from './given-elements.ts'
import { atOperation, type PatchOperation } from './operation.ts'
import { resolveTarget } from './target.ts'

/** Ids by what is to become of them, whatever is there now. None stands in both `add` and `remove`. */
export interface MemberChanges {
  /** The list, such as `members`. */
  readonly placed: PlacedAttribute
  readonly add: readonly string[]
  readonly remove: readonly string[]
  /** Added by one operation and removed by a later one: each operation must be right by itself. RFC 7644 §3.5.2 */
  readonly passing: readonly string[]
}

/**
 * Of several operations on one id the last decides. undefined where any operation does something else, or takes away
 * elements that it does not name: then the resource must be read and patched with `applyPatch`.
 * Throws what `applyPatch` would: 400 invalidPath, invalidFilter, invalidValue.
 */
export function memberChanges(
  operations: readonly PatchOperation[],
  resourceType: ResourceType,
): MemberChanges | undefined {
  const last = new Map<string, LastChange>()
  let list: PlacedAttribute | undefined
  for (const [index, operation] of operations.entries()) {
    const change = atOperation(operation.place ?? index, () => elementChange(operation, resourceType))
    if (change === undefined) return undefined
    const { placed, op, ids } = change
    if (list !== undefined && placedName(list) !== placedName(placed)) return undefined
    list = placed
    const { keyOf } = listElements(placed.attribute, undefined)
    for (const id of ids) {
      const key = keyOf({ value: id })
      last.set(key, { id, op, wasAdded: op === 'add' || last.get(key)?.wasAdded === true })
    }
  }
  if (list === undefined) return undefined
  const changes = [...last.values()]
  const idsTo = (op: 'add' | 'remove') => changes.filter((each) => each.op === op).map(({ id }) => id)
  const passing = changes.filter(({ op, wasAdded }) => op === 'remove' && wasAdded).map(({ id }) => id)
  return { placed: list, add: idsTo('add'), remove: idsTo('remove'), passing }
}

interface LastChange {
  readonly id: string
  readonly op: 'add' | 'remove'
  readonly wasAdded: boolean
}

interface ElementChange {
  readonly placed: PlacedAttribute
  readonly op: 'add' | 'remove'
  readonly ids: readonly string[]
}

function elementChange(operation: PatchOperation, resourceType: ResourceType): ElementChange | undefined {
  const { op, path, value } = operation
  if (op === 'replace') return undefined
  if (path === undefined) return addedTo(onlyAssignment(resourceType, value))
  const target = resolveTarget(path, resourceType)
  if (target.kind !== 'attribute' || target.subAttribute !== undefined) return undefined
  const { placed, selection } = target
  if (!isIdentified(placed.attribute)) return undefined
  if (selection === undefined) return value === undefined ? undefined : elementsNamed(op, placed, value)
  if (op === 'add' || selection.values === undefined) return undefined
  return { placed, op, ids: selection.values }
}

/** `{"op":"add","value":{"members":[…]}}` */
const onlyAssignment = (resourceType: ResourceType, json: unknown) => {
  if (!isJsonObject(json) || Object.keys(json).length !== 1) return undefined
  return assignmentsIn(resourceType, json)[0]
}

const addedTo = (assignment: ReturnType<typeof onlyAssignment>): ElementChange | undefined =>
  assignment !== undefined && isIdentified(assignment.placed.attribute)
    ? elementsNamed('add', assignment.placed, assignment.json)
    : undefined

/** An element without its identity is left to `applyPatch` to refuse. */
function elementsNamed(op: 'add' | 'remove', placed: PlacedAttribute, json: unknown): ElementChange | undefined {
  const ids = givenElements(placed, json).map((element) => (element as ComplexValue).value)
  return ids.every((id) => typeof id === 'string') ? { placed, op, ids } : undefined
}
