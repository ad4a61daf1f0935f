/** HttpDependencies: what the HTTP room is given. */
import type { Authenticate } from '../auth/authenticate.ts'
import type { AuthorizationServer } from '../auth/oauth/authorization-server.ts'
import type { Observe } from '../observe/observation.ts'
import type { Operations } from '../operations/operations.ts'
import type { LeaverRename } from '../operations/scope.ts'
import type { BulkLimits } from '../scim/bulk/request.ts'
import type { ResourceType } from '../scim/schema/resource-type.ts'
import type { Schema } from '../scim/schema/schema.ts'
import type { QueryLimits } from '../scim/search/query.ts'
import type { Dialect } from '../tolerance/dialect.ts'
import type { AdmissionLimits } from './admission.ts'
import type { JsonLimits } from './json-shape.ts'

export interface HttpDependencies {
  /**
   * Where clients reach the base of the service, e.g. `https://host/scim/v2`; no trailing slash. Its path is where
   * the routes are mounted, and it alone decides every `location`: a Host header is a client's text.
   */
  readonly publicUrl: string
  /**
   * Whose service this is, and the path above its base, of which a stranger learns nothing; undefined: that of a process
   * that has just this one.
   */
  readonly tenant?: { readonly name: string; readonly path: string } | undefined
  /** Throws ScimError 503 while the directory is away or the mapping is not compiled. */
  readonly operations: () => Operations
  readonly registry: { readonly resourceTypes: readonly ResourceType[]; readonly schemas: readonly Schema[] }
  readonly authenticate: Authenticate
  /** undefined: there is no token endpoint. */
  readonly authorizationServer?: AuthorizationServer | undefined
  /** How the requests of a client, by its name, are read. */
  readonly dialectOf: (client: string) => Dialect
  /** The JSON to answer at /ServiceProviderConfig, `meta` included. */
  readonly serviceProviderConfig: () => unknown
  readonly readiness: () => Promise<Readiness>
  readonly limits: HttpLimits
  /** `keepName` unless given. */
  readonly leaverRename?: LeaverRename
  readonly observe: Observe
  /** A new id for each request, safe in a header. */
  readonly requestId: () => string
  /** Discovery needs no token: RFC 7643 §5 recommends it, RFC 7644 §4 leaves it open. */
  readonly discoveryPublic: boolean
}

/** `reason` is shown without a token: no DN, no credentials, no name of a tenant. */
export interface Readiness {
  readonly ready: boolean
  readonly reason?: string
}

export interface HttpLimits {
  readonly admission: AdmissionLimits
  readonly bodyBytes: number
  readonly json: JsonLimits
  /** Operations of one PATCH. */
  readonly patchOperations: number
  readonly bulk: BulkLimits
  /** Characters of the whole URL. */
  readonly urlLength: number
  readonly query: QueryLimits
  /** Time for one request, reading its body included; undefined: no limit but the directory's. */
  readonly requestMs?: number
}
