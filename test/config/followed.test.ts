import { describe, expect, it } from 'vitest'
import { load, minimal, problemsOf } from './support.ts'

const directory = (lines: string) =>
  minimal.replace('urls: [ldap://127.0.0.1:389]', `urls: [ldap://127.0.0.1:389]\n${lines.replace(/^/gm, '  ')}`)

const following = (server: string, more = '') =>
  directory(`referrals: follow\nfollowed:\n  - ${server.replaceAll('\n', '\n    ')}${more}`)

describe('loadConfig: servers to which referrals may lead', () => {
  it('have the account and the TLS of the main one, but for the name in its certificate, where they have none', () => {
    const text = following('urls: [ldaps://b]', '\ntls: { servername: a, verify: false }')

    expect(load({ text }).directory.followed).toEqual([
      {
        ...{ urls: ['ldaps://b'], names: [], bindDn: 'cn=scimdap,dc=example,dc=com', password: 'secret' },
        tls: expect.objectContaining({ verify: false, servername: undefined }),
      },
    ])
  })

  it('have those of their own as a whole', () => {
    const text = following(
      'urls: [ldap://b]\nnames: [ldap://c]\nbindDn: cn=b\npasswordFile: b-password\ntls: { startTls: true, servername: b, caFile: ca }',
    )
    const files = { '/etc/scimdap/b-password': 'of b\n', '/etc/scimdap/ca': 'PEM' }

    expect(load({ text, files }).directory.followed).toEqual([
      {
        ...{ urls: ['ldap://b'], names: ['ldap://c'], bindDn: 'cn=b', password: 'of b' },
        tls: { startTls: true, verify: true, servername: 'b', ca: 'PEM', cert: undefined, key: undefined },
      },
    ])
  })

  it.each([
    ['no server to follow to', directory('referrals: follow'), 'directory.referrals: needs directory.followed'],
    [
      'servers that nobody follows to',
      directory('followed: [{ urls: [ldaps://b] }]'),
      'directory.followed: is of no use without',
    ],
    [
      'a password in clear',
      following('urls: [ldaps://b, ldap://b]'),
      'directory.followed[0].urls[1]: the bind password would cross the network in clear',
    ],
    [
      'one in clear, though the main server has StartTLS',
      following('urls: [ldap://b]\ntls: { verify: true }', '\ntls: { startTls: true }'),
      'directory.followed[0].urls[0]: the bind password',
    ],
    ['no URL', following('urls: []'), 'directory.followed[0].urls: expected at least one LDAP URL'],
    ['a URL that is none', following('urls: [https://b]'), 'directory.followed[0].urls[0]: expected ldap://host'],
    ['a DN without a password', following('urls: [ldaps://b]\nbindDn: cn=b'), 'followed[0].bindDn: needs a password'],
    ['a password without a DN', following('urls: [ldaps://b]\npassword: b'), 'followed[0].bindDn: is needed beside'],
    [
      'a password twice',
      following('urls: [ldaps://b]\nbindDn: cn=b\npassword: b\npasswordFile: c'),
      'followed[0].passwordFile: stands beside password',
    ],
    [
      'a certificate without its key',
      following('urls: [ldaps://b]\ntls: { certFile: b }'),
      'followed[0].tls.certFile: certFile and keyFile are only useful together',
    ],
    [
      'the main server',
      following('urls: [ldaps://b]\nnames: ["LDAP://127.0.0.1/"]'),
      'directory.followed[0].names[0]: is the address of a server that stands above it',
    ],
    ['an option that does not exist', following('urls: [ldaps://b]\nurl: b'), 'directory.followed[0].url'],
  ])('refuses %s', (_, text, message) => {
    expect(problemsOf({ text }).join('\n')).toContain(message)
  })

  it('is told of a password file that is empty, and never what stands in one', () => {
    const text = following('urls: [ldaps://b]\nbindDn: cn=b\npasswordFile: b-password')

    expect(problemsOf({ text, files: { '/etc/scimdap/b-password': '\nsecret' } })).toEqual([
      expect.stringContaining('directory.followed[0].passwordFile: names a file without a password'),
    ])
  })
})
