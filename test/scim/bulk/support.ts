/** Short ways to write bulk requests and to read their plans. */
import type { BulkOperation } from '../../../src/scim/bulk/operation.ts'
import { orderOf } from '../../../src/scim/bulk/order.ts'
import { parseBulkRequest } from '../../../src/scim/bulk/request.ts'
import type { BulkStep } from '../../../src/scim/bulk/step.ts'
import { urn } from '../../../src/scim/urn.ts'
import { groupType, userType } from '../schema/sample-types.ts'

export const types = [userType, groupType]
export const limits = { maxOperations: 20_000, maxPayloadSize: 1_048_576 }

export const parse = (operations: readonly unknown[], rest: object = {}) =>
  parseBulkRequest({ schemas: [urn.bulkRequest], ...rest, Operations: operations }, limits, types)

/** The only operation of a request. */
export const parseOne = (operation: unknown): BulkOperation => parse([operation]).operations[0]!

export const user = (bulkId: string, rest: object = {}) => ({
  method: 'POST',
  path: '/Users',
  bulkId,
  data: { schemas: [urn.user], userName: `name of ${bulkId}`, ...rest },
})
/** A user whose manager is another of the request. */
export const report = (bulkId: string, manager: string) =>
  user(bulkId, { [urn.enterpriseUser]: { manager: { value: `bulkId:${manager}` } } })

export const group = (bulkId: string, members: readonly string[], rest: object = {}) => ({
  method: 'POST',
  path: '/Groups',
  bulkId,
  data: {
    schemas: [urn.group],
    displayName: `name of ${bulkId}`,
    ...(members.length === 0 ? {} : { members: members.map((value) => ({ value })) }),
    ...rest,
  },
})
export const patch = (path: string, ...changes: readonly object[]) => ({
  method: 'PATCH',
  path,
  data: { schemas: [urn.patchOp], Operations: changes },
})
export const put = (path: string, data: object) => ({ method: 'PUT', path, data })
export const remove = (path: string) => ({ method: 'DELETE', path })

export const steps = (operations: readonly unknown[]): readonly BulkStep[] => orderOf(parse(operations).operations)

/** `a`, `PATCH /x`, `link a`, `409 a`; `a+1` with one PATCH that completes it. */
export const name = (step: BulkStep): string => {
  const { operation } = step
  const own = operation.kind === 'create' ? operation.bulkId : 'id' in operation ? operation.id : operation.bulkId
  if (step.kind === 'link') return `link ${own}`
  if (operation.kind === 'refused') return `${operation.error.status} ${own}`
  const completions = step.completedBy === undefined ? '' : `+${step.completedBy.length}`
  return `${operation.kind === 'create' ? '' : `${operation.method} `}${own}${completions}`
}
export const order = (operations: readonly unknown[]): string => steps(operations).map(name).join(', ')
