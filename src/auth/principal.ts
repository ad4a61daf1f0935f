/** Principal: the client that a request's credentials name, and what it may do. */
import type { Grant } from '../operations/scope.ts'

export interface Principal {
  /** Name of the client as configured. */
  readonly client: string
  readonly grant: Grant
}
