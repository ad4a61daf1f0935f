import { generateKeyPairSync, type KeyObject } from 'node:crypto'
import { SignJWT } from 'jose'
import { describe, expect, it } from 'vitest'
import { createKept } from '../../src/app/kept.ts'
import { parseSigningKeys } from '../../src/auth/keys/signing-keys.ts'
import { makeKey } from '../support/authority.ts'
import { basic, createTokenService, issuer, rfcClient, start } from './oauth-support.ts'
import { publicUrl } from './support.ts'

const ofRfc = basic(rfcClient.id, rfcClient.secret)
const grant = { grant_type: 'client_credentials' }
const ed25519 = generateKeyPairSync('ed25519').privateKey
const p256 = generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey
const pem = (...keys: readonly KeyObject[]) => keys.map((key) => key.export({ type: 'pkcs8', format: 'pem' })).join('')

/** A token that the gateway has not made, with its key. */
const forged = (claims = {}, header = {}) => {
  const [{ kid, algorithm }] = parseSigningKeys(pem(p256))
  const { scope, ...good } = {
    iss: issuer,
    aud: publicUrl,
    client_id: rfcClient.id,
    scope: 'scim',
    exp: start / 1000 + 60,
  }
  return new SignJWT({ ...good, scope, ...claims })
    .setProtectedHeader({ alg: algorithm, kid, typ: 'at+jwt', ...header })
    .sign(p256)
}

describe('access tokens of the gateway', () => {
  const service = createTokenService({ signingKeys: pem(p256) })

  it('end after tokenSeconds, with half a minute for clocks that differ', async () => {
    const { clock, token, call } = createTokenService()
    const accessToken = await token(grant, ofRfc)

    clock.now += 929_000
    expect((await call(accessToken)).status).toBe(200)
    clock.now += 1_000
    const response = await call(accessToken)
    expect(response.status).toBe(401)
    expect(response.headers.get('WWW-Authenticate')).toBe('Bearer realm="scimdap", error="invalid_token"')
  })

  it('are good at another replica with the same key, and after a restart', async () => {
    const other = createTokenService({ signingKeys: pem(p256) })

    expect((await other.call(await service.token(grant, ofRfc))).status).toBe(200)
  })

  it('outlive a reload, also where there is no key in a file', async () => {
    const kept = createKept()
    const accessToken = await createTokenService({ kept }).token(grant, ofRfc)

    expect((await createTokenService({ kept }).call(accessToken)).status).toBe(200)
  })

  it('are good nowhere else where there is no key in a file', async () => {
    const accessToken = await createTokenService().token(grant, ofRfc)

    expect((await createTokenService().call(accessToken)).status).toBe(401)
  })

  it('outlive the exchange of a key, while the old one is still in the file', async () => {
    const old = await service.token(grant, ofRfc)
    const both = createTokenService({ signingKeys: pem(ed25519, p256) })
    const alone = createTokenService({ signingKeys: pem(ed25519) })

    expect((await both.call(old)).status).toBe(200)
    expect((await both.call(await both.token(grant, ofRfc))).status).toBe(200)
    expect((await alone.call(await both.token(grant, ofRfc))).status).toBe(200)
    expect((await alone.call(old)).status).toBe(401)
  })

  it('are believed with our key, and only as what they are', async () => {
    expect((await service.call(await forged())).status).toBe(200)
    for (const [claims, header] of [
      [{ aud: issuer }, {}],
      [{ aud: undefined }, {}],
      [{ client_id: 'nobody' }, {}],
      [{ client_id: undefined }, {}],
      [{ client_id: 'static' }, {}],
      [{ client_id: '__proto__' }, {}],
      [{ scope: undefined }, {}],
      [{ scope: 'admin' }, {}],
      [{ scope: ['scim'] }, {}],
      [{ exp: undefined }, {}],
      [{ exp: start / 1000 - 31 }, {}],
      [{ nbf: start / 1000 + 31 }, {}],
      [{ iss: `${issuer}/` }, {}],
      [{}, { typ: 'JWT' }],
      [{}, { typ: undefined }],
      [{}, { kid: 'other' }],
      [{}, { cty: 'JWT' }],
    ]) {
      expect({ claims, header, status: (await service.call(await forged(claims, header))).status }).toEqual({
        ...{ claims, header, status: 401 },
      })
    }
  })

  it('are not those of a client that signs its own', async () => {
    const stranger = await makeKey(parseSigningKeys(pem(p256))[0].kid, 'ES256')
    const claims = { iss: issuer, aud: publicUrl, client_id: rfcClient.id, scope: 'scim', exp: start / 1000 + 60 }

    expect((await service.call(await stranger.sign(claims, { typ: 'at+jwt' }))).status).toBe(401)
    expect((await service.call('static-token')).status).toBe(200)
  })
})
