import { generateKeyPairSync } from 'node:crypto'
import { calculateJwkThumbprint } from 'jose'
import { describe, expect, it } from 'vitest'
import { parsePublicKeys } from '../../src/auth/keys/public-keys.ts'
import { parseSigningKeys } from '../../src/auth/keys/signing-keys.ts'

const pair = (curve: string) => generateKeyPairSync('ec', { namedCurve: curve })
const privatePem = { type: 'pkcs8', format: 'pem' } as const
const publicPem = { type: 'spki', format: 'pem' } as const
const p256 = pair('P-256')
const ed25519 = generateKeyPairSync('ed25519')
const weak = generateKeyPairSync('rsa', { modulusLength: 1024 })

describe('signing keys', () => {
  it('are named by their thumbprints, RFC 7638, and publish nothing private', async () => {
    const keys = parseSigningKeys(
      `${p256.privateKey.export(privatePem)}\n# and one more\n${ed25519.privateKey.export(privatePem)}`,
    )

    expect(keys.map(({ algorithm }) => algorithm)).toEqual(['ES256', 'EdDSA'])
    for (const { kid, publicKey } of keys) {
      expect(kid).toBe(await calculateJwkThumbprint(publicKey))
      expect(publicKey).not.toHaveProperty('d')
    }
  })

  it.each([
    ['nothing', '', 'holds no private key in PEM'],
    ['a public key', p256.publicKey.export(publicPem).toString(), 'cannot be read'],
    ['an RSA key', weak.privateKey.export(privatePem).toString(), 'none of P-256'],
    ['another curve', pair('secp256k1').privateKey.export(privatePem).toString(), 'none of P-256'],
    [
      'an encrypted key',
      p256.privateKey.export({ ...privatePem, cipher: 'aes-256-cbc', passphrase: 'x' }).toString(),
      'encrypted',
    ],
  ])('are not %s', (_, text, message) => {
    expect(() => parseSigningKeys(text)).toThrow(message)
  })
})

describe('public keys', () => {
  it('come from a JWK Set or from PEM', () => {
    const jwk = p256.publicKey.export({ format: 'jwk' })

    expect(parsePublicKeys(JSON.stringify({ keys: [{ ...jwk, kid: 'a' }] })).keys).toEqual([{ ...jwk, kid: 'a' }])
    expect(parsePublicKeys(p256.publicKey.export(publicPem).toString()).keys).toEqual([jwk])
  })

  it.each([
    ['nothing', '', 'holds no key'],
    ['broken JSON', '{', 'is no JSON'],
    ['a JWK alone', JSON.stringify(p256.publicKey.export({ format: 'jwk' })), 'no list of keys'],
    ['a list of texts', '{"keys":["x"]}', 'is no JWK Set'],
    ['a shared secret', '{"keys":[{"kty":"oct","k":"AAAA"}]}', 'symmetric'],
    ['a private JWK', JSON.stringify({ keys: [p256.privateKey.export({ format: 'jwk' })] }), 'private key'],
    ['a private key', p256.privateKey.export(privatePem).toString(), 'private key'],
    ['a key off its curve', '{"keys":[{"kty":"EC","crv":"P-256","x":"AAAA","y":"AAAA"}]}', 'cannot be read'],
    ['an RSA key of 1024 bits', weak.publicKey.export(publicPem).toString(), '1024 bits'],
  ])('are not %s', (_, text, message) => {
    expect(() => parsePublicKeys(text)).toThrow(message)
  })
})
