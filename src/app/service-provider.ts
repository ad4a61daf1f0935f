/** serviceProvider: what this gateway can do, as /ServiceProviderConfig tells it. RFC 7643 §5 */
import type { Config } from '../config/config.ts'
import type { MappingDeclaration } from '../mapping/declaration/declaration.ts'
import { withheldBy } from '../mapping/declaration/served-operations.ts'
import type { DiscoveryResource } from '../scim/discovery/discovery-resource.ts'
import { serviceProviderConfig } from '../scim/discovery/service-provider-config.ts'
import type { OperationName } from '../scim/schema/resource-type.ts'
import { authenticationSchemes } from './authentication-schemes.ts'

export const serviceProvider = (config: Config, baseUrl: string, etag: boolean): DiscoveryResource => {
  const isListed = isOffered(config, 'list')
  return serviceProviderConfig({
    baseUrl,
    patch: isOffered(config, 'patch'),
    bulk: {
      supported: isOffered(config, 'create', 'replace', 'patch', 'delete'),
      maxOperations: config.limits.bulkOperations,
      maxPayloadSize: config.limits.bulkBytes,
    },
    filter: { supported: isListed, maxResults: config.lists.maxResults },
    changePassword:
      config.clients.some(({ access, setPassword }) => access === 'write' && setPassword) &&
      config.resources.some(({ declaration }) => isPasswordChanged(declaration)),
    sort: isListed,
    etag,
    pagination: {
      cursor: isListed,
      index: isListed,
      defaultPaginationMethod: 'index',
      defaultPageSize: config.lists.defaultCount,
      maxPageSize: config.lists.maxResults,
      cursorTimeout: config.cursors.timeoutSeconds,
    },
    authenticationSchemes: authenticationSchemes(config, baseUrl),
  })
}

/** Of any resource type. */
const isOffered = ({ resources }: Config, ...names: readonly OperationName[]): boolean =>
  resources.some(({ declaration }) => names.some((name) => !withheldBy(declaration).includes(name)))

const isPasswordChanged = (declaration: MappingDeclaration): boolean => {
  const withheld = withheldBy(declaration)
  return hasPassword(declaration) && !(withheld.includes('replace') && withheld.includes('patch'))
}

const hasPassword = ({ attributes }: MappingDeclaration): boolean =>
  Object.values(attributes).some((row) => typeof row === 'object' && row !== null && 'password' in row)
