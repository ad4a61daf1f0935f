import { describe, expect, it } from 'vitest'
import { authenticationSchemes } from '../../src/app/authentication-schemes.ts'
import type { ClientConfig } from '../../src/config/config.ts'

const client = (more: Partial<ClientConfig>): ClientConfig => ({
  ...{ name: 'a', access: 'write', setPassword: false, tokenHashes: [], dialect: { wire: 'tolerant' } },
  ...more,
})
const oauth = { clientId: 'a', secretHashes: [], keys: undefined }
const typesOf = (clients: readonly ClientConfig[], isOpen = true) =>
  authenticationSchemes(
    {
      clients,
      callers: {
        ...{ issuers: [], introspection: undefined },
        oauth: isOpen ? { issuer: undefined, tokenSeconds: 900, signingKeys: undefined } : undefined,
      },
    },
    'https://a.example/scim/v2',
  ).map(({ type, primary }) => `${type}${primary ? ' (primary)' : ''}`)

describe('the schemes that /ServiceProviderConfig tells, RFC 7643 §5', () => {
  it.each([
    ['static tokens', [client({ tokenHashes: ['x'] })], ['oauthbearertoken (primary)']],
    ['JWTs of others', [client({ jwt: { issuer: 'i', claims: {} } })], ['oauthbearertoken (primary)']],
    ['introspection', [client({ introspection: { claims: {} } })], ['oauthbearertoken (primary)']],
    ['the token endpoint', [client({ oauth })], ['oauth2 (primary)']],
    ['both', [client({ oauth }), client({ tokenHashes: ['x'] })], ['oauthbearertoken (primary)', 'oauth2']],
  ])('are those of %s', (_, clients, types) => {
    expect(typesOf(clients)).toEqual(types)
  })

  it('name where tokens are to be had', () => {
    const [{ description } = { description: '' }] = authenticationSchemes(
      {
        clients: [client({ oauth })],
        callers: {
          ...{ issuers: [], introspection: undefined },
          oauth: { issuer: 'https://login.example', tokenSeconds: 900, signingKeys: undefined },
        },
      },
      'https://a.example/scim/v2',
    )

    expect(description).toContain('https://login.example/oauth/token')
  })
})
