/** furtherSchemes: what /ServiceProviderConfig tells of the ways to call beside a bearer token. RFC 7643 §5 */
import type { Config } from '../config/config.ts'
import type { AuthenticationScheme } from '../scim/discovery/service-provider-config.ts'

export const furtherSchemes = ({
  basic,
  clients,
}: Pick<Config, 'basic' | 'clients'>): readonly AuthenticationScheme[] => [
  ...(basic.enabled ? [httpBasic] : []),
  ...(clients.some(({ certificates }) => certificates !== undefined) ? [clientCertificate] : []),
]

const httpBasic: AuthenticationScheme = {
  type: 'httpbasic',
  name: 'HTTP Basic',
  description: "A person's user name and password in the Authorization header of each request",
  specUri: 'https://www.rfc-editor.org/rfc/rfc7617',
}

/** RFC 7643 has no word for it, and allows others; RFC 8705 has this one. */
const clientCertificate: AuthenticationScheme = {
  type: 'tls_client_auth',
  name: 'TLS client certificate',
  description: 'A certificate of the client, shown when the connection is made',
  specUri: 'https://www.rfc-editor.org/rfc/rfc8705',
}
