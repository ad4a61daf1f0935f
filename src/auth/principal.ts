/** Principal: the client that a request's credentials name, what it may do, and which person it is. */
import type { Acting, Grant, Person } from '../operations/scope.ts'

export interface Principal {
  /** Name of the client as configured. */
  readonly client: string
  /** What these credentials allow: never more than the client may, and sometimes less. */
  readonly grant: Grant
  /** undefined: a machine. It changes nothing of what the grant allows; it says who /Me is. RFC 7644 §3.11 */
  readonly person?: Person
  /** As whom the directory is to see it; undefined: as the gateway. */
  readonly acting?: Acting
}

/** What a configured client is, whatever it proves that by. */
export interface CallingClient {
  readonly name: string
  readonly access: 'read' | 'write'
  /** The person whose credentials these are; undefined: a machine's. */
  readonly userName?: string
}

export const principalOf = ({ name, access, userName }: CallingClient): Principal => ({
  client: name,
  grant: grants[access],
  ...(userName === undefined ? {} : { person: { kind: 'attribute', attribute: 'userName', value: userName } }),
})

const grants: Readonly<Record<CallingClient['access'], Grant>> = {
  read: { read: true, write: false },
  write: { read: true, write: true },
}
