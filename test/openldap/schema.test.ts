import { execFile } from 'node:child_process'
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { Attribute, Change, type Client } from 'ldapts'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { attributeTypes, objectClasses } from '../../ldap-schema/table.ts'
import { environmentOf, findSlapd } from '../../src/demo/install-slapd.ts'
import { shippedFile } from '../../src/demo/ldif.ts'
import { type Openldap, startOpenldap } from '../support/openldap.ts'

const run = promisify(execFile)
const open: Client[] = []
const keep = async (client: Promise<Client>): Promise<Client> => {
  open.push(await client)
  return client
}
afterEach(async () => {
  for (const client of open.splice(0)) await client.unbind()
})

const text = (value: unknown): readonly string[] => [value].flat().map(String)

/** Without the `{n}` that slapd puts before a value, and with single blanks. */
const definitions = (value: unknown): readonly string[] =>
  text(value).map((one) => one.replace(/^\{\d+\}/, '').replaceAll(/\s+/g, ' '))

describe('scimdap.ldif', () => {
  let directory: Openldap
  beforeAll(async () => {
    directory = await startOpenldap({ schema: false })
  })
  afterAll(() => directory.stop())

  /** As `ldapadd -f` does. */
  const install = async (config: Client): Promise<void> => {
    const attributes: Record<string, string[]> = {}
    const ldif = (await readFile(shippedFile('scimdap.ldif'), 'utf8')).replaceAll(/^#.*\n/gm, '').replaceAll('\n ', '')
    for (const line of ldif.trim().split('\n').slice(1)) {
      const [, type = '', value = ''] = /^(\w+): (.*)$/.exec(line) ?? []
      attributes[type] = [...(attributes[type] ?? []), value]
    }
    await config.add('cn=scimdap,cn=schema,cn=config', attributes)
  }

  it('loads into a running slapd, every type and class of it', async () => {
    const config = await keep(directory.config())

    await install(config)

    const { searchEntries } = await config.search('cn=Subschema', {
      scope: 'base',
      filter: '(objectClass=subschema)',
      attributes: ['attributeTypes', 'objectClasses'],
    })
    const [subschema] = searchEntries
    const names = [...attributeTypes, ...objectClasses].map(({ name }) => `NAME '${name}'`)
    const published = [...text(subschema?.attributeTypes), ...text(subschema?.objectClasses)].join('\n')
    expect(names.filter((name) => !published.includes(name))).toEqual([])
  })

  it('is refused the second time and does no harm', async () => {
    const config = await keep(directory.config())

    const second = install(config)

    await expect(second).rejects.toMatchObject({ code: 80 })
    expect(await keep(directory.admin())).toBeDefined()
  })

  it('can be upgraded under live entries: another description, one more attribute in a class', async () => {
    const [config, admin] = [await keep(directory.config()), await keep(directory.admin())]
    const person = `uid=live,ou=people,${directory.suffix}`
    await admin.add(person, {
      ...{ objectClass: ['inetOrgPerson', 'scimUser'], uid: 'live', cn: 'Live', sn: 'Entry' },
      ...{ scimNickName: 'Babs', scimEmail: 'type=work;value=live@example.com' },
    })
    const found = await config.search('cn=schema,cn=config', { scope: 'one', filter: '(cn=*scimdap)' })
    const [schema] = found.searchEntries
    const replace = (type: string, name: string, edit: (definition: string) => string) => {
      const old = text(schema?.[type]).find((definition) => definition.includes(`NAME '${name}'`)) ?? ''
      return [
        new Change({ operation: 'delete', modification: new Attribute({ type, values: [old] }) }),
        new Change({ operation: 'add', modification: new Attribute({ type, values: [edit(old)] }) }),
      ]
    }

    await config.modify(schema?.dn ?? '', [
      ...replace('olcAttributeTypes', 'scimNickName', (old) => old.replace('RFC 7643 nickName', 'What friends say')),
      ...replace('olcObjectClasses', 'scimUser', (old) => old.replace('MAY ( ', 'MAY ( carLicense $ scimMember $ ')),
    ])
    await admin.modify(person, [
      new Change({ operation: 'add', modification: new Attribute({ type: 'scimMember', values: ['value=x'] }) }),
    ])

    await directory.restart()
    const after = await keep(directory.admin())
    const { searchEntries } = await after.search(person, { scope: 'base', filter: '(scimNickName=babs)' })
    expect(searchEntries[0]).toMatchObject({ scimNickName: 'Babs', scimMember: 'value=x' })
  })
})

describe('scimdap.schema', () => {
  it('converts to the very definitions of scimdap.ldif', async () => {
    const installation = await findSlapd()
    const folder = await mkdtemp(join(tmpdir(), 'scimdap-schema-'))
    const output = join(folder, 'config')
    await mkdir(output)
    const standard = ['core', 'cosine', 'inetorgperson'].map((name) => join(installation.schemaDir, `${name}.schema`))
    const files = [...standard, shippedFile('scimdap.schema').pathname]
    await writeFile(join(folder, 'slapd.conf'), files.map((file) => `include ${file}\n`).join(''))

    await run(installation.slaptest, ['-f', join(folder, 'slapd.conf'), '-F', output], {
      env: environmentOf(installation),
    })
    const converted = await readFile(join(output, 'cn=config', 'cn=schema', 'cn={3}scimdap.ldif'), 'utf8')
    await rm(folder, { recursive: true })

    // slaptest keeps the macro of the OIDs where the other file has the numbers.
    const withoutOid = (text: string) => text.replace(/^\( (scimdapArc:|2\.25\.\d+\.)/, '( ')
    const values = (ldif: string, type: string) =>
      [
        ...ldif
          .replaceAll(/^#.*\n/gm, '')
          .replaceAll('\n ', '')
          .matchAll(new RegExp(`^${type}: (.*)$`, 'gm')),
      ]
        .flatMap(([, value]) => definitions(value))
        .map(withoutOid)
    const shipped = await readFile(shippedFile('scimdap.ldif'), 'utf8')
    for (const type of ['olcAttributeTypes', 'olcObjectClasses']) {
      expect(values(converted, type)).toEqual(values(shipped, type))
      expect(values(shipped, type).length).toBeGreaterThan(1)
    }
  })
})
