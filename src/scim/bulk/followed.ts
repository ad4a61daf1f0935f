/** followedOf: the PATCHes that the next operation on the same resource may complete. RFC 7644 §3.7 */
import type { BulkOperation, PatchOperation } from './operation.ts'

/**
 * A request is judged as a whole: a PATCH may leave a group without members where the request goes on to add some. Of
 * each resource, the PATCHes that another PATCH comes after, with no other operation on it in between; one with a
 * `version` completes nothing, since it speaks of a state in between.
 */
export const followedOf = (operations: readonly BulkOperation[]): ReadonlySet<PatchOperation> => {
  const followed = new Set<PatchOperation>()
  const latest = new Map<string, PatchOperation>()
  for (const operation of operations) {
    if (!('id' in operation)) continue
    const key = targetKey(operation)
    const before = latest.get(key)
    if (operation.kind === 'patch' && operation.ifMatch === undefined && before !== undefined) followed.add(before)
    if (operation.kind === 'patch') latest.set(key, operation)
    else latest.delete(key)
  }
  return followed
}

/** The same for operations on one resource, as far as their paths tell. */
export const targetKey = ({ resourceType, id }: Pick<PatchOperation, 'resourceType' | 'id'>): string =>
  `${resourceType.name} ${id}`
