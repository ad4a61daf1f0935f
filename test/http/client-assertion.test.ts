import { createHmac, randomUUID } from 'node:crypto'
import { exportSPKI } from 'jose'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createKept } from '../../src/app/kept.ts'
import { type Authority, makeKey, startAuthority } from '../support/authority.ts'
import { assertionType, basic, createTokenService, errorOf, issuer, key, start, tokenUrl } from './oauth-support.ts'

let authority: Authority
let service: ReturnType<typeof createTokenService>
beforeAll(async () => {
  authority = await startAuthority()
  service = createTokenService({ authority })
})
afterAll(() => authority.close())

const seconds = start / 1000
const claimsWith = (changes: Readonly<Record<string, unknown>> = {}) => ({
  ...{ iss: 'signer', sub: 'signer', aud: tokenUrl, exp: seconds + 120, iat: seconds, jti: randomUUID() },
  ...changes,
})
const formWith = (assertion: string) => ({
  grant_type: 'client_credentials',
  client_assertion_type: assertionType,
  client_assertion: assertion,
})
const ask = (assertion: string, more: Readonly<Record<string, string>> = {}) =>
  service.post({ ...formWith(assertion), ...more })

describe('private_key_jwt, RFC 7523 §3', () => {
  it.each([
    ['the token endpoint', {}],
    ['the issuer', { aud: issuer }],
    ['a list of one', { aud: [issuer] }],
  ])('proves who a client is to %s', async (_, changes) => {
    expect((await ask(await key.sign(claimsWith(changes)))).status).toBe(200)
  })

  it('may name the client beside the assertion, and no other', async () => {
    expect((await ask(await key.sign(claimsWith()), { client_id: 'signer' })).status).toBe(200)
    expect(await errorOf(await ask(await key.sign(claimsWith()), { client_id: 'hr' }))).toEqual([401, 'invalid_client'])
  })

  it('is good once', async () => {
    const assertion = await key.sign(claimsWith())

    expect((await ask(assertion)).status).toBe(200)
    expect(await errorOf(await ask(assertion))).toEqual([401, 'invalid_client'])
    const many = await key.sign(claimsWith())
    const answers = await Promise.all(Array.from({ length: 20 }, () => ask(many)))
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1)
    const denied = service.observations.flatMap((one) => (one.kind === 'denied' ? [one.reason] : []))
    expect(denied).toContain('replayed-assertion')
  })

  it('is good once, also when the configuration is loaded again', async () => {
    const kept = createKept()
    const form = formWith(await key.sign(claimsWith()))

    expect((await createTokenService({ kept }).post(form)).status).toBe(200)
    expect((await createTokenService({ kept }).post(form)).status).toBe(401)
    expect((await createTokenService().post(form)).status).toBe(200)
  })

  it.each([
    ['expired', { exp: seconds - 61 }],
    ['not valid yet', { nbf: seconds + 61 }],
    ['without an end', { exp: undefined }],
    ['good for longer than an hour', { exp: seconds + 3_700 }],
    ['without an id', { jti: undefined }],
    ['with an empty id', { jti: '' }],
    ['with an id that is no text', { jti: 7 }],
    ['with a huge id', { jti: 'x'.repeat(300) }],
    ['for another server', { aud: 'https://other.example/token' }],
    ['for two servers', { aud: [tokenUrl, 'https://other.example/token'] }],
    ['for both names of this one', { aud: [tokenUrl, issuer] }],
    ['without an audience', { aud: undefined }],
    ['of another issuer', { iss: 'hr' }],
    ['for another client', { sub: 'hr' }],
    ['of an unknown client', { iss: 'nobody', sub: 'nobody' }],
    ['of a client that has a secret', { iss: 'audit', sub: 'audit' }],
    ['without a subject', { sub: undefined }],
  ])('is refused where the assertion is %s', async (_, changes) => {
    expect(await errorOf(await ask(await key.sign(claimsWith(changes))))).toEqual([401, 'invalid_client'])
  })

  it('is refused with another key, an access token, no signature, or a shared secret', async () => {
    const stranger = await makeKey('k1', 'ES256')
    const part = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url')
    const hs = `${part({ alg: 'HS256', kid: 'k1' })}.${part(claimsWith())}`
    const spki = await exportSPKI(key.publicKey)

    for (const assertion of [
      await stranger.sign(claimsWith()),
      await stranger.sign(claimsWith(), { jwk: stranger.jwk }),
      await key.sign(claimsWith(), { typ: 'at+jwt' }),
      `${part({ alg: 'none' })}.${part(claimsWith())}.`,
      `${hs}.${createHmac('sha256', spki).update(hs).digest('base64url')}`,
      'a.b.c',
      'x',
    ]) {
      expect(await errorOf(await ask(assertion))).toEqual([401, 'invalid_client'])
    }
  })

  it('needs its type, and stands alone', async () => {
    const assertion = await key.sign(claimsWith())
    const { client_assertion_type: _, ...untyped } = formWith(assertion)

    expect(await errorOf(await service.post(untyped))).toEqual([400, 'invalid_request'])
    expect(await errorOf(await ask(assertion, { client_assertion_type: 'x' }))).toEqual([400, 'invalid_request'])
    expect(await errorOf(await ask(assertion, { client_secret: 'x' }))).toEqual([400, 'invalid_request'])
    const both = await service.post(formWith(assertion), basic('audit', 'audit-secret'))
    expect(await errorOf(both)).toEqual([400, 'invalid_request'])
  })

  it('is checked by keys at a URL, and is 503 while they cannot be had', async () => {
    const ofRemote = () => key.sign(claimsWith({ iss: 'remote', sub: 'remote' }))

    const away = await ask(await ofRemote())
    expect([away.status, away.headers.get('Retry-After')]).toEqual([503, '5'])
    authority.answer('/keys', { json: { keys: [key.jwk] } })
    service.clock.now += 5_000
    expect((await ask(await ofRemote())).status).toBe(200)
  })
})
