/** scimdap init: the mapping of a directory as it stands, guessed from what is in it. */
import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { demoContent } from '../../src/demo/content.ts'
import { scimdap } from '../cli/scimdap.ts'
import { startOpenldap } from '../support/openldap.ts'
import { checkOf, type ForeignDirectory, initOver, type Suggested, startForeign } from './init-support.ts'

const sample = resolve(import.meta.dirname, '../fixtures/openldap-sample')

describe('the sample directory of OpenLDAP', () => {
  let directory: ForeignDirectory
  let found: Suggested
  beforeAll(async () => {
    directory = await startForeign('dc=example,dc=com', {
      load: [readFileSync(resolve(sample, 'people.ldif'), 'utf8')],
      schemaFiles: [resolve(sample, 'openldap-schema.ldif')],
    })
    found = await initOver(directory)
  })
  afterAll(() => directory?.ldap.stop())

  it('gets what docs/existing-directory.md says by hand', () => {
    const page = readFileSync(resolve(import.meta.dirname, '../../docs/existing-directory.md'), 'utf8')
    const byHand = /^users:$[\s\S]*?rdn: cn/m.exec(page)?.[0]

    expect(byHand).toContain('base: ou=People,dc=example,dc=com')
    expect(found.options.preset).toBe('inetOrgPerson')
    expect(found.options.users).toMatchObject({
      base: 'ou=People,dc=example,dc=com',
      createClasses: ['OpenLDAPperson'],
      rdn: 'cn',
      attributes: { active: null },
    })
    expect(found.options.groups).toEqual({
      base: 'ou=Groups,dc=example,dc=com',
      objectClass: ['groupOfNames', 'groupOfUniqueNames'],
      attributes: { members: { members: ['member', 'uniqueMember'], to: ['User', 'Group'] } },
    })
    expect(found.options.references).toEqual({ base: 'dc=example,dc=com' })
  })

  it('gives reasons, names what is left out and what must be decided, and shows progress elsewhere', () => {
    expect(found.text).toContain('# Left out: dc=example,dc=com (1)')
    expect(found.text).toMatch(/# To be decided by a person:\n# - users: active: nothing was seen/)
    expect(found.text).toContain('100 % of the people have it')
    expect(found.text).toMatch(/# Seen and not mapped: .*postalAddress/)
    expect(found.progress).toContain('dc=example,dc=com: 20 entries, 11 people, 3 groups')
  })

  it('is servable as check sees it', async () => {
    const { code, printed } = await checkOf(found)

    expect(JSON.parse(printed).findings.filter(({ severity }: { severity: string }) => severity === 'error')).toEqual(
      [],
    )
    expect(code).toBe(0)
  })

  it('is looked at below another base, and less of it', async () => {
    const base = 'ou=Alumni Association,ou=People,dc=example,dc=com'
    const { options } = await initOver(directory, ['--base', base, '--sample', '3'])
    const cut = await initOver(directory, ['--entries', '15'])

    expect(options.users.base).toBe(base)
    expect(options).not.toHaveProperty('groups')
    expect(cut.text).toMatch(/cut by\s#? ?--entries, there/)
  })

  it('ends with 1 where nobody is to be seen, and with 2 on what is no base', async () => {
    const { ldap, account } = directory
    const files = { '/password': 'sample-password' }
    const words = ['init', '--url', ldap.url, '--bind-dn', account, '--password-file', '/password', '--base']
    const empty = await scimdap([...words, 'ou=Groups,dc=example,dc=com'], files)
    const wrong = await scimdap([...words, 'nowhere'], files)
    const missing = await scimdap([...words, 'ou=nowhere,dc=example,dc=com'], files)

    expect([empty.code, empty.printed]).toEqual([1, ''])
    expect(empty.complained).toContain('no entry below ou=Groups,dc=example,dc=com is that of a person')
    expect([wrong.code, missing.code]).toEqual([2, 1])
    expect(missing.complained).toContain('noSuchObject (32)')
  })
})

describe('a directory with the schema of scimdap', () => {
  it('needs no rows: the preset has them, and the lock of its password policy', async () => {
    const suffix = 'dc=example,dc=com'
    const ldap = await startOpenldap({ suffix, load: demoContent({ count: 200, suffix }) })
    const files = { '/password': ldap.gatewayPassword }
    const words = ['init', '--url', ldap.url, '--bind-dn', ldap.gatewayDn, '--password-file', '/password']
    const { code, printed } = await scimdap(words, files).finally(() => ldap.stop())

    expect(code).toBe(0)
    expect(printed).toContain('preset: scimdap')
    expect(printed).toMatch(/\nusers:\n {2}base: ou=people,dc=example,dc=com\n( +#.*\n)+\n/)
    expect(printed).toMatch(/# As the preset has it: active: \{ flag: scimActive, lock: pwdAccountLockedTime \}/)
  })
})
