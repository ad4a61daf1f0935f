/** Tenants that would look at the same entries are refused, unless both say that they mean it. docs/tenants.md */
import { describe, expect, it } from 'vitest'
import { hashToken } from '../../src/auth/bearer-token.ts'
import { loadGateway } from '../../src/config/load-gateway.ts'
import { ConfigError } from '../../src/config/problem.ts'

type Options = Readonly<Record<string, unknown>>

const people = 'ou=people,dc=example,dc=com'
const serviceOf = (name: string, { url = 'ldaps://ldap.example.com', may, ...more }: Options = {}): Options => ({
  directory: { urls: [url].flat(), bindDn: 'cn=scimdap', password: 'secret', allowPlaintext: true },
  users: { base: people },
  clients: [{ name: 'idp', tokens: [hashToken(name)], ...(may === undefined ? {} : { may }) }],
  ...more,
})

const problems = (one: Options, other: Options, own: Options = {}): readonly string[] => {
  const text = JSON.stringify({ ...own, tenants: { acme: serviceOf('acme', one), globex: serviceOf('globex', other) } })
  try {
    loadGateway({ file: 'scimdap.yaml', text, environment: {}, readFile: () => '' })
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error
    return error.problems.map(({ where, message }) => `${where}: ${message}`)
  }
  return []
}
const users = (base: string, more: Options = {}) => ({ users: { base, ...more } })
const seeing = (...bases: readonly string[]) => ({ may: { User: { bases } } })

describe('tenants that look at the same entries', () => {
  it('are refused with the place, and what to do', () => {
    expect(problems({}, {})).toEqual([
      expect.stringMatching(
        /^scimdap\.yaml:1:\d+: tenant globex: looks at entries \(ou=people,dc=example,dc=com\) at which tenant acme looks, too.*sharedBase: true in both$/,
      ),
    ])
  })

  it.each<[string, Options, Options]>([
    ['in another spelling', users(people), users('OU = People , dc=EXAMPLE,dc=com')],
    ['above', users('dc=example,dc=com'), users(people)],
    ['below', users(people), users(`ou=berlin,${people}`)],
    ['as groups', { groups: { base: 'dc=example,dc=com' } }, users(people)],
    ['among several bases', users(people), { users: { bases: [{ base: 'ou=x,dc=y' }, { base: people }] } }],
    [
      'over another protocol of the same server',
      { url: 'ldaps://LDAP.example.com:636' },
      { url: 'ldap://ldap.example.com' },
    ],
    [
      'over one of several servers',
      { url: ['ldaps://a.example', 'ldaps://b.example'] },
      { url: ['ldaps://b.example'] },
    ],
    ['over this machine by two names', { url: 'ldap://localhost' }, { url: 'ldap://127.0.0.1:389' }],
    ['over one socket', { url: 'ldapi://%2Frun%2Fldapi' }, { url: 'ldapi://%2frun%2fldapi' }],
    ['where one client of one sees all', seeing(`ou=berlin,${people}`), {}],
    ['where branches of clients overlap', seeing(`ou=berlin,${people}`), seeing(`ou=x,ou=berlin,${people}`)],
    ['where one of them alone says so', { sharedBase: true }, {}],
    ['where the other alone says so', {}, { sharedBase: true }],
  ])('are refused %s', (_, one, other) => {
    expect(problems(one, other)).toEqual([expect.stringContaining('tenant globex: looks at entries')])
  })

  it('are refused beside the service at the base path', () => {
    expect(problems(users('dc=a'), users('dc=b'), serviceOf('own', users('ou=people,dc=b')))).toEqual([
      expect.stringContaining('at which the service at the base path looks, too'),
    ])
  })

  it.each<[string, Options, Options]>([
    ['in different trees', users('ou=people,dc=a'), users('ou=people,dc=b')],
    ['in branches beside each other', users(`ou=a,${people}`), users(`ou=aa,${people}`)],
    ['over different servers', { url: 'ldaps://a.example' }, { url: 'ldaps://b.example' }],
    ['over different ports', { url: 'ldaps://a.example:1636' }, { url: 'ldaps://a.example:2636' }],
    ['above, but not so far', users('dc=example,dc=com', { scope: 'one' }), users(people)],
    ['with clients of disjoint branches', seeing(`ou=a,${people}`), seeing(`ou=b,${people}`)],
    [
      'with clients that see nothing of the type',
      { may: { Group: {} }, groups: { base: 'ou=groups,dc=example,dc=com' } },
      {},
    ],
    ['where both say so', { sharedBase: true }, { sharedBase: true }],
  ])('are taken %s', (_, one, other) => {
    expect(problems(one, other)).toEqual([])
  })
})
