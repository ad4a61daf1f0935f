/** What `scimdap check` says of entries that give power over the directory. docs/protected-entries.md */
import { describe, expect, it } from 'vitest'
import type { Seen } from '../../src/check/facts.ts'
import { protectionFindings } from '../../src/check/findings/protection.ts'
import { lookAtProtection } from '../../src/check/protection.ts'
import type { Directory } from '../../src/directory/directory.ts'
import type { Dn } from '../../src/ldap/dn.ts'
import type { Mapping } from '../../src/mapping/mapping.ts'

const admins = 'CN=Admins, ou=groups,dc=example,dc=com'
const rules = [
  `{0}to * by group.exact="${admins}" write`,
  '{1}to * by dn.exact="cn=replica,dc=example,dc=com" read by dn.subtree="ou=ops,dc=example,dc=com" write',
]
const config = { dn: 'olcDatabase={1}mdb,cn=config' as Dn, attributes: new Map([['olcaccess', rules]]) }
const mappings = [{ places: [{ base: 'ou=groups,dc=example,dc=com', scope: 'sub' }] }] as unknown as readonly Mapping[]
const looked = (entries: readonly string[]) =>
  lookAtProtection({
    ...{ directory: {} as Directory, administrator: { search: async () => [config] }, mappings },
    protectedIn: async () => ({ entries: new Set(entries), members: new Set(['uid=a,dc=example,dc=com']) }),
  })

describe('scimdap check', () => {
  it('names what has power below the bases and the gateway does not protect', async () => {
    const protection = await looked(['cn=scimdap,ou=services,dc=example,dc=com'])
    const findings = protectionFindings({ protection } as Seen)

    expect(protection).toEqual({
      entries: ['cn=scimdap,ou=services,dc=example,dc=com'],
      ...{ members: 1, unprotected: [admins], unnamed: 1 },
    })
    expect(findings.map(({ id, severity }) => [id, severity])).toEqual([
      ['power-unprotected', 'warning'],
      ['power-unnamed', 'note'],
    ])
    expect(findings[0]?.advice).toBe(`Name them under protected.entries: ["${admins}"].`)
  })

  it('has nothing to say of what is protected', async () => {
    const protection = await looked(['cn=admins,ou=groups,dc=example,dc=com'])
    expect(protection.unprotected).toEqual([])
    expect(protectionFindings({ protection: { ...protection, unnamed: 0 } } as Seen)).toEqual([])
    expect(protectionFindings({ protection: undefined } as unknown as Seen)).toEqual([])
  })
})
