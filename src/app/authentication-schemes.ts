/** authenticationSchemes: how clients may prove who they are, as /ServiceProviderConfig tells it. RFC 7643 §5 */
import type { Config } from '../config/config.ts'
import { issuerOf } from '../config/issuer.ts'
import type { AuthenticationScheme } from '../scim/discovery/service-provider-config.ts'

/** The first is the primary one. */
export const authenticationSchemes = (
  { clients, callers: { oauth }, basic }: Pick<Config, 'clients' | 'callers'> & Partial<Pick<Config, 'basic'>>,
  url: string,
): readonly AuthenticationScheme[] => {
  const isBearer = clients.some(({ tokenHashes, jwt, introspection }) => tokenHashes.length > 0 || jwt || introspection)
  const isOAuth = oauth !== undefined && clients.some((client) => client.oauth !== undefined)
  const isCertified = clients.some(({ certificates }) => certificates !== undefined)
  const schemes = [
    ...(isBearer || !isOAuth ? [bearer] : []),
    ...(isOAuth ? [clientCredentials(oauth.issuer ?? issuerOf(url))] : []),
    ...(basic?.enabled ? [httpBasic] : []),
    ...(isCertified ? [clientCertificate] : []),
  ]
  return schemes.map((scheme, index) => ({ ...scheme, primary: index === 0 }))
}

const bearer: AuthenticationScheme = {
  type: 'oauthbearertoken',
  name: 'Bearer token',
  description: 'A token in the Authorization header of each request',
  specUri: 'https://www.rfc-editor.org/rfc/rfc6750',
}

const clientCredentials = (issuer: string): AuthenticationScheme => ({
  type: 'oauth2',
  name: 'OAuth 2.0 client credentials',
  description: `A bearer token from ${issuer}/oauth/token; metadata by RFC 8414`,
  specUri: 'https://www.rfc-editor.org/rfc/rfc6749#section-4.4',
})

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
