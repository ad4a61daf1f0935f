import { describe, expect, it } from 'vitest'
import { hashToken } from '../../src/auth/bearer-token.ts'
import { mergedOptions } from '../../src/config/load.ts'
import { hash, load, mappingsIn, minimal, problemsOf } from './support.ts'

describe('loadConfig: what a valid configuration becomes', () => {
  it('fills in every default of a minimal one', () => {
    const config = load()

    expect(config.publicUrl).toBeUndefined()
    expect(config.listen).toEqual({
      host: '127.0.0.1',
      port: 8080,
      reusePort: false,
      behindProxy: false,
      tls: undefined,
    })
    expect(config.directory.timeouts).toEqual({ connectMs: 3000, operationMs: 10000, pageMs: 60000, waitMs: 1000 })
    expect(config.directory.tls).toMatchObject({ startTls: false, verify: true })
    expect(config.clients).toEqual([
      {
        name: 'idp',
        access: 'write',
        setPassword: false,
        tokenHashes: [hash],
        dialect: { wire: 'tolerant', tolerances: {} },
      },
    ])
    expect(config.lists).toEqual({ defaultCount: 100, maxResults: 1000 })
    expect(config.discoveryPublic).toBe(true)
  })

  it('lays the rows of users over the preset and keeps the others', () => {
    const text = minimal.replace(
      'users:\n',
      'preset: inetOrgPerson\nusers:\n  rdn: cn\n  attributes: { title: description, nickName: null }\n',
    )

    const { User } = mappingsIn(load({ text }))

    expect(User.rdn).toBe('cn')
    expect(User.attributes.title).toBe('description')
    expect(User.attributes.nickName).toBeNull()
    expect(User.attributes.userName).toBe('uid')
    expect(User.objectClass).toBe('inetOrgPerson')
  })

  it('has no memberships where there are no groups', () => {
    const { User, Group } = mappingsIn(load())

    expect(Group).toBeUndefined()
    expect(User.attributes).not.toHaveProperty('groups')
  })

  it('has groups with the mapping of the preset where their base is said', () => {
    const { User, Group } = mappingsIn(load({ text: `${minimal}groups: { base: 'ou=groups,dc=example,dc=com' }\n` }))

    expect(Group).toMatchObject({ base: 'ou=groups,dc=example,dc=com', rdn: 'cn', scope: 'sub' })
    expect(User.attributes.groups).toEqual({ memberships: 'Group' })
  })

  it.each([
    ['https://scim.example.com', 'https://scim.example.com/scim/v2'],
    ['https://scim.example.com/', 'https://scim.example.com/scim/v2'],
    ['https://scim.example.com:8443/a/b/', 'https://scim.example.com:8443/a/b'],
    ['http://[::1]:8080/scim', 'http://[::1]:8080/scim'],
  ])('reads publicUrl %s as %s', (written, publicUrl) => {
    expect(load({ text: `publicUrl: ${written}\n${minimal}` }).publicUrl).toBe(publicUrl)
  })

  it.each([
    '/scim/v2',
    'ftp://a/b',
    'https://a/b?c=d',
    'https://a/b#c',
    'https://user:pw@a/b',
    'https://a//b',
    'https://a/b c',
    'https://a:99999/b',
    'https://a/%2e%2e/b',
  ])('refuses publicUrl %s', (written) => {
    expect(problemsOf({ text: `publicUrl: "${written}"\n${minimal}` })).toEqual([
      expect.stringContaining('publicUrl: expected an absolute URL'),
    ])
  })

  it('takes a key whose children are all commented out as not written', () => {
    expect(load({ text: `${minimal}listen:\n  # port: 1\nlog:\n` }).listen.port).toBe(8080)
  })
})

describe('loadConfig: the overlay', () => {
  it('wins over the file option by option, and replaces lists and rows of a mapping as a whole', () => {
    const text = `${minimal}listen: { host: localhost, port: 1 }\n`
    const overlay =
      'listen: { port: 2 }\nusers: { attributes: { emails: { plain: [{ attribute: mail }] } } }\ndirectory: { urls: [ldapi://%2Fa] }'

    const config = load({ text, overlay })

    expect(config.listen).toMatchObject({ host: 'localhost', port: 2 })
    expect(config.directory.urls).toEqual(['ldapi://%2Fa'])
    expect(config.directory.password).toBe('secret')
    expect(mappingsIn(config).User.attributes.emails).toEqual({ plain: [{ attribute: 'mail' }] })
  })

  it('takes an option back with null', () => {
    expect(load({ text: `${minimal}log: { level: debug }\n`, overlay: 'log: { level: null }' }).log.level).toBe('info')
  })

  it('is named in its problems', () => {
    expect(problemsOf({ overlay: 'log:\n  level: loud' })).toEqual([
      'overlay:2:10: log.level: expected one of debug, info, warn, error, silent, found "loud"',
    ])
  })
})

describe('loadConfig: the defaults', () => {
  it('give way to the file option by option, which is named in its problems', () => {
    const defaults = 'listen: { port: 3, host: localhost }\nlog: { level: warn }'

    const config = load({ defaults, text: `${minimal}listen: { port: 2 }\n` })

    expect([config.listen.host, config.listen.port, config.log.level]).toEqual(['localhost', 2, 'warn'])
    expect(problemsOf({ defaults, text: `log: { level: loud }\n${minimal}` })).toEqual([
      '/etc/scimdap/scimdap.yaml:1:15: log.level: expected one of debug, info, warn, error, silent, found "loud"',
    ])
  })
})

describe('mergedOptions', () => {
  it('is one configuration of all layers, with the files by absolute paths', () => {
    const text = `schemas: [a.json]
directory: { passwordFile: secrets/pw, tls: { caFile: /etc/ca.crt } }
users: { attributes: { profileFile: labeledURI } }
clients: [{ name: idp, tokenFile: ../token }]
`
    const readFile = () => ''

    const merged = mergedOptions({
      ...{ file: '/etc/scimdap/scimdap.yaml', text, readFile },
      ...{ defaults: 'users: { base: below }', overlay: 'listen: { port: 2 }' },
    })

    expect(merged).toEqual({
      schemas: ['/etc/scimdap/a.json'],
      directory: { passwordFile: '/etc/scimdap/secrets/pw', tls: { caFile: '/etc/ca.crt' } },
      users: { base: 'below', attributes: { profileFile: 'labeledURI' } },
      clients: [{ name: 'idp', tokenFile: '/etc/token' }],
      listen: { port: 2 },
    })
  })
})

describe('loadConfig: secrets from files', () => {
  const withFile = minimal.replace('password: secret', 'passwordFile: secrets/pw')

  it('reads the password from the first line of a file beside the configuration', () => {
    const files = { '/etc/scimdap/secrets/pw': ' s3cret: \nsecond line' }

    expect(load({ text: withFile, files }).directory.password).toBe(' s3cret: ')
  })

  it('lets the environment replace the file by a password, and the other way round', () => {
    const fromVariable = load({ text: withFile, environment: { SCIMDAP_DIRECTORY_PASSWORD: 'other' } })
    const fromFile = load({
      environment: { SCIMDAP_DIRECTORY_PASSWORD_FILE: '/run/pw' },
      files: { '/run/pw': 'third\r\n' },
    })

    expect(fromVariable.directory.password).toBe('other')
    expect(fromFile.directory.password).toBe('third')
  })

  it('hashes tokens in clear and keeps hashes of a token file', () => {
    const text = minimal.replace(`tokens: ['${hash}']`, 'tokenFile: tokens')
    const files = { '/etc/scimdap/tokens': `# ours\nabcdefgh-12345678\n\n${hash}\n` }

    const config = load({ text, files })

    expect(config.clients[0]?.tokenHashes).toEqual([hashToken('abcdefgh-12345678'), hash])
    expect(JSON.stringify(config)).not.toContain('abcdefgh')
  })

  it.each([
    ['an unreadable file', undefined, 'names a file that cannot be read (ENOENT)'],
    ['an empty file', '\n', 'names a file without a password in its first line'],
  ])('refuses %s without telling its name', (_, content, message) => {
    const files: Readonly<Record<string, string>> = content === undefined ? {} : { '/etc/scimdap/secrets/pw': content }

    expect(problemsOf({ text: withFile, files })).toEqual([
      `/etc/scimdap/scimdap.yaml:4:17: directory.passwordFile: ${message}`,
    ])
  })

  it.each(['', '# nothing\n', 'two words\n', 'sha256:short\n', 'short\n'])('refuses the token file %j', (content) => {
    const text = minimal.replace(`tokens: ['${hash}']`, 'tokenFile: tokens')

    expect(problemsOf({ text, files: { '/etc/scimdap/tokens': content } })).toEqual([
      expect.stringContaining('clients[0].tokenFile: names a file with no token in it'),
    ])
  })

  it('reads the key of cursors as it stands, or from the first line of a file; without one there is none', () => {
    const key = 'an umlaut ü counts as two bytes'
    const bytes = new TextEncoder().encode(key)
    const files = { '/etc/scimdap/key': `${key}\nsecond line` }

    expect(load({ text: `${minimal}cursors: { key: ${key} }\n` }).cursors).toEqual({ key: bytes, timeoutSeconds: 3600 })
    expect(load({ text: `${minimal}cursors: { keyFile: key }\n`, files }).cursors.key).toEqual(bytes)
    expect(load().cursors).toEqual({ key: undefined, timeoutSeconds: 3600 })
  })

  it.each([
    ['key: hunter2', 'cursors.key: expected a key of at least 32 bytes'],
    ['keyFile: key', 'cursors.keyFile: names a file whose first line is not a key of at least 32 bytes'],
    ['keyFile: hunter2', 'cursors.keyFile: names a file that cannot be read'],
    [`key: ${'hunter2'.repeat(9)}, keyFile: long`, 'cursors.keyFile: stands beside cursors.key'],
    ['key: { hunter2: 1 }', 'cursors.key: expected a text, found options'],
    ['key: 424242', 'cursors.key: expected a text, found a number'],
    ['timeoutSeconds: 0', 'cursors.timeoutSeconds: expected a whole number from 1'],
  ])('refuses cursors: { %s }, and shows no key', (option, message) => {
    const files = { '/etc/scimdap/key': 'hunter2\n', '/etc/scimdap/long': 'hunter2'.repeat(9) }
    const problems = problemsOf({ text: `${minimal}cursors: { ${option} }\n`, files }).join('\n')

    expect(problems).toContain(message)
    expect(problems.replaceAll('cursors.key.hunter2', '')).not.toMatch(/hunter2|424242/)
  })

  it('reads certificates of both sides', () => {
    const text = `${minimal.replace('password: secret', 'password: secret\n  tls: { caFile: ca, certFile: c, keyFile: k }')}
publicUrl: https://a/b
listen: { host: '::', tls: { certFile: c, keyFile: k } }
`
    const files = { '/etc/scimdap/ca': 'CA', '/etc/scimdap/c': 'CERT', '/etc/scimdap/k': 'KEY' }

    const config = load({ text, files })

    expect(config.listen.tls).toEqual({ cert: 'CERT', key: 'KEY' })
    expect(config.directory.tls).toMatchObject({ ca: 'CA', cert: 'CERT', key: 'KEY' })
  })
})
