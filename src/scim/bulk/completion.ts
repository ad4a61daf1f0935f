/** completionsOf: the PATCHes without which a creation would lack a required list. RFC 7644 §3.7 */
import { findAttribute } from '../schema/attribute.ts'
import { referenceTo } from './bulk-id.ts'
import { type BulkOperation, type CreateOperation, isCreate, type PatchOperation } from './operation.ts'

/**
 * A request is judged as a whole: a group may be created without members where the request goes on to add some. Of
 * creations that lack a list that their schema requires, the PATCHes of the same resource that come next, up to the first
 * other operation on it; one with a `version` is no such PATCH, since it speaks of a state in between.
 */
export const completionsOf = (
  operations: readonly BulkOperation[],
): ReadonlyMap<CreateOperation, readonly PatchOperation[]> => {
  const completions = new Map<CreateOperation, PatchOperation[]>()
  const incomplete = new Map<string, CreateOperation>()
  for (const creation of operations.filter(isCreate).filter(isIncomplete)) {
    completions.set(creation, [])
    incomplete.set(referenceTo(creation.bulkId), creation)
  }
  for (const operation of operations) {
    const creation = 'id' in operation ? incomplete.get(operation.id) : undefined
    if (creation === undefined || !('id' in operation)) continue
    const completes = operation.kind === 'patch' && operation.ifMatch === undefined && operation.index > creation.index
    if (completes) completions.get(creation)?.push(operation)
    else incomplete.delete(operation.id)
  }
  for (const [creation, patches] of completions) if (patches.length === 0) completions.delete(creation)
  return completions
}

/** Whether a required list is missing or empty; a simple attribute that is missing is a mistake, and stays one. */
const isIncomplete = ({ data, resourceType }: CreateOperation): boolean => {
  const required = resourceType.schema.attributes.filter((attribute) => attribute.required && attribute.multiValued)
  const given = new Set<string>()
  for (const [name, value] of Object.entries(data)) {
    const attribute = isUnassigned(value) ? undefined : findAttribute(required, name)
    if (attribute !== undefined) given.add(attribute.name)
  }
  return required.some(({ name }) => !given.has(name))
}

/** RFC 7643 §2.5 */
const isUnassigned = (value: unknown): boolean => value === null || (Array.isArray(value) && value.length === 0)
