/** serviceProvider: what this gateway can do, as /ServiceProviderConfig tells it. RFC 7643 §5 */
import type { Config } from '../config/config.ts'
import type { DiscoveryResource } from '../scim/discovery/discovery-resource.ts'
import { serviceProviderConfig } from '../scim/discovery/service-provider-config.ts'

export const serviceProvider = (config: Config, baseUrl: string): DiscoveryResource =>
  serviceProviderConfig({
    baseUrl,
    patch: true,
    bulk: { supported: false, maxOperations: 0, maxPayloadSize: 0 },
    filter: { supported: true, maxResults: config.lists.maxResults },
    changePassword: (config.mappings.User.attributes.password ?? null) !== null,
    sort: true,
    etag: true,
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
