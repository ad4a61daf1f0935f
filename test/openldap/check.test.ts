import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { hashToken } from '../../src/auth/bearer-token.ts'
import { demoContent } from '../../src/demo/content.ts'
import type { SlapdOptions } from '../../src/demo/slapd-options.ts'
import { type Openldap, startOpenldap } from '../support/openldap.ts'
import { type Account, type ConfigDifference, check, configFor, database, mend, modify } from './check-support.ts'

const suffix = 'dc=example,dc=com'
const people = `ou=people,${suffix}`
const frontend = 'olcDatabase={-1}frontend,cn=config'
const account: Account = { dn: `cn=other,ou=services,${suffix}`, password: 'other-secret' }

const addAccount = async (directory: Openldap): Promise<void> => {
  const admin = await directory.admin()
  await admin.add(account.dn, {
    objectClass: ['applicationProcess', 'simpleSecurityObject'],
    cn: 'other',
    userPassword: account.password,
  })
  await admin.unbind()
}

/** Before every other rule. */
const rule = (directory: Openldap, text: string, dn = database) =>
  modify(directory.config(), dn, [['add', 'olcAccess', [`{0}${text}`]]])

const overlay = async (directory: Openldap, name: string, attributes: Record<string, string>): Promise<void> => {
  await modify(directory.config(), 'cn=module{0},cn=config', [['add', 'olcModuleLoad', [name]]])
  const config = await directory.config()
  await config.add(`olcOverlay=${name},${database}`, {
    objectClass: 'olcOverlayConfig',
    olcOverlay: name,
    ...attributes,
  })
  await config.unbind()
}

interface Broken {
  readonly what: string
  readonly id: string
  readonly severity: 'error' | 'warning'
  readonly options?: SlapdOptions
  readonly breakIt?: (directory: Openldap) => Promise<void>
  readonly config?: ConfigDifference
}

const broken: readonly Broken[] = [
  { what: 'our schema is not loaded', id: 'schema-missing', severity: 'error', options: { schema: false, load: [] } },
  {
    what: 'our schema is of another version',
    id: 'schema-outdated',
    severity: 'warning',
    breakIt: async (directory) => {
      const config = await directory.config()
      const { searchEntries } = await config.search('cn=schema,cn=config', { filter: '(cn=*scimdap)' })
      const [schema] = searchEntries
      const old =
        [schema?.olcAttributeTypes]
          .flat()
          .map(String)
          .find((text) => text.includes("'scimNickName'")) ?? ''
      await modify(Promise.resolve(config), String(schema?.dn), [
        ['delete', 'olcAttributeTypes', [old]],
        ['add', 'olcAttributeTypes', [old.replace(' ORDERING caseIgnoreOrderingMatch', '')]],
      ])
    },
  },
  { what: 'nothing is indexed', id: 'index-missing', severity: 'warning', options: { indexes: false } },
  {
    what: 'some attributes are indexed too little',
    id: 'index-missing',
    severity: 'warning',
    options: {
      indexes: false,
      database: { olcDbIndex: ['objectClass,uid,cn eq', 'mail pres', 'default eq', 'title'] },
    },
  },
  { what: 'lists are cut at 500', id: 'size-limit', severity: 'error', options: { limits: false } },
  {
    what: 'lists would be cut one day',
    id: 'size-limit',
    severity: 'warning',
    options: { limits: false, database: { olcSizeLimit: ['5000'], olcLimits: ['users size.prtotal=2000'] } },
  },
  {
    what: 'the account may only read',
    id: 'write-right-missing',
    severity: 'error',
    breakIt: async (directory) => {
      await addAccount(directory)
      await rule(directory, `to dn.subtree="${suffix}" by dn.exact="${account.dn}" read by * break`)
      await modify(directory.config(), database, [
        ['add', 'olcLimits', [`{0}dn.exact="${account.dn}" size=unlimited time=unlimited`]],
      ])
    },
    config: { account },
  },
  {
    what: 'the account may not write some attributes',
    id: 'write-right-missing',
    severity: 'error',
    breakIt: (directory) =>
      rule(directory, `to dn.subtree="${people}" attrs=mail,jpegPhoto,pwdAccountLockedTime by * read`),
  },
  {
    what: 'the account does not see the people',
    id: 'base-hidden',
    severity: 'error',
    breakIt: (directory) =>
      rule(directory, `to dn.subtree="${people}" by dn.exact="${directory.gatewayDn}" none by * break`),
  },
  {
    what: 'identifiers are hidden',
    id: 'operational-attributes-hidden',
    severity: 'error',
    breakIt: (directory) =>
      rule(
        directory,
        `to dn.subtree="${people}" attrs=entryUUID,entryCSN by dn.exact="${directory.gatewayDn}" none by * break`,
      ),
  },
  {
    what: 'there is no place for groups',
    id: 'base-missing',
    severity: 'error',
    options: { load: [] },
    breakIt: async (directory) => {
      const admin = await directory.admin()
      await admin.del(`ou=groups,${suffix}`)
      await admin.unbind()
    },
  },
  {
    what: 'some people have no uid',
    id: 'entries-incomplete',
    severity: 'warning',
    breakIt: async (directory) => {
      const admin = await directory.admin()
      for (const cn of ['Ann', 'Bob\\2C Jr.', 'Zoë']) {
        await admin.add(`cn=${cn},${people}`, { objectClass: 'inetOrgPerson', cn: cn.replace('\\2C', ','), sn: 'X' })
      }
      await admin.unbind()
    },
  },
  {
    what: 'the password policy overlay is not in force',
    id: 'lock-without-overlay',
    severity: 'error',
    options: { ppolicy: false },
  },
  {
    what: 'the overlay has no default policy',
    id: 'lock-without-policy',
    severity: 'error',
    breakIt: (directory) =>
      modify(directory.config(), `olcOverlay={1}ppolicy,${database}`, [['delete', 'olcPPolicyDefault', []]]),
  },
  { what: 'locks do not count', id: 'lockout-off', severity: 'error', options: { lockout: false } },
  {
    what: 'passwords would lie there in clear',
    id: 'password-in-clear',
    severity: 'error',
    config: { users: { password: { password: 'userPassword', by: 'value' } } },
  },
  {
    what: 'refint writes without a CSN',
    id: 'overlay-moves-no-csn',
    severity: 'warning',
    breakIt: (directory) =>
      overlay(directory, 'refint', { objectClass: 'olcRefintConfig', olcRefintAttribute: 'member' }),
  },
  {
    what: 'memberof writes without a CSN',
    id: 'overlay-moves-no-csn',
    severity: 'warning',
    breakIt: (directory) => overlay(directory, 'memberof', { objectClass: 'olcMemberOfConfig' }),
  },
  {
    what: 'the rootDSE tells nothing',
    id: 'rootdse-hidden',
    severity: 'error',
    breakIt: (directory) => rule(directory, 'to dn.base="" attrs=supportedControl by * none', frontend),
  },
  {
    what: 'the schema is hidden',
    id: 'schema-hidden',
    severity: 'error',
    breakIt: (directory) => rule(directory, 'to dn.base="cn=Subschema" by * none', frontend),
  },
]

describe('scimdap check', () => {
  it('finds nothing to mend in a directory as ldap-schema/ describes it, with and without cn=config', async () => {
    const directory = await startOpenldap({ load: demoContent({ count: 600, suffix }) })
    const config = configFor(directory)

    const [whole, gatewayOnly, tried] = [
      await check(directory, config),
      await check(directory, config, []),
      await check(directory, config, ['--write-probe']),
    ]
    await directory.stop()

    for (const { code, ids } of [whole, gatewayOnly, tried]) {
      expect([code, ids('error'), ids('warning')]).toEqual([0, [], []])
    }
    expect(whole.ids('note')).toEqual(['ordering-missing'])
    expect(gatewayOnly.ids('note')).toEqual(['deactivation-unknown', 'config-unreadable', 'ordering-missing'])
    expect(tried.ids('note')).toEqual(['config-unreadable', 'ordering-missing'])
  })

  it.each(broken)('names it where $what, and its LDIF mends it', async ({ id, severity, options, breakIt, config }) => {
    const directory = await startOpenldap({ load: demoContent({ count: 600, suffix }), ...options })
    try {
      await breakIt?.(directory)
      const yaml = configFor(directory, config)

      const before = await check(directory, yaml)
      await mend(directory, before, id)
      const after = await check(directory, yaml)

      expect(before.ids('error')).toEqual(severity === 'error' ? [id] : [])
      expect(before.ids(severity)).toContain(id)
      expect(before.code).toBe(severity === 'error' ? 1 : 0)
      expect(after.findings.map((finding) => finding.id)).not.toContain(id)
      expect([after.code, after.ids('error')]).toEqual([0, []])
      // What is told to be right is right: a person can be made, and is kept out when deactivated.
      expect((await check(directory, yaml, ['--write-probe'])).ids('error')).toEqual([])
    } finally {
      await directory.stop()
    }
  })

  it('names what is wrong with the limits of clients, whether it may write or not', async () => {
    const directory = await startOpenldap({ load: demoContent({ count: 20, suffix }) })
    const client = (name: string, may: Readonly<Record<string, unknown>>) => ({ name, may, tokens: [hashToken(name)] })
    const wrong = [
      client('idp', { User: { filter: '(noSuchType=x)' } }),
      client('berlin', { User: { filter: '(createTimestamp=*)' }, Group: { filter: '(alsoNone=x)' } }),
      client('right', { User: { filter: '(employeeType=internal)' } }),
    ]
    const plain = await check(directory, configFor(directory, { more: { clients: wrong } }))
    const probing = await check(directory, configFor(directory, { more: { clients: wrong } }), ['--write-probe'])
    const right = await check(directory, configFor(directory, { more: { clients: wrong.slice(2) } }))
    await directory.stop()

    for (const { code, findings } of [plain, probing]) {
      const told = findings.filter(({ id }) => id === 'rights-invalid')
      expect(code).toBe(1)
      expect(told.map(({ what }) => what)).toEqual([
        expect.stringMatching(/^Client idp: may\.User\.filter: .*nosuchtype/),
        expect.stringMatching(/^Client berlin: may\.User\.filter: createTimestamp is the directory's own to write/),
        expect.stringMatching(/^Client berlin: may\.Group\.filter: .*alsonone/),
      ])
    }
    expect(right.findings.map(({ id }) => id)).not.toContain('rights-invalid')
  })

  it('names a type of the own schema without ORDERING, and its LDIF gives it one', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'scimdap-check-'))
    const file = join(folder, 'own.ldif')
    const type = `( 1.3.6.1.4.1.99999.1 NAME 'nick' EQUALITY caseIgnoreMatch SYNTAX 1.3.6.1.4.1.1466.115.121.1.15 )`
    const objectClass = "( 1.3.6.1.4.1.99999.2 NAME 'nicknamed' SUP top AUXILIARY MAY nick )"
    await writeFile(
      file,
      `dn: cn=own,cn=schema,cn=config\nobjectClass: olcSchemaConfig\ncn: own\nolcAttributeTypes: ${type}\nolcObjectClasses: ${objectClass}\n`,
    )
    const directory = await startOpenldap({ schemaFiles: [file] })
    await rm(folder, { recursive: true })
    const users = { base: people, auxiliaryClasses: ['scimUser', 'nicknamed'], attributes: { nickName: 'nick' } }
    const yaml = configFor(directory, { more: { users } })

    const before = await check(directory, yaml)
    await mend(directory, { ...before, findings: before.findings.filter(({ remedy }) => remedy) }, 'ordering-missing')
    const after = await check(directory, yaml)
    await directory.stop()

    expect(before.ids('warning')).toEqual(['ordering-missing'])
    expect([after.code, after.ids('warning')]).toEqual([0, []])
  })
})
