/** Who has power by olcAccess. slapd.access(5); docs/protected-entries.md */
import { describe, expect, it } from 'vitest'
import { powersIn } from '../../../src/operations/protected/access-rules.ts'
import { powersOf } from '../../../src/operations/protected/found.ts'

const account = (...accounts: readonly string[]) => ({ accounts, groups: [], unnamed: 0 })
const group = (...groups: readonly string[]) => ({ accounts: [], groups, unnamed: 0 })
const nobody = { accounts: [], groups: [], unnamed: 0 }

describe('an access rule', () => {
  it.each([
    ['to * by dn.exact="cn=app,dc=x" write by * none', account('cn=app,dc=x')],
    ['{3}to * by dn.base="cn=app,dc=x" manage', account('cn=app,dc=x')],
    ['to * by dn="cn=app,dc=x" =rw', account('cn=app,dc=x')],
    ['to * by dn.exact=cn=app,dc=x read', account('cn=app,dc=x')],
    ['to * by dn.exact="cn=a b,dc=x" +w break', account('cn=a b,dc=x')],
    ['to * by dn.exact="cn=\\"app\\",dc=x" write', account('cn="app",dc=x')],
    [
      'to attrs=userPassword  by dn.exact="cn=one,dc=x" =w\n  by dn.exact="cn=two,dc=x" write',
      account('cn=one,dc=x', 'cn=two,dc=x'),
    ],
    ['to * by dn.exact="cn=app,dc=x" auth', nobody],
    ['to * by dn.exact="cn=app,dc=x" search', nobody],
    ['to * by dn.exact="cn=app,dc=x" -w', nobody],
    ['to * by dn.exact="cn=app,dc=x"', nobody],
    ['to dn.exact="cn=target,dc=x" by * write', nobody],
    ['to * by self write by users read by anonymous auth', nobody],
    ['to attrs=member by dnattr=owner selfwrite', nobody],
    ['to * by group.exact="cn=admins,dc=x" write', group('cn=admins,dc=x')],
    ['to * by group/groupOfUniqueNames/uniqueMember.exact="cn=admins,dc=x" manage', group('cn=admins,dc=x')],
    ['to * by group/organizationalRole/roleOccupant="cn=admins,dc=x" write', group('cn=admins,dc=x')],
    ['to * by group.exact="cn=staff,dc=x" read', nobody],
    ['to * by set="[cn=admins,dc=x]/member* & user" write', group('cn=admins,dc=x')],
    ['to * by set="user/title & [boss]" write', { ...nobody, unnamed: 1 }],
    ['to * by dn.subtree="ou=admins,dc=x" write', { ...nobody, unnamed: 1 }],
    ['to * by dn.regex="^uid=([^,]+),ou=admins,dc=x$" write', { ...nobody, unnamed: 1 }],
    ['to * by dn.level{2}="dc=x" write', { ...nobody, unnamed: 1 }],
    ['to * by dn.subtree="ou=people,dc=x" read', nobody],
    ['to * by dn.exact="cn=app,dc=x" peername.ip=127.0.0.1 write', account('cn=app,dc=x')],
    ['to filter=(cn=by write) by dn.exact="cn=app,dc=x" write', account('cn=app,dc=x')],
    ['to * by dn.exact="unclosed write', nobody],
    ['', nobody],
  ])('%s', (rule, powers) => {
    expect(powersIn([rule])).toEqual(powers)
  })

  it('of any length is read in no time', () => {
    const started = performance.now()
    powersIn([`to * by ${'dn.exact="a\\'.repeat(20_000)}`, `to * ${'by by by '.repeat(20_000)}`, '"'.repeat(50_000)])
    expect(performance.now() - started).toBeLessThan(5_000)
  })
})

describe('the configuration of a server', () => {
  it('names who manages it, who replicates, and for whom limits are made', () => {
    const attributes = new Map([
      ['olcrootdn', ['cn=admin,dc=x']],
      ['olcupdatedn', ['cn=update,dc=x']],
      [
        'olcsyncrepl',
        [
          '{0}rid=001 provider=ldaps://a binddn="cn=sync,dc=x" credentials=secret',
          'rid=2 binddn=cn=other,dc=x retry="5 +"',
        ],
      ],
      ['olclimits', ['{0}dn.exact="cn=limits,dc=x" size=unlimited', '{1}group="cn=staff,dc=x" size=5000']],
    ])
    const named = ['cn=admin,dc=x', 'cn=update,dc=x', 'cn=sync,dc=x', 'cn=other,dc=x', 'cn=limits,dc=x']
    expect(powersOf([{ attributes }])).toEqual(account(...named))
  })
})
