/** BulkResponse message: what became of each operation. RFC 7644 §3.7.3 */
import { errorMessage, type ScimError } from '../error.ts'
import type { Resource } from '../resource/resource.ts'
import { urn } from '../urn.ts'
import type { BulkOperation } from './operation.ts'

export interface BulkResponse {
  readonly schemas: readonly string[]
  readonly Operations: readonly BulkResult[]
}

export interface BulkResult {
  readonly method: string
  readonly bulkId?: string
  /** Of the resource; absent only where there is none: a failed POST, a path that names nothing. */
  readonly location?: string
  readonly version?: string
  /** The HTTP status that the operation alone would have got. */
  readonly status: string
  /** The resource, where it is wanted, or the Error message. */
  readonly response?: Resource | ReturnType<typeof errorMessage>
}

export interface Outcome {
  readonly status: 200 | 201 | 204
  readonly location: string
  readonly version?: string | undefined
  readonly resource?: Resource | undefined
}

/** `results` in the order of the request; those that `failOnErrors` kept from being tried are not among them. */
export const bulkResponse = (results: readonly BulkResult[]): BulkResponse => ({
  schemas: [urn.bulkResponse],
  Operations: results,
})

export const succeeded = (operation: BulkOperation, { status, location, version, resource }: Outcome): BulkResult => ({
  method: operation.method,
  ...bulkIdOf(operation),
  location,
  ...(version === undefined ? {} : { version }),
  status: String(status),
  ...(resource === undefined ? {} : { response: resource }),
})

/** `location`: of the resource that the operation was about; of none for a POST. */
export const failed = (
  operation: BulkOperation,
  { status, scimType, message }: ScimError,
  location?: string,
): BulkResult => ({
  method: operation.method,
  ...bulkIdOf(operation),
  ...(location === undefined || operation.method === 'POST' ? {} : { location }),
  status: String(status),
  response: errorMessage(status, scimType, message),
})

const bulkIdOf = ({ bulkId }: BulkOperation): { readonly bulkId?: string } => (bulkId === undefined ? {} : { bulkId })
