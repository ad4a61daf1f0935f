/** `scimdap serve` and deactivation: a lock that keeps nobody from binding is refused, one that is not to be seen is told. */
import { describe, expect, it } from 'vitest'
import { stringify } from 'yaml'
import { scimdap } from '../cli/scimdap.ts'
import { addAccessRule } from '../protocol/support.ts'
import { configurationFor, startGateway } from '../support/gateway.ts'
import { type Openldap, startOpenldap } from '../support/openldap.ts'
import { check, configFor } from './check-support.ts'

const file = '/etc/scimdap/scimdap.yaml'
const serve = (ldap: Openldap, users: Readonly<Record<string, unknown>> = {}) => {
  const { users: declared, ...rest } = configurationFor(ldap)
  const yaml = stringify({ users: { ...declared, ...users }, ...rest })
  return scimdap(['serve', '--config', file], { [file]: yaml })
}
const unseenBy = async (ldap: Openldap, overlay: Readonly<Record<string, unknown>> = {}) => {
  const scim = await startGateway(ldap, overlay)
  await scim.close()
  return scim.observations.filter(({ kind }) => kind === 'deactivation-unseen')
}
const overlaid = (ldap: Openldap, users: Readonly<Record<string, unknown>>) => ({
  users: { base: `ou=people,${ldap.suffix}`, ...users },
})

const within = async (options: Parameters<typeof startOpenldap>[0], test: (ldap: Openldap) => Promise<void>) => {
  const ldap = await startOpenldap(options)
  try {
    await test(ldap)
  } finally {
    await ldap.stop()
  }
}
const enforcedBy = 'all applications ask a RADIUS server that looks at it'

describe('a lock of the password policy', () => {
  it('is taken without a word where the policy that is said to be in force locks', () =>
    within({}, async (ldap) => {
      const defaultPolicy = `cn=default,ou=policies,${ldap.suffix}`

      expect(await unseenBy(ldap, overlaid(ldap, { passwordState: { defaultPolicy } }))).toEqual([])
    }))

  it('is taken without a word where the overlay answers and every policy locks', () =>
    within({}, async (ldap) => {
      expect(await unseenBy(ldap)).toEqual([])
    }))

  it('is taken with a warning where no policy is to be seen, unless somebody answers for it', () =>
    within({}, async (ldap) => {
      const attributes = { active: { lock: 'pwdAccountLockedTime', flag: 'scimActive', enforcedBy } }
      await addAccessRule(ldap, `to dn.subtree="ou=policies,${ldap.suffix}" by * none`)

      expect(await unseenBy(ldap)).toMatchObject([
        { resourceType: 'User', reason: 'whether the password policy that is in force locks is not to be seen' },
      ])
      expect(await unseenBy(ldap, overlaid(ldap, { attributes }))).toEqual([])
      expect(
        await unseenBy(ldap, overlaid(ldap, { operations: { create: false, replace: false, patch: false } })),
      ).toEqual([])
    }))

  it('stops serve with its line and the reason where no policy locks', () =>
    within({ lockout: false }, async (ldap) => {
      const { code, complained } = await serve(ldap)

      expect(code).toBe(1)
      expect(complained).toMatch(/scimdap\.yaml:1:1: User: attributes\.active: .*no pwdLockout: TRUE/)
      expect((await check(ldap, configFor(ldap), [])).ids('error')).toEqual(['lockout-off'])
      const attributes = { active: { lock: 'pwdAccountLockedTime', enforcedBy } }
      expect(await serve(ldap, { attributes })).toMatchObject({ code: 0, complained: '' })
    }))

  it('stops serve where there is no overlay and no policy, and check says so without cn=config', () =>
    within({ ppolicy: false }, async (ldap) => {
      const { code, complained } = await serve(ldap)

      expect(code).toBe(1)
      expect(complained).toContain('no password policy overlay answers for the account of the gateway')
      const checked = await check(ldap, configFor(ldap), [])
      expect([checked.code, checked.ids('error')]).toEqual([1, ['lock-without-overlay']])
    }))

  it('is not to be seen for the rootdn, whom no overlay answers', () =>
    within({}, async (ldap) => {
      const directory = { urls: [ldap.url], bindDn: ldap.adminDn, password: ldap.adminPassword }

      expect(await unseenBy(ldap, { directory })).toMatchObject([
        { reason: 'no password policy overlay answers for the account of the gateway' },
      ])
    }))
})

describe('scimdap check --write-probe', () => {
  it('says that a person could still bind where something else is to keep people out', () =>
    within({ lockout: false }, async (ldap) => {
      const config = configFor(ldap, { users: { active: { flag: 'scimActive', enforcedBy } } })
      const { findings, ids } = await check(ldap, config, ['--write-probe'])

      expect([ids('error'), ids('note')]).toEqual([[], expect.arrayContaining(['deactivation-elsewhere'])])
      expect(findings.find(({ id }) => id === 'deactivation-elsewhere')?.what).toContain(enforcedBy)
    }))
})
