import { describe, expect, it } from 'vitest'
import { totalLimit } from '../../src/check/size-limits.ts'

const account = 'cn=scimdap,ou=services,dc=example,dc=com'
const limit = (
  limits: readonly string[],
  more: { sizeLimits?: readonly string[]; everywhere?: readonly string[]; rootDn?: string } = {},
) => totalLimit({ limits, sizeLimits: more.sizeLimits ?? [], rootDn: more.rootDn }, account, more.everywhere ?? [])

describe('the size limit of an account, slapd.conf(5) limits', () => {
  it.each([
    [[], 500],
    [['{0}dn.exact="cn=scimdap,ou=services,dc=example,dc=com" size=unlimited time=unlimited'], 'unlimited'],
    [['dn.exact="CN=Scimdap, ou=services,dc=example,dc=com" size=unlimited'], 'unlimited'],
    [['dn="cn=scimdap,ou=services,dc=example,dc=com" size.prtotal=unlimited'], 'unlimited'],
    [['dn.exact="cn=other,dc=example,dc=com" size=unlimited'], 500],
    [['dn.children="ou=services,dc=example,dc=com" size=2000'], 2000],
    [['dn.onelevel="ou=services,dc=example,dc=com" size.soft=10 size.hard=3000'], 3000],
    [['dn.subtree="dc=example,dc=com" size.soft=10'], 10],
    [['users size.soft=100 size.hard=soft'], 100],
    [['* size.prtotal=disabled'], 0],
    [['anonymous size=unlimited', 'users size=7'], 7],
    [['users size=7', '* size=unlimited'], 7],
    [['users time=unlimited'], 500],
    [['group="cn=admins,dc=example,dc=com" size=unlimited', 'users size=7'], 'unknown'],
    [['dn.regex="^cn=.*" size=unlimited'], 'unknown'],
  ] as const)('is, by %j, %s', (limits, expected) => {
    expect(limit(limits)).toBe(expected)
  })

  it('is what olcSizeLimit says where no rule fits, the database before the server', () => {
    expect(limit([], { everywhere: ['1000'] })).toBe(1000)
    expect(limit([], { everywhere: ['1000'], sizeLimits: ['unlimited'] })).toBe('unlimited')
    expect(limit([], { sizeLimits: ['size.soft=20 size.hard=30'] })).toBe(30)
  })

  it('is none for rootdn', () => {
    expect(limit(['* size=1'], { rootDn: 'CN=scimdap,OU=services,DC=example,DC=com' })).toBe('unlimited')
  })
})
