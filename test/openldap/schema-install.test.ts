import { readFileSync } from 'node:fs'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { shippedDefinitions } from '../../src/check/schema/plan-schema.ts'
import { shippedFile } from '../../src/demo/ldif.ts'
import { scimdap } from '../cli/scimdap.ts'
import { type Openldap, startOpenldap } from '../support/openldap.ts'
import { modify } from './check-support.ts'

const names = shippedDefinitions(readFileSync(shippedFile('scimdap.ldif'), 'utf8')).map(({ name }) => name)

let directory: Openldap
const schema = (...words: readonly string[]) => scimdap(['schema', ...words, '--url', String(directory.ldapi)])

/** The value of our entry in cn=config that has the name in it, and the entry's DN. */
const installed = async (type: string, name: string): Promise<{ readonly dn: string; readonly text: string }> => {
  const config = await directory.config()
  const { searchEntries } = await config.search('cn=schema,cn=config', { filter: '(cn=*scimdap)' })
  await config.unbind()
  const text =
    [searchEntries[0]?.[type]]
      .flat()
      .map(String)
      .find((each) => each.includes(`'${name}'`)) ?? ''
  return { dn: searchEntries[0]?.dn ?? '', text }
}

const edit = async (type: string, name: string, change: (text: string) => readonly string[]): Promise<void> => {
  const { dn, text } = await installed(type, name)
  await modify(directory.config(), dn, [
    ['delete', type, [text]],
    ...change(text).map((value) => ['add', type, [value]] as ['add', string, string[]]),
  ])
}

afterEach(() => directory.stop())

describe('scimdap schema, in a directory without it', () => {
  beforeEach(async () => {
    directory = await startOpenldap({ schema: false })
  })

  it('tells every definition as missing, installs them all, and has nothing to do the second time', async () => {
    const before = await schema('status')
    const first = await schema('install')
    const second = await schema('install')
    const after = await schema('status')

    expect([before.code, first.code, second.code, after.code]).toEqual([1, 0, 0, 0])
    expect(before.printed.match(/ missing$/gm)).toHaveLength(names.length)
    expect(after.printed.match(/ installed$/gm)).toHaveLength(names.length)
    for (const name of names) expect(first.printed).toContain(`added  ${name}\n`)
    expect(second.printed).toContain('nothing was changed')
  })

  it('is there after a restart of slapd, too', async () => {
    await schema('install')

    await directory.restart()

    expect((await schema('status')).code).toBe(0)
  })

  it('changes nothing where another definition has one of the names', async () => {
    const config = await directory.config()
    await config.add('cn=foreign,cn=schema,cn=config', {
      objectClass: 'olcSchemaConfig',
      cn: 'foreign',
      olcAttributeTypes: `( 1.3.6.1.4.1.99999.7 NAME 'scimNickName' SYNTAX 1.3.6.1.4.1.1466.115.121.1.15 )`,
    })
    await config.unbind()

    const { code, complained } = await schema('install')

    expect(code).toBe(1)
    expect(complained).toMatch(/scimNickName +name is taken by another OID/)
    expect((await installed('olcAttributeTypes', 'scimActive')).text).toBe('')
  })

  it('takes definitions that were converted from scimdap.schema, macros of OIDs included', async () => {
    const config = await directory.config()
    await config.add('cn=scimdap,cn=schema,cn=config', {
      objectClass: 'olcSchemaConfig',
      cn: 'scimdap',
      olcObjectIdentifier: 'scimdapArc 2.25.242993076924431544518558566286584844779',
      olcAttributeTypes: `( scimdapArc:1.2 NAME 'scimActive' DESC 'RFC 7643 active: FALSE keeps the person out' EQUALITY booleanMatch SYNTAX 1.3.6.1.4.1.1466.115.121.1.7 SINGLE-VALUE )`,
    })
    await config.unbind()

    const before = await schema('status')
    const { code } = await schema('install')

    expect(before.printed).toMatch(/scimActive +installed/)
    expect([code, (await schema('status')).code]).toEqual([0, 0])
  })

  it('installs as a bind DN with a password from a file, and says so where that one may not', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'scimdap-schema-'))
    const file = join(folder, 'password')
    await writeFile(file, `${directory.adminPassword}\nnot this line\n`)
    const as = ['--bind-dn', directory.adminDn, '--password-file', file]
    const install = () => scimdap(['schema', 'install', '--url', directory.url, ...as])

    const refused = await install()
    await modify(directory.config(), 'olcDatabase={0}config,cn=config', [
      ['add', 'olcAccess', [`{0}to * by dn.exact="${directory.adminDn}" manage by * break`]],
    ])
    const allowed = await install()
    await rm(folder, { recursive: true })

    expect(refused.code).toBe(1)
    expect(refused.complained).toContain('may not manage cn=schema,cn=config')
    expect(allowed).toMatchObject({ code: 0, complained: '' })
    expect(refused.complained).not.toContain(directory.adminPassword)
  })
})

describe('scimdap schema, in a directory with another version of it', () => {
  beforeEach(async () => {
    directory = await startOpenldap()
  })

  it('upgrades under live entries: a description, a rule, a missing type, one more attribute in a class', async () => {
    const person = `uid=live,ou=people,${directory.suffix}`
    const admin = await directory.admin()
    await admin.add(person, {
      ...{ objectClass: ['inetOrgPerson', 'scimUser'], uid: 'live', cn: 'Live', sn: 'Entry' },
      ...{ scimNickName: 'Babs', scimActive: 'TRUE', scimEmail: 'type=work;value=live@example.com' },
    })
    await edit('olcAttributeTypes', 'scimNickName', (text) => [text.replace(' ORDERING caseIgnoreOrderingMatch', '')])
    await edit('olcAttributeTypes', 'scimActive', (text) => [text.replace(/DESC '[^']*'/, "DESC 'older'")])
    await edit('olcObjectClasses', 'scimUser', (text) => [
      text.replace('scimTimezone $ ', '').replace('MAY ( ', 'MAY ( carLicense $ '),
    ])
    await edit('olcAttributeTypes', 'scimTimezone', () => [])

    const before = await schema('status')
    const install = await schema('install')

    expect(before.printed.match(/\S+ +(different|missing)$/gm)?.map((line) => line.split(/ +/)[0])).toEqual([
      'scimActive',
      'scimNickName',
      'scimTimezone',
      'scimUser',
    ])
    expect([before.code, install.code, (await schema('status')).code]).toEqual([1, 0, 0])
    const { searchEntries } = await admin.search(person, { filter: '(scimNickName>=a)' })
    await admin.unbind()
    expect(searchEntries[0]).toMatchObject({ scimNickName: 'Babs', scimActive: 'TRUE' })
    // What somebody else allowed stays allowed.
    expect((await installed('olcObjectClasses', 'scimUser')).text).toContain('carLicense')
  })

  it('leaves a newer version alone: a type that it does not know, a class that allows more', async () => {
    const { dn } = await installed('olcAttributeTypes', 'scimActive')
    const arc = '2.25.242993076924431544518558566286584844779'
    await modify(directory.config(), dn, [
      ['add', 'olcAttributeTypes', [`( ${arc}.1.900 NAME 'scimFuture' SYNTAX 1.3.6.1.4.1.1466.115.121.1.15 )`]],
    ])
    await edit('olcObjectClasses', 'scimGroup', (text) => [text.replace('MAY ( ', 'MAY ( scimFuture $ ')])

    const status = await schema('status')
    const install = await schema('install')

    expect([status.code, install.code]).toEqual([0, 0])
    expect(status.printed).toMatch(/scimGroup +installed, and allows more/)
    expect((await installed('olcAttributeTypes', 'scimFuture')).text).toContain('scimFuture')
    expect((await installed('olcObjectClasses', 'scimGroup')).text).toContain('scimFuture')
  })
})
