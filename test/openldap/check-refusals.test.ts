import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { demoContent } from '../../src/demo/content.ts'
import { configFile, scimdap } from '../cli/scimdap.ts'
import { type Openldap, startOpenldap } from '../support/openldap.ts'
import { check, configFor, database, modify } from './check-support.ts'

let directory: Openldap
beforeAll(async () => {
  directory = await startOpenldap({ load: demoContent({ count: 30, suffix: 'dc=example,dc=com' }) })
})
afterAll(() => directory.stop())

const everything = async (): Promise<readonly unknown[]> => {
  const admin = await directory.admin()
  const { searchEntries } = await admin.search(directory.suffix, { attributes: ['*', '+'] })
  await admin.unbind()
  // slapd counts itself what the suffix entry shows of replication.
  return searchEntries
    .map(({ contextCSN: _, ...entry }) => entry)
    .toSorted((a, b) => (String(a.dn) < String(b.dn) ? -1 : 1))
}

describe('scimdap check, where no LDIF helps', () => {
  it('says that the directory is unreachable', async () => {
    const config = configFor(directory, {
      more: { directory: { urls: ['ldap://127.0.0.1:1'], bindDn: 'cn=a', password: 'b' } },
    })

    const { code, findings } = await check(directory, config)

    expect([code, findings.map(({ id }) => id)]).toEqual([1, ['directory-unreachable']])
    expect(findings[0]?.what).toContain('ECONNREFUSED')
  })

  it('only warns where one of two servers is away', async () => {
    const { gatewayDn: bindDn, gatewayPassword: password, url } = directory
    const urls = ['ldap://127.0.0.1:1', url]
    const config = configFor(directory, { more: { directory: { urls, bindDn, password } } })

    const { code, ids } = await check(directory, config)

    expect([code, ids('error'), ids('warning')]).toEqual([0, [], ['server-unreachable']])
  })

  it('says which of the servers that it would follow referrals to is away, or refuses the account', async () => {
    const { gatewayDn: bindDn, gatewayPassword: password, url } = directory
    const over = (followed: object) =>
      configFor(directory, {
        more: { directory: { urls: [url], bindDn, password, referrals: 'follow', followed: [followed] } },
      })

    const away = await check(directory, over({ urls: ['ldap://127.0.0.1:1'] }))
    expect([away.code, away.ids('error')]).toEqual([1, ['directory-unreachable']])
    expect(away.findings[0]?.what).toContain('ldap://127.0.0.1:1')
    const other = await startOpenldap()
    const refused = await check(directory, over({ urls: [other.url], bindDn, password: 'another one' }))
    expect([refused.code, refused.ids('error')]).toEqual([1, ['bind-refused']])
    expect(refused.findings[0]?.what).toContain(other.url)
    const both = await check(directory, over({ urls: [other.url], bindDn, password: other.gatewayPassword }))
    expect([both.code, both.ids('error')]).toEqual([0, []])
    await other.stop()
  })

  it('says that the account is refused, and shows no password', async () => {
    const config = configFor(directory, { account: { dn: directory.gatewayDn, password: 'not-the-password' } })

    const outcome = await scimdap(['check', '-c', configFile], { [configFile]: config })

    expect(outcome.code).toBe(1)
    expect(outcome.printed).toContain('ERROR: bind-refused')
    expect(outcome.printed).toContain('invalidCredentials (49)')
    expect(outcome.printed + outcome.complained).not.toContain('not-the-password')
  })

  it('names every attribute type and object class that the directory does not know, at once', async () => {
    const config = configFor(directory, {
      users: { title: 'jobTitle', nickName: 'constructor', userName: 'login' },
      more: { groups: { base: `ou=groups,${directory.suffix}`, auxiliaryClasses: ['aClass'] } },
    })

    const { code, findings, ids } = await check(directory, config)

    expect([code, ids('error')]).toEqual([1, ['attribute-type-unknown', 'object-class-unknown']])
    const what = findings.map((finding) => finding.what).join('\n')
    for (const name of ['jobTitle', 'constructor', 'login', 'aClass']) expect(what).toContain(name)
  })

  it('knows the attribute type of a row of bits, too', async () => {
    const active = { bits: 'noSuchNumber', mask: 2, whenSet: false, enforcedBy: 'nothing' }
    const { code, findings } = await check(directory, configFor(directory, { users: { active } }))

    expect(code).toBe(1)
    expect(findings[0]?.what).toContain('attributes.active names the attribute type noSuchNumber')
  })

  it('says what else is wrong with a mapping', async () => {
    const config = configFor(directory, { users: { title: 'drink' } })

    const { findings, ids } = await check(directory, config)

    expect(ids('error')).toEqual(['mapping-invalid'])
    expect(findings[0]?.what).toContain('attributes.title: drink is allowed by none of inetOrgPerson, scimUser')
  })

  it('says that the lock is unknown, without LDIF where it is none of the password policy', async () => {
    const { findings, ids } = await check(directory, configFor(directory, { users: { active: { lock: 'myLock' } } }))

    expect([ids('error'), findings[0]?.remedy]).toEqual([['lock-type-unknown'], undefined])
  })

  it('says that the place of those who are not active is not there', async () => {
    const active = { inactiveIn: `ou=gone,ou=people,${directory.suffix}`, enforcedBy: 'an access rule' }
    const { findings, ids } = await check(directory, configFor(directory, { users: { active } }))

    expect(ids('error')).toEqual(['base-missing'])
    expect(findings[0]?.what).toContain('users.attributes.active.inactiveIn')
  })

  it('warns where active is not mapped', async () => {
    const none = await check(directory, configFor(directory, { users: { active: null } }))

    expect([none.code, none.ids('warning')]).toEqual([0, ['deactivation-unmapped']])
  })
})

describe('the probes of scimdap check', () => {
  it('change nothing, entryCSN included, whether they may write or not', async () => {
    const before = await everything()

    await check(directory, configFor(directory))
    await check(directory, configFor(directory), [])

    expect(await everything()).toEqual(before)
  })

  it('leave nothing behind with --write-probe', async () => {
    const before = await everything()

    const { code } = await check(directory, configFor(directory), ['--write-probe'])

    expect([code, await everything()]).toEqual([0, before])
  })

  it('see with --write-probe alone that a deactivated person could bind, and that one cannot be made', async () => {
    await modify(directory.admin(), `cn=default,ou=policies,${directory.suffix}`, [
      ['replace', 'pwdLockout', ['FALSE']],
    ])
    const policies = `to dn.subtree="ou=policies,${directory.suffix}" by * none`
    await modify(directory.config(), database, [['add', 'olcAccess', [`{0}${policies}`]]])
    const bindable = await check(directory, configFor(directory), ['--write-probe'])
    const places = `to dn.base="ou=people,${directory.suffix}" attrs=children by * none`
    await modify(directory.config(), database, [['add', 'olcAccess', [`{0}${places}`]]])
    const impossible = await check(directory, configFor(directory), ['--write-probe'])

    expect([bindable.code, bindable.ids('error')]).toEqual([1, ['deactivation-ineffective']])
    expect([impossible.code, impossible.ids('error')]).toEqual([
      1,
      ['write-right-missing', 'write-probe-failed', 'deactivation-unknown'],
    ])
  })
})
