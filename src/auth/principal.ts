/** Principal: the client that a request's credentials name, what it may do, and which person it is. */
import type { Acting, Grant, Person } from '../operations/scope.ts'

export interface Principal {
  /** Name of the client as configured. */
  readonly client: string
  readonly grant: Grant
  /** undefined: a machine. It changes nothing of what the grant allows; it says who /Me is. RFC 7644 §3.11 */
  readonly person?: Person
  /** As whom the directory is to see it; undefined: as the gateway. */
  readonly acting?: Acting
}
