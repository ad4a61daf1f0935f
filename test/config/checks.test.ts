import { describe, expect, it } from 'vitest'
import { hash, load, minimal, problemsOf } from './support.ts'

const directory = (lines: string) => minimal.replace('urls: [ldap://127.0.0.1:389]', lines)

describe('loadConfig: no secret crosses a network in clear', () => {
  it.each(['0.0.0.0', '::', '192.0.2.1', 'scim.example.com', '128.0.0.1', '127.0.0.1.example.com'])(
    'refuses to listen on %s without TLS or a proxy',
    (host) => {
      const text = `${minimal}publicUrl: https://a/b\nlisten: { host: '${host}' }\n`

      expect(problemsOf({ text })).toEqual([expect.stringContaining('listen.host: tokens would cross the network')])
    },
  )

  it.each(['127.0.0.1', '127.9.9.9', '::1', 'localhost', 'LOCALHOST', '::ffff:127.0.0.1'])('listens on %s', (host) => {
    expect(load({ text: `${minimal}listen: { host: '${host}' }\n` }).listen.host).toBe(host)
  })

  it('listens anywhere behind a declared proxy, and wants to know its public URL then', () => {
    const text = `${minimal}listen: { host: 0.0.0.0, behindProxy: true }\n`

    expect(problemsOf({ text })).toEqual([expect.stringContaining('publicUrl: is needed')])
    expect(load({ text: `${text}publicUrl: https://a/b\n` }).listen.host).toBe('0.0.0.0')
  })

  it.each([
    'ldap://ldap.example.com',
    'LDAP://192.0.2.1:389',
    'ldap://[2001:db8::1]:389',
    'ldap://127.0.0.1.example.com',
  ])('refuses %s without StartTLS', (url) => {
    expect(problemsOf({ text: directory(`urls: ['${url}']`) })).toEqual([
      expect.stringContaining('directory.urls[0]: the bind password would cross the network in clear'),
    ])
  })

  it.each([
    'urls: [ldaps://ldap.example.com]',
    'urls: [ldap://localhost, "ldap://[::1]:389", ldapi://%2Frun%2Fslapd%2Fldapi]',
    'urls: [ldap://ldap.example.com]\n  tls: { startTls: true }',
    'urls: [ldap://ldap.example.com]\n  allowPlaintext: true',
  ])('accepts %j', (lines) => {
    expect(load({ text: directory(lines) }).directory.urls.length).toBeGreaterThan(0)
  })

  it.each([
    'http://a',
    'ldap://',
    'ldap://a/dc=example',
    'ldap://a?x',
    'ldap://a:999999',
    'ldap://a b',
    'ldapi:///run/ldapi',
    'ldap://u:p@a',
  ])('refuses the LDAP URL %s', (url) => {
    expect(problemsOf({ text: directory(`urls: ['${url}']`) })[0]).toContain('directory.urls[0]: expected ldap://host')
  })
})

describe('loadConfig: who binds', () => {
  const credentials = (lines: string, url = 'ldaps://a') =>
    minimal
      .replace('ldap://127.0.0.1:389', url)
      .replace('  bindDn: cn=scimdap,dc=example,dc=com\n  password: secret\n', lines)

  it.each([
    ['no one', '', 'directory.bindDn: is needed: without it'],
    ['a DN without a password', '  bindDn: cn=a\n', 'directory.bindDn: needs a password or a passwordFile'],
    ['an empty password', "  bindDn: cn=a\n  password: ''\n", 'directory.password: expected a text that is not empty'],
    ['a password without a DN', '  password: a\n', 'directory.bindDn: is needed beside the password'],
    ['a password twice', '  bindDn: cn=a\n  password: a\n  passwordFile: b\n', 'stands beside directory.password'],
    ['a certificate without its key', '  tls: { certFile: a }\n', 'certFile and keyFile are only useful together'],
  ])('refuses %s', (_, lines, message) => {
    expect(problemsOf({ text: credentials(lines) }).join('\n')).toContain(message)
  })

  it('binds by EXTERNAL over ldapi', () => {
    expect(load({ text: credentials('', 'ldapi://%2Fa') }).directory.bindDn).toBeUndefined()
  })
})

describe('loadConfig: clients', () => {
  const clients = (lines: string) => `${minimal.slice(0, minimal.indexOf('clients:'))}clients:${lines}`
  const person = (userName: string) => clients(`\n  - name: a\n    tokens: ['${hash}']\n    userName: ${userName}`)

  it.each(['bjensen', 'bj@example.com', '"*)(uid=*"', 'a, b=c', 'Ünï ‮', '"12"'])(
    'that are the person %s',
    (userName) => {
      expect(load({ text: person(userName) }).clients[0]?.userName).toBe(userName.replaceAll('"', ''))
    },
  )

  it.each(['""', '"  "', '"a\\tb"', '"a\\0"', '"\\uD800"', '12', '[a]', 'true'])('refuse the person %s', (userName) => {
    expect(problemsOf({ text: person(userName) })[0]).toContain('clients[0].userName: expected ')
  })

  it.each([
    ['none', ' []', 'clients: expected at least one client'],
    [
      'one without a token',
      '\n  - name: a',
      'clients[0]: needs tokens, a tokenFile, oauth, jwt, introspection or certificates: without one nobody can call as this client',
    ],
    ['one without a name', `\n  - tokens: ['${hash}']`, 'clients[0].name: is required'],
    [
      'a name with a line break',
      `\n  - name: "a\\nb"\n    tokens: ['${hash}']`,
      'clients[0].name: expected at most 64 letters',
    ],
    [
      'a hash with bits to spare',
      `\n  - name: a\n    tokens: ['${hash.replace(/U$/, 'V')}']`,
      'clients[0].tokens[0]: expected the hash',
    ],
    [
      'two of one name',
      `\n  - { name: a, tokens: ['${hash}'] }\n  - { name: a, tokens: ['${hash}'] }`,
      'clients[1].name: another client is already named a',
    ],
    [
      'two of one token',
      `\n  - { name: a, tokens: ['${hash}'] }\n  - { name: b, tokens: ['${hash}'] }`,
      'clients[1]: has a token that client a has already',
    ],
  ])('refuses %s', (_, lines, message) => {
    expect(problemsOf({ text: clients(lines) }).join('\n')).toContain(message)
  })
})
