import { describe, expect, it } from 'vitest'
import { settingsOf } from '../../src/directory/ldapts/options.ts'
import { targetOf } from '../../src/directory/ldapts/socket.ts'

describe('the options of a directory', () => {
  it('never bind a DN with an empty password, which binds nobody (RFC 4513 §5.1.2)', () => {
    const urls = ['ldap://localhost']
    expect(() => settingsOf({ urls, bindDn: 'cn=a' })).toThrow('empty')
    expect(() => settingsOf({ urls, bindDn: 'cn=a', password: '' })).toThrow('empty')
    expect(() => settingsOf({ urls, bindDn: '', password: 'x' })).toThrow('empty')
    expect(settingsOf({ urls }).credentials).toEqual({ kind: 'external' })
  })

  it('keep two shared sessions, and the defaults where undefined is given', () => {
    const settings = settingsOf({ urls: ['ldap://localhost'], sessions: 1, timeouts: { wait: 5 } })
    expect(settings).toMatchObject({ sessions: 2, leases: 4, timeouts: { wait: 5, operation: 10_000 } })
  })

  it('need a server', () => {
    expect(() => settingsOf({ urls: [] })).toThrow()
  })
})

describe('URLs (RFC 4516)', () => {
  it.each([
    ['ldap://a.example', { kind: 'tcp', host: 'a.example', port: 389, secure: false }],
    ['LDAPS://a.example/', { kind: 'tcp', host: 'a.example', port: 636, secure: true }],
    ['ldap://[::1]:1389/dc=x', { kind: 'tcp', host: '::1', port: 1389, secure: false }],
    ['ldapi://%2Frun%2Fldapi', { kind: 'local', path: '/run/ldapi' }],
    ['ldapi:///', { kind: 'local', path: '/var/run/slapd/ldapi' }],
  ])('%s', (url, target) => {
    expect(targetOf(url)).toEqual(target)
  })

  it.each(['http://a', 'a.example', ''])('refuses %j', (url) => {
    expect(() => targetOf(url)).toThrow('not an LDAP URL')
  })
})
