/** serviceProvider: what this gateway can do, as /ServiceProviderConfig tells it. RFC 7643 §5 */
import type { Config } from '../config/config.ts'
import type { MappingDeclaration } from '../mapping/declaration.ts'
import type { DiscoveryResource } from '../scim/discovery/discovery-resource.ts'
import { serviceProviderConfig } from '../scim/discovery/service-provider-config.ts'

export const serviceProvider = (config: Config, baseUrl: string, etag: boolean): DiscoveryResource =>
  serviceProviderConfig({
    baseUrl,
    patch: true,
    bulk: { supported: true, maxOperations: config.limits.bulkOperations, maxPayloadSize: config.limits.bulkBytes },
    filter: { supported: true, maxResults: config.lists.maxResults },
    changePassword: config.resources.some(({ declaration }) => hasPassword(declaration)),
    sort: true,
    etag,
    pagination: {
      cursor: true,
      index: true,
      defaultPaginationMethod: 'index',
      defaultPageSize: config.lists.defaultCount,
      maxPageSize: config.lists.maxResults,
      cursorTimeout: config.cursors.timeoutSeconds,
    },
    authenticationSchemes: [
      {
        type: 'oauthbearertoken',
        name: 'Bearer token',
        description: 'A token in the Authorization header of each request',
        specUri: 'https://www.rfc-editor.org/rfc/rfc6750',
        primary: true,
      },
    ],
  })

const hasPassword = ({ attributes }: MappingDeclaration): boolean =>
  Object.values(attributes).some((row) => typeof row === 'object' && row !== null && 'password' in row)
