import { generateKeyPairSync } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { hashToken } from '../../src/auth/bearer-token.ts'
import { hash, load, minimal, problemsOf } from './support.ts'

const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
const pem = {
  private: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
  public: publicKey.export({ type: 'spki', format: 'pem' }).toString(),
}
const files = {
  '/etc/scimdap/private.pem': pem.private,
  '/etc/scimdap/public.pem': pem.public,
  '/etc/scimdap/secret': 'hunter2-hunter2\n',
  '/etc/scimdap/empty': '\n',
}
const before = minimal.slice(0, minimal.indexOf('clients:'))
const other = hashToken('other')
const at = (rest: string) => ({ text: `${before}${rest}`, files })

describe('tokens with times', () => {
  it('are rows of a text, or of options, or lines of a file', () => {
    const end = Date.parse('2027-01-01T00:00:00Z')
    const beginning = Date.parse('2026-12-01')
    const tokens = `['${hash} expires=2027-01-01', { hash: '${other}', notBefore: 2026-12-01, expires: 2027-01-01T01:00:00+01:00 }]`
    const lines = `# ours\nclear-token  expires=2027-01-01T00:00:00Z notBefore=2026-12-01\n${hash}\n`

    const { clients } = load({
      text: `${before}clients: [{ name: a, tokens: ${tokens} }, { name: b, tokenFile: /lines }]`,
      files: { '/lines': lines.replace(hash, hashToken('third')) },
    })

    expect(clients.map(({ tokenHashes }) => tokenHashes)).toEqual([
      [
        { hash, expires: end },
        { hash: other, notBefore: beginning, expires: end },
      ],
      [{ hash: hashToken('clear-token'), notBefore: beginning, expires: end }, hashToken('third')],
    ])
  })

  it.each([
    ['no time', `['${hash} expires=soon']`, 'tokens[0]: expected the hash'],
    ['no such day', `['${hash} expires=2027-02-30']`, 'tokens[0]: expected the hash'],
    ['a time without a zone', `['${hash} expires=2027-01-01T00:00:00']`, 'tokens[0]: expected the hash'],
    ['an unknown word', `['${hash} until=2027-01-01']`, 'tokens[0]: expected the hash'],
    ['an end twice', `['${hash} expires=2027-01-01 expires=2028-01-01']`, 'tokens[0]: expected the hash'],
    ['a token in clear', `['hunter2 expires=2027-01-01']`, 'tokens[0]: expected the hash'],
    ['an unknown option', `[{ hash: '${hash}', until: 2027-01-01 }]`, 'tokens[0]: expected the hash'],
    ['options without a hash', `[{ expires: 2027-01-01 }]`, 'tokens[0]: expected the hash'],
    ['an end before the beginning', `['${hash} notBefore=2027-01-02 expires=2027-01-01']`, 'tokens[0]: is never good'],
    [
      'a wrong time',
      `[{ hash: '${hash}', expires: tomorrow }]`,
      'tokens[0]: expected the hash that `scimdap token new` prints, or { hash',
    ],
  ])('are refused with %s', (_, tokens, message) => {
    const problems = problemsOf(at(`clients: [{ name: a, tokens: ${tokens} }]`))

    expect(problems).toEqual([expect.stringContaining(`clients[0].${message}`)])
    expect(problems.join()).not.toMatch(/hunter2|47DEQ/)
  })

  it('are one with a token that another client has, whatever their times', () => {
    const clients = `clients: [{ name: a, tokens: ['${hash} expires=2027-01-01'] }, { name: b, oauth: { secrets: ['${hash}'] } }]`

    expect(problemsOf(at(`oauth: { enabled: true }\n${clients}`))).toEqual([
      expect.stringContaining('clients[1]: has a token that client a has already'),
    ])
  })
})

const client = (more: string) => `clients: [{ name: a, ${more} }]`
const entra = `jwt: [{ issuer: i, audience: x, jwksUri: 'https://idp.example/keys' }]`
const asked = 'introspection: { url: https://idp.example/i, clientId: c, clientSecretFile: secret }'

describe('the attribute that a claim names a person by', () => {
  it.each([
    'userName',
    'USERNAME',
    'externalId',
    'emails.value',
    'name.familyName',
    'urn:ietf:params:scim:schemas:core:2.0:User:userName',
    'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:employeeNumber',
  ])('may be %s', (attribute) => {
    const text = entra.replace('}]', `, person: { claim: sub, attribute: '${attribute}' } }]`)

    expect(load(at(`${text}\n${client('jwt: { issuer: i, claims: { a: b } }')}`)).callers.issuers).toHaveLength(1)
  })

  it.each(['active', 'emails', 'name', 'members', 'urn:x:userName', 'userName.value', '__proto__'])(
    'is not %s',
    (attribute) => {
      const text = entra.replace('}]', `, person: { claim: sub, attribute: '${attribute}' } }]`)

      expect(problemsOf(at(`${text}\n${client('jwt: { issuer: i, claims: { a: b } }')}`))).toHaveLength(1)
    },
  )
})

describe('other ways to prove who a client is', () => {
  it('are enough without a token', () => {
    for (const text of [
      `oauth: { enabled: true, signingKeyFile: private.pem }\n${client('oauth: { secretFile: secret }')}`,
      `oauth: { enabled: true }\n${client('oauth: { keysFile: public.pem }')}`,
      `${entra}\n${client('jwt: { issuer: i, claims: { appid: y } }')}`,
      `${asked}\n${client('introspection: { claims: { sub: [y, z] } }')}`,
    ]) {
      expect(load(at(text)).clients).toHaveLength(1)
    }
  })

  it('keep secrets as hashes, and are named as the client where nothing else is said', () => {
    const { clients, callers } = load(
      at(
        `oauth: { enabled: true, issuer: https://scim.example/ }\n${asked}\n${client('oauth: { secretFile: secret }, introspection: { claims: { sub: y } }')}`,
      ),
    )

    expect(clients[0]?.oauth).toEqual({
      clientId: 'a',
      secretHashes: [hashToken('hunter2-hunter2')],
      keys: undefined,
    })
    expect(callers.oauth).toEqual({ issuer: 'https://scim.example', tokenSeconds: 900, signingKeys: undefined })
    expect(callers.introspection).toMatchObject({ clientSecret: 'hunter2-hunter2', audience: [], cacheSeconds: 60 })
  })

  it.each([
    [
      'a client without a token endpoint',
      client('oauth: { secretFile: secret }'),
      'clients[0].oauth: needs oauth.enabled',
    ],
    ['nothing to prove it by', `oauth: { enabled: true }\n${client('oauth: {}')}`, 'clients[0].oauth: needs secrets'],
    [
      'a private key of a client',
      `oauth: { enabled: true }\n${client('oauth: { keysFile: private.pem }')}`,
      'clients[0].oauth.keysFile: names a file that holds a private key',
    ],
    [
      'two places of keys',
      `oauth: { enabled: true }\n${client("oauth: { keysFile: public.pem, jwksUri: 'https://a.example' }")}`,
      'clients[0].oauth.keysFile: stands beside jwksUri',
    ],
    [
      'a public key to sign with',
      `oauth: { enabled: true, signingKeyFile: public.pem }\n${client('oauth: { secretFile: secret }')}`,
      'oauth.signingKeyFile: names a file that holds a private key that cannot be read',
    ],
    [
      'an issuer with a query',
      `oauth: { enabled: true, issuer: 'https://scim.example/?a' }\n${client('oauth: { secretFile: secret }')}`,
      'oauth.issuer: expected a URL such as',
    ],
    [
      'two clients of one id',
      `oauth: { enabled: true }\nclients: [{ name: a, oauth: { secretFile: secret } }, { name: b, oauth: { clientId: a, keysFile: public.pem } }]`,
      'clients[1].oauth: another client has the client id a already',
    ],
    [
      'an issuer without keys',
      `jwt: [{ issuer: i, audience: x }]\n${client('jwt: { issuer: i, claims: { a: b } }')}`,
      'jwt[0]: needs one of jwksUri and jwksFile',
    ],
    [
      'an issuer without an audience',
      `jwt: [{ issuer: i, jwksFile: public.pem }]\n${client('jwt: { issuer: i, claims: { a: b } }')}`,
      'jwt[0].audience: is required',
    ],
    [
      'an empty list of audiences',
      `jwt: [{ issuer: i, audience: [], jwksFile: public.pem }]\n${client('jwt: { issuer: i, claims: { a: b } }')}`,
      'jwt[0].audience: expected the audience',
    ],
    ['an issuer of no client', `${entra}\n${client(`tokens: ['${hash}']`)}`, 'jwt[0]: no client has jwt.issuer'],
    [
      'an unknown issuer',
      `${entra}\nclients: [{ name: a, jwt: { issuer: i, claims: { a: b } } }, { name: b, jwt: { issuer: I, claims: { a: b } } }]`,
      'clients[1].jwt.issuer: is none of the issuers',
    ],
    ['no claims', `${entra}\n${client('jwt: { issuer: i, claims: {} }')}`, 'clients[0].jwt.claims: names no claim'],
    [
      'a claim that is a number',
      `${entra}\n${client('jwt: { issuer: i, claims: { a: 7 } }')}`,
      'clients[0].jwt.claims.a: expected the value',
    ],
    [
      'claims of two clients',
      `${entra}\nclients: [{ name: a, jwt: { issuer: i, claims: { a: b } } }, { name: b, jwt: { issuer: i, claims: { a: b, c: d } } }]`,
      'clients[1].jwt.claims: a token with these claims is that of client a, too',
    ],
    [
      'an algorithm with a shared secret',
      `jwt: [{ issuer: i, audience: x, jwksFile: public.pem, algorithms: [HS256] }]\n${client('jwt: { issuer: i, claims: { a: b } }')}`,
      'jwt[0].algorithms[0]: expected one of RS256',
    ],
    [
      'keys in clear',
      `jwt: [{ issuer: i, audience: x, jwksUri: 'http://idp.example/keys' }]\n${client('jwt: { issuer: i, claims: { a: b } }')}`,
      'jwt[0].jwksUri: expected a URL with https://',
    ],
    [
      'a user in a URL',
      `jwt: [{ issuer: i, audience: x, jwksUri: 'https://u:p@idp.example/keys' }]\n${client('jwt: { issuer: i, claims: { a: b } }')}`,
      'jwt[0].jwksUri: expected a URL with https://',
    ],
    [
      'an attribute that is none',
      `jwt: [{ issuer: i, audience: x, jwksFile: public.pem, person: { claim: sub, attribute: 'a eq b' } }]\n${client('jwt: { issuer: i, claims: { a: b } }')}`,
      'jwt[0].person.attribute: expected a SCIM attribute',
    ],
    [
      'an attribute that no User has',
      `jwt: [{ issuer: i, audience: x, jwksFile: public.pem, person: { claim: sub, attribute: login } }]\n${client('jwt: { issuer: i, claims: { a: b } }')}`,
      'jwt[0].person.attribute: no User has a text by the name login',
    ],
    [
      'the name of the gateway itself',
      `publicUrl: https://a.example/scim/v2\noauth: { enabled: true }\njwt: [{ issuer: https://a.example, audience: x, jwksFile: public.pem }]\n${client('jwt: { issuer: https://a.example, claims: { a: b } }')}`,
      'jwt[0].issuer: is the name of the gateway itself',
    ],
    [
      'introspection of nobody',
      `${asked}\n${client(`tokens: ['${hash}']`)}`,
      'introspection: no client has introspection.claims',
    ],
    [
      'introspection without a place',
      client('introspection: { claims: { a: b } }'),
      'clients[0].introspection: needs the section introspection',
    ],
    [
      'introspection without a secret',
      `introspection: { url: https://idp.example, clientId: c }\n${client('introspection: { claims: { a: b } }')}`,
      'introspection.clientSecretFile: is needed',
    ],
    [
      'an empty secret',
      `introspection: { url: https://idp.example, clientId: c, clientSecretFile: empty }\n${client('introspection: { claims: { a: b } }')}`,
      'introspection.clientSecretFile: names a file without a secret',
    ],
    [
      'introspection of an issuer of the list',
      `${entra}\n${asked.replace('}', ', issuer: i }')}\nclients: [{ name: a, jwt: { issuer: i, claims: { a: b } }, introspection: { claims: { a: b } } }]`,
      'introspection.issuer: is listed under jwt',
    ],
  ])('are refused with %s', (_, text, message) => {
    const problems = problemsOf(at(text))

    expect(problems).toEqual([expect.stringContaining(message)])
    expect(problems.join()).not.toMatch(/hunter2|u:p@/)
  })
})
