/** `scimdap serve` and deactivation: a lock that is not seen to keep anybody from binding is refused, unless somebody answers for it. */
import { describe, expect, it } from 'vitest'
import { parse, stringify } from 'yaml'
import { demoContent } from '../../src/demo/content.ts'
import { scimdap } from '../cli/scimdap.ts'
import { addAccessRule } from '../protocol/support.ts'
import { configurationFor } from '../support/gateway.ts'
import { type Openldap, startOpenldap } from '../support/openldap.ts'
import { check, configFor } from './check-support.ts'

const file = '/etc/scimdap/scimdap.yaml'
const serve = (ldap: Openldap, users: Readonly<Record<string, unknown>> = {}, more = {}) => {
  const { users: declared, ...rest } = configurationFor(ldap)
  const yaml = stringify({ users: { ...declared, ...users }, ...rest, ...more })
  return scimdap(['serve', '--config', file], { [file]: yaml })
}
const taken = { code: 0, complained: '' }

const within = async (options: Parameters<typeof startOpenldap>[0], test: (ldap: Openldap) => Promise<void>) => {
  const ldap = await startOpenldap(options)
  try {
    await test(ldap)
  } finally {
    await ldap.stop()
  }
}
const people = ({ suffix }: Openldap) => `ou=people,${suffix}`
const asRoot = ({ url, adminDn, adminPassword }: Openldap) => ({
  ...{ urls: [url], bindDn: adminDn, password: adminPassword },
})
const row = { flag: 'scimActive', lock: 'pwdAccountLockedTime' }
const enforcedBy = 'all applications ask a RADIUS server that looks at it'

describe('a lock of the password policy', () => {
  it('is taken without a word where the policy that is said to be in force locks', () =>
    within({}, async (ldap) => {
      const defaultPolicy = `cn=default,ou=policies,${ldap.suffix}`

      expect(await serve(ldap, { passwordState: { defaultPolicy } })).toMatchObject(taken)
    }))

  it('is taken without a word where the overlay answers and every policy locks', () =>
    within({}, async (ldap) => {
      expect(await serve(ldap)).toMatchObject(taken)
    }))

  it('stops serve where no policy is to be seen, unless somebody answers for it or nobody is ever deactivated', () =>
    within({}, async (ldap) => {
      await addAccessRule(ldap, `to dn.subtree="ou=policies,${ldap.suffix}" by * none`)

      const { code, complained } = await serve(ldap)
      expect(code).toBe(1)
      expect(complained).toMatch(
        /scimdap\.yaml:1:1: User: attributes\.active: .*is not to be seen: whether the password policy that is in force locks/,
      )
      expect(complained).toMatch(/scimdap check --write-probe and say under enforcedBy .* or let the account .* read/)
      const attributes = { active: { lock: 'pwdAccountLockedTime', flag: 'scimActive', enforcedBy } }
      expect(await serve(ldap, { attributes })).toMatchObject(taken)
      const readOnly = { operations: { create: false, replace: false, patch: false } }
      expect(await serve(ldap, readOnly)).toMatchObject(taken)
      const checked = await check(ldap, configFor(ldap, { more: { users: { base: people(ldap), ...readOnly } } }), [])
      expect([checked.code, checked.ids('error')]).toEqual([0, []])
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

  it('stops serve as the rootdn, whom no overlay answers', () =>
    within({}, async (ldap) => {
      const { code, complained } = await serve(ldap, {}, { directory: asRoot(ldap) })

      expect(code).toBe(1)
      expect(complained).toContain('no password policy overlay answers for the account of the gateway')
      expect(complained).toContain('an account that is not the rootdn')
    }))
})

describe('scimdap check, where the account of the gateway cannot see the lock at work', () => {
  it('is an error, and is told what to declare once a trial or cn=config has shown it', () =>
    within({}, async (ldap) => {
      const more = { directory: asRoot(ldap) }
      const unknown = await check(ldap, configFor(ldap, { more }), [])
      const tried = await check(ldap, configFor(ldap, { more }), ['--write-probe'])
      const configured = await check(ldap, configFor(ldap, { more }))

      expect([unknown.code, unknown.ids('error')]).toEqual([1, ['deactivation-unknown']])
      for (const [{ code, ids, findings }, how] of [
        [tried, 'tried with scimdap check --write-probe'],
        [configured, 'seen by scimdap check in cn=config'],
      ] as const) {
        expect([code, ids('error')]).toEqual([1, ['deactivation-undeclared']])
        const line = / active: \{.*\}$/.exec(findings[0]?.advice ?? '')?.[0] ?? ''
        const { active } = parse(line)
        expect(active).toEqual({
          ...{ flag: 'scimActive', lock: 'pwdAccountLockedTime' },
          enforcedBy: `the password policy of the directory, ${how}`,
        })
        const after = await check(ldap, configFor(ldap, { users: { active }, more }), ['--write-probe'])
        expect([after.code, after.ids('error')]).toEqual([0, []])
        expect(await serve(ldap, { attributes: { active } }, more)).toMatchObject(taken)
      }
    }))

  it('says that a trial in one of several databases is no proof for the others', () =>
    within({}, async (ldap) => {
      const other = await ldap.addDatabase('dc=partners,dc=org', {
        database: { olcAccess: [`{0}to * by dn.exact="${ldap.gatewayDn}" write by * read`] },
      })
      const users = { bases: [{ base: people(ldap) }, { base: other.suffix }] }
      const { code, findings } = await check(ldap, configFor(ldap, { more: { users } }), ['--write-probe'])

      expect(code).toBe(1)
      expect(findings.find(({ id }) => id === 'deactivation-undeclared')?.advice).toMatch(
        /^It was tried where new entries go; whether it holds in the other databases, .* enforcedBy: ".*" \}$/,
      )
    }))

  it('is asked by init, with the row of whoever has decided', () =>
    within({ load: demoContent({ count: 20, suffix: 'dc=example,dc=com' }) }, async (ldap) => {
      const words = ['init', '--url', ldap.url, '--bind-dn', ldap.adminDn, '--password-file', '/password']
      const { printed } = await scimdap(words, { '/password': ldap.adminPassword })

      expect(printed.replaceAll(/\n# +/g, ' ')).toContain(
        '- users: active: whether whoever is deactivated could still bind is not to be seen',
      )
      expect(parse(printed).users.attributes).toEqual({ active: row })
      const decided = printed.replace(/\n {4}active: .*/, '').replace(/# (active: \{)/, '$1')
      expect(parse(decided).users.attributes).toEqual({ active: { ...row, enforcedBy: expect.any(String) } })
      const outcome = async (text: string) => {
        const files = { [file]: text, '/password': ldap.adminPassword }
        return (await scimdap(['check', '--config', file], files)).code
      }
      expect([await outcome(printed), await outcome(decided)]).toEqual([1, 0])
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
