/** Several services of one process, each with an issuer of its own; and a base path of the operator's. RFC 8414 §3.1 */
import { generateKeyPairSync } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { basic, createTokenService, rfcClient } from './oauth-support.ts'

const ofRfc = basic(rfcClient.id, rfcClient.secret)
const grant = { grant_type: 'client_credentials' }
const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
const signingKeys = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString()

describe('the endpoints of a service', () => {
  it.each([
    ['https://a.example/scim/v2', '', 'https://a.example'],
    ['https://a.example/t/acme/scim/v2', '/t/acme', 'https://a.example/t/acme'],
    ['https://a.example/directory', '/directory', 'https://a.example/directory'],
  ])('of %s are below %s/', async (url, prefix, issuer) => {
    const { app, token, call } = createTokenService({ url })

    for (const path of [
      `/.well-known/oauth-authorization-server${prefix}`,
      `${prefix}/.well-known/oauth-authorization-server`,
    ]) {
      expect(await (await app.request(path)).json()).toMatchObject({ issuer, token_endpoint: `${issuer}/oauth/token` })
    }
    expect((await app.request(`${prefix}/oauth/jwks`)).status).toBe(200)
    expect((await call(await token(grant, ofRfc))).status).toBe(200)
  })

  it('give tokens that are good for no other service, though the key is the same', async () => {
    const acme = createTokenService({ url: 'https://a.example/t/acme/scim/v2', signingKeys })
    const other = createTokenService({ url: 'https://a.example/t/other/scim/v2', signingKeys })
    const token = await acme.token(grant, ofRfc)

    expect((await acme.call(token)).status).toBe(200)
    expect((await other.call(token)).status).toBe(401)
  })
})
