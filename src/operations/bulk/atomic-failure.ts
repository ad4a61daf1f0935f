/** failureOf: why an all-or-nothing bulk request was not done, told by the operation that failed. RFC 7644 §3.12 */
import type { BulkOperation } from '../../scim/bulk/operation.ts'
import { ScimError, withDetail } from '../../scim/error.ts'
import { quoted } from '../../scim/path/name.ts'

/** Status, scimType and headers are those of the operation alone. What nobody expected stays a 500 with its cause. */
export const failureOf = (operation: BulkOperation | undefined, thrown: unknown): ScimError => {
  const error =
    thrown instanceof ScimError ? thrown : new ScimError(500, undefined, 'internal error', { cause: thrown })
  const failed = operation === undefined ? 'it failed' : `${nameOf(operation)} failed`
  return withDetail(error, `Nothing was done, since ${failed}: ${error.message}`)
}

/** Counted from 1, as where the request itself cannot be read. */
const nameOf = ({ index, method, bulkId }: BulkOperation): string =>
  `operation ${index + 1} (${quoted(method)}${bulkId === undefined ? '' : `, bulkId ${quoted(bulkId)}`})`
