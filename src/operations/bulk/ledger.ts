/** BulkLedger: what has become of a bulk request so far. RFC 7644 §3.7.3 */
import type { IdOf } from '../../scim/bulk/bulk-id.ts'
import type { BulkOperation } from '../../scim/bulk/operation.ts'
import type { BulkResult } from '../../scim/bulk/response.ts'
import type { Stored } from '../operations.ts'

export interface BulkLedger {
  /** A later result of the same operation takes the place of the earlier one. */
  record(operation: BulkOperation, result: BulkResult): void
  /** Operations that have failed. */
  failures(): number
  firstFailed(): BulkOperation | undefined
  /** In the order of `operations`; of those that were tried. */
  resultsOf(operations: readonly BulkOperation[]): readonly BulkResult[]
  recordCreation(bulkId: string, stored: Stored): void
  created(bulkId: string): Stored | undefined
  readonly idOf: IdOf
}

export const createLedger = (): BulkLedger => {
  const results = new Map<number, BulkResult>()
  const failed = new Map<number, BulkOperation>()
  const created = new Map<string, Stored>()
  return {
    record: (operation, result) => {
      results.set(operation.index, result)
      if (Number(result.status) >= 400) failed.set(operation.index, operation)
    },
    failures: () => failed.size,
    firstFailed: () => failed.values().next().value,
    resultsOf: (operations) => operations.flatMap(({ index }) => results.get(index) ?? []),
    recordCreation: (bulkId, stored) => {
      created.set(bulkId, stored)
    },
    created: (bulkId) => created.get(bulkId),
    idOf: (bulkId) => created.get(bulkId)?.resource.id as string | undefined,
  }
}
