/** BulkRequest message: several operations in one request. RFC 7644 §3.7 */
import { invalidSyntax, payloadTooLarge, type ScimError } from '../error.ts'
import { checkSchemas, membersOf } from '../message.ts'
import type { ResourceType } from '../schema/resource-type.ts'
import { urn } from '../urn.ts'
import type { BulkOperation } from './operation.ts'
import { parseOperation } from './parse-operation.ts'

export interface BulkRequest {
  /** At least 1: after so many errors the rest is not tried. */
  readonly failOnErrors?: number
  /** In the order of the request. */
  readonly operations: readonly BulkOperation[]
}

export interface BulkLimits {
  readonly maxOperations: number
  /** Bytes. Counted where the body is read: see `exceedsPayload`. */
  readonly maxPayloadSize: number
}

/**
 * `body` is parsed JSON. What makes the message unreadable refuses all of it: its own shape, a member of `Operations`
 * that is no object or has no `method`, a bulkId given to two creations, since nobody could tell what it stands for.
 * Everything else concerns one operation, which is refused alone (§3.7.3).
 * @throws invalidSyntax; 413, which names the limit (§3.7.4)
 */
export const parseBulkRequest = (
  body: unknown,
  { maxOperations }: BulkLimits,
  resourceTypes: readonly ResourceType[],
): BulkRequest => {
  const member = membersOf(body, 'A BulkRequest')
  checkSchemas(schemasOf(member('schemas')), urn.bulkRequest)
  const failOnErrors = failOnErrorsOf(member('failOnErrors'))
  const list = member('Operations')
  if (!Array.isArray(list) || list.length === 0) throw invalidSyntax('Operations takes an array of operations')
  if (list.length > maxOperations)
    throw payloadTooLarge(`The number of bulk operations exceeds the maxOperations (${maxOperations})`)
  const operations = list.map((json: unknown, index) => parseOperation(json, index, resourceTypes))
  checkBulkIds(operations)
  return { ...(failOnErrors === undefined ? {} : { failOnErrors }), operations }
}

/** 413 in the words of §3.7.4, for whoever reads the body. */
export const exceedsPayload = ({ maxPayloadSize }: Pick<BulkLimits, 'maxPayloadSize'>): ScimError =>
  payloadTooLarge(`The size of the bulk operation exceeds the maxPayloadSize (${maxPayloadSize})`)

const schemasOf = (value: unknown): readonly string[] | undefined => {
  if (value === undefined) return undefined
  if (Array.isArray(value) && value.every((each) => typeof each === 'string')) return value
  throw invalidSyntax('schemas takes an array of URIs')
}

/** 0 is refused: to some it means the first error, to others no limit. */
const failOnErrorsOf = (value: unknown): number | undefined => {
  if (value === undefined) return undefined
  if (typeof value !== 'number' || !Number.isInteger(value) || value < 1)
    throw invalidSyntax('failOnErrors takes an integer of 1 or more')
  return value
}

const checkBulkIds = (operations: readonly BulkOperation[]): void => {
  const seen = new Set<string>()
  for (const operation of operations) {
    if (operation.method !== 'POST' || operation.bulkId === undefined) continue
    if (seen.has(operation.bulkId)) throw invalidSyntax('Two operations create resources under the same bulkId')
    seen.add(operation.bulkId)
  }
}
