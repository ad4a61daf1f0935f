/** serviceProviderConfig: what this service can do, as it tells clients. RFC 7643 §5, RFC 9865 §4 */
import { urn } from '../urn.ts'
import type { DiscoveryResource } from './discovery-resource.ts'

export interface ServiceCapabilities {
  /** Without slash at the end. */
  readonly baseUrl: string
  readonly documentationUri?: string
  readonly patch: boolean
  readonly bulk: { readonly supported: boolean; readonly maxOperations: number; readonly maxPayloadSize: number }
  readonly filter: { readonly supported: boolean; readonly maxResults: number }
  readonly changePassword: boolean
  readonly sort: boolean
  readonly etag: boolean
  readonly pagination?: Pagination
  readonly authenticationSchemes: readonly AuthenticationScheme[]
}

export interface Pagination {
  readonly cursor: boolean
  readonly index: boolean
  readonly defaultPaginationMethod?: 'cursor' | 'index'
  readonly defaultPageSize?: number
  readonly maxPageSize?: number
  /** Seconds. */
  readonly cursorTimeout?: number
}

export interface AuthenticationScheme {
  readonly type: 'oauth' | 'oauth2' | 'oauthbearertoken' | 'httpbasic' | 'httpdigest' | 'tls_client_auth'
  readonly name: string
  readonly description: string
  readonly specUri?: string
  readonly documentationUri?: string
  readonly primary?: boolean
}

export const serviceProviderConfig = (capabilities: ServiceCapabilities): DiscoveryResource => ({
  schemas: [urn.serviceProviderConfig],
  ...(capabilities.documentationUri === undefined ? {} : { documentationUri: capabilities.documentationUri }),
  patch: { supported: capabilities.patch },
  bulk: capabilities.bulk,
  filter: capabilities.filter,
  changePassword: { supported: capabilities.changePassword },
  sort: { supported: capabilities.sort },
  etag: { supported: capabilities.etag },
  ...(capabilities.pagination === undefined ? {} : { pagination: capabilities.pagination }),
  authenticationSchemes: capabilities.authenticationSchemes,
  meta: { resourceType: 'ServiceProviderConfig', location: `${capabilities.baseUrl}/ServiceProviderConfig` },
})
