/** What `scimdap check` knows of writing resources of the operator's own, with --write-probe and without. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { configFile, scimdap } from '../cli/scimdap.ts'
import { addAccessRule, administratorOf } from '../protocol/support.ts'
import { type Openldap, startOpenldap } from '../support/openldap.ts'
import { type Checked, configFor } from './check-support.ts'

let ldap: Openldap
const base = 'ou=roles,dc=example,dc=com'

beforeAll(async () => {
  ldap = await startOpenldap()
  const admin = administratorOf(await ldap.admin())
  await admin.add(base, { objectClass: 'organizationalUnit', ou: 'roles' })
  await admin.client.unbind()
  await addAccessRule(ldap, `to dn.subtree="${base}" by GATEWAY read by * break`)
})
afterAll(() => ldap?.stop())

const references = { type: 'complex', subAttributes: [{ name: 'value', required: true }] }
const schema = {
  id: 'urn:acme:2.0:Role',
  attributes: [
    { name: 'title', required: true, uniqueness: 'server' },
    { name: 'delivery', required: true },
    { name: 'notes' },
    { name: 'level', type: 'integer', required: true },
    { name: 'occupants', multiValued: true, required: true, ...references },
    { name: 'next', required: true, ...references },
  ],
}
const type = { name: 'Role', endpoint: '/Roles', schema: schema.id }

/** Rows of a role; only those attributes are in its schema. */
interface Role {
  readonly attributes: Readonly<Record<string, unknown>>
  readonly classes?: readonly string[]
  /** Beside them. */
  readonly more?: Readonly<Record<string, unknown>>
}

const check = async ({ attributes, classes = ['organizationalRole'], more }: Role, words: readonly string[]) => {
  const own = { ...schema, attributes: schema.attributes.filter(({ name }) => name in attributes) }
  const Role = { base, objectClass: classes, createClasses: classes, rdn: 'cn', attributes, ...more }
  const config = configFor(ldap, {
    more: { schemas: ['/schemas.json'], resourceTypes: ['/types.json'], resources: { Role } },
  })
  const files = { [configFile]: config, '/schemas.json': JSON.stringify(own), '/types.json': JSON.stringify(type) }
  const { code, printed, complained } = await scimdap(['check', '-c', configFile, '--json', ...words], files)
  expect(complained).toBe('')
  const findings: Checked['findings'] = JSON.parse(printed).findings
  const ofRoles = findings.filter(({ what }) => what.startsWith('Role'))
  return { code, found: ofRoles.map(({ severity, id, what }) => `${severity} ${id}: ${what}`), findings: ofRoles }
}

const role: Role = {
  attributes: {
    title: 'cn',
    level: 'postOfficeBox',
    notes: 'description',
    occupants: { members: 'roleOccupant', to: ['User'] },
  },
}

const namesBelow = async (): Promise<readonly string[]> => {
  const admin = await ldap.admin()
  const { searchEntries } = await admin.search(base, { scope: 'one', attributes: ['1.1'] })
  await admin.unbind()
  return searchEntries.map(({ dn }) => dn)
}

describe('scimdap check, where no entry is to be seen', () => {
  it('does not know whether the account may write', async () => {
    const { code, found, findings } = await check(role, [])

    expect([code, found]).toMatchInlineSnapshot(`
      [
        0,
        [
          "note no-entries: Role: the account of the gateway sees no entry below ou=roles,dc=example,dc=com.",
          "note write-right-unknown: Role: whether the account of the gateway may write everything is not known: there is no entry that the account sees, to try it on.",
        ],
      ]
    `)
    expect(findings.map(({ advice }) => advice)).toMatchInlineSnapshot(`
      [
        "To let somebody else look, too: --config-url, with an account that may read there.",
        "\`scimdap check --write-probe\` makes an entry of each resource type and removes it again.",
      ]
    `)
  })

  it('tries it with --write-probe, for each resource type', async () => {
    const { code, found, findings } = await check(role, ['--write-probe'])

    expect([code, found]).toMatchInlineSnapshot(`
      [
        1,
        [
          "error write-probe-failed: Role: an entry could not be made and removed again; "create" failed: 403 the directory does not permit the gateway to do this.",
          "note no-entries: Role: the account of the gateway sees no entry below ou=roles,dc=example,dc=com.",
        ],
      ]
    `)
    expect(findings.find(({ id }) => id === 'write-probe-failed')?.remedy?.ldif).toContain(base)
  })

  it('says what it could not try, and why', async () => {
    const ofNext = { ...role.attributes, next: { reference: 'seeAlso', to: 'Role' } }
    const ofOthers = { title: 'cn', delivery: 'preferredDeliveryMethod' }

    for (const attributes of [ofNext, ofOthers]) {
      const { found, findings } = await check({ attributes }, ['--write-probe'])
      expect(found).toMatchSnapshot()
      expect(findings.map(({ advice }) => advice)).toMatchSnapshot()
    }
  })

  it('says what a new entry would lack', async () => {
    const person = { attributes: { title: 'cn', notes: 'sn' }, classes: ['person'] }
    const account = { attributes: { title: 'cn' }, classes: ['organizationalRole', 'simpleSecurityObject'] }

    expect((await check(person, [])).found).toMatchInlineSnapshot(`
      [
        "note no-entries: Role: the account of the gateway sees no entry below ou=roles,dc=example,dc=com.",
        "note create-demands: Role: the classes of new entries demand what no client has to send: sn (notes).",
        "note write-right-unknown: Role: whether the account of the gateway may write everything is not known: there is no entry that the account sees, to try it on.",
      ]
    `)
    expect((await check(account, [])).found).toMatchInlineSnapshot(`
      [
        "warning create-impossible: Role: the classes of new entries demand what nothing fills: userPassword (simpleSecurityObject).",
        "note no-entries: Role: the account of the gateway sees no entry below ou=roles,dc=example,dc=com.",
        "note write-right-unknown: Role: whether the account of the gateway may write everything is not known: there is no entry that the account sees, to try it on.",
      ]
    `)
  })
})

describe('scimdap check, where createAttributes bring an AUXILIARY class', () => {
  it('says what that class demands and nobody gives', async () => {
    const more = { auxiliaryClasses: ['posixAccount'], createAttributes: { loginShell: '/bin/sh', gidNumber: '7' } }
    const { found } = await check({ attributes: { title: 'cn' }, more }, [])

    expect(found[0]).toBe(
      'warning create-impossible: Role: the classes of new entries demand what nothing fills: uid (posixAccount), uidNumber (posixAccount), homeDirectory (posixAccount).',
    )
  })
})

describe('scimdap check, where the account may write', () => {
  it('says nothing more, and leaves nothing behind', async () => {
    await addAccessRule(ldap, `to dn.subtree="${base}" by GATEWAY write by * break`)

    const { code, found } = await check(role, ['--write-probe'])

    expect([code, found]).toEqual([0, []])
    expect(await namesBelow()).toEqual([])
  })

  it('says so where entries are hidden, if somebody else may look', async () => {
    const admin = administratorOf(await ldap.admin())
    await admin.add(`cn=first,${base}`, { objectClass: 'organizationalRole', cn: 'first', postOfficeBox: '1' })
    await admin.client.unbind()
    await addAccessRule(ldap, `to dn.children="${base}" by GATEWAY none by * break`)

    expect((await check(role, [])).found).toMatchInlineSnapshot(`
      [
        "note no-entries: Role: the account of the gateway sees no entry below ou=roles,dc=example,dc=com.",
        "note write-right-unknown: Role: whether the account of the gateway may write everything is not known: there is no entry that the account sees, to try it on.",
      ]
    `)
    expect(
      (await check({ attributes: { title: 'cn' } }, ['--config-url', String(ldap.ldapi)])).found,
    ).toMatchInlineSnapshot(`
      [
        "error entries-hidden: Role: there are entries below ou=roles,dc=example,dc=com that the account of the gateway does not see; it sees none.",
        "note write-right-unknown: Role: whether the account of the gateway may write everything is not known: there is no entry that the account sees, to try it on.",
      ]
    `)
    expect((await check({ attributes: { title: 'cn' } }, ['--write-probe'])).found).toMatchInlineSnapshot(`
      [
        "error write-probe-failed: Role: an entry could not be made and removed again; "create" failed: 403 the directory does not permit the gateway to do this.",
        "note no-entries: Role: the account of the gateway sees no entry below ou=roles,dc=example,dc=com.",
      ]
    `)
    expect(await namesBelow()).toHaveLength(1)
  })
})

describe('scimdap check --write-probe, where new people go where their attributes say', () => {
  const people = 'ou=people,dc=example,dc=com'
  const department = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:department'
  const found = async (createIn: unknown) => {
    const config = configFor(ldap, { more: { users: { base: people, createIn } } })
    const words = ['check', '-c', configFile, '--json', '--write-probe']
    const { code, printed } = await scimdap(words, { [configFile]: config })
    const findings: Checked['findings'] = JSON.parse(printed).findings
    const ofWrites = findings.filter(({ id }) => id.startsWith('write-'))
    return { code, found: ofWrites.map(({ severity, id }) => `${severity} ${id}`) }
  }
  beforeAll(async () => {
    const admin = administratorOf(await ldap.admin())
    await admin.add(`ou=sales,${people}`, { objectClass: 'organizationalUnit', ou: 'sales' })
    await admin.client.unbind()
  })

  it('makes a person who has a place, where it is told which values have one', async () => {
    const container = `ou={${department}},${people}`

    expect(await found({ container, values: { 'The Sales': 'sales' } })).toEqual({ code: 0, found: [] })
    expect(await found({ container, otherwise: people })).toEqual({ code: 0, found: [] })
    const { code, found: gone } = await found({ container, values: { 'The Sales': 'gone' } })
    expect([code, gone]).toEqual([1, expect.arrayContaining(['error write-probe-failed'])])
  })

  it('tries nothing, and says so, where only clients know such values', async () => {
    const note = 'note write-right-unknown'

    // Groups need somebody to be in them.
    expect(await found(`ou={${department}},${people}`)).toEqual({ code: 0, found: [note, note] })
  })
})
