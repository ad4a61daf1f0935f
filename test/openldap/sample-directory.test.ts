/** docs/existing-directory.md: OpenLDAP's own sample directory, without our schema and with a mapping of a few lines. */
import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import { hashToken } from '../../src/auth/bearer-token.ts'
import { hashPassword } from '../../src/demo/slapd-config.ts'
import { filtered, startGateway, type TestGateway, token, userBody } from '../support/gateway.ts'
import { type Openldap, startOpenldap } from '../support/openldap.ts'

const root = resolve(import.meta.dirname, '../..')
const sample = resolve(root, 'test/fixtures/openldap-sample')
const account = 'cn=scimdap,dc=example,dc=com'

/** The YAML of the page, as a reader would paste it. */
const page = readFileSync(resolve(root, 'docs/existing-directory.md'), 'utf8')
const configuration = parse(/```yaml\n([\s\S]*?)```/.exec(page)?.[1] ?? '')

let ldap: Openldap
let scim: TestGateway

beforeAll(async () => {
  const accountLdif = `\ndn: ${account}\nobjectClass: organizationalRole\nobjectClass: simpleSecurityObject\ncn: scimdap\nuserPassword: ${hashPassword('sample-password')}\n`
  ldap = await startOpenldap({
    suffix: 'dc=example,dc=com',
    schema: false,
    indexes: false,
    limits: false,
    acl: false,
    ppolicy: false,
    tree: false,
    schemaFiles: [resolve(sample, 'openldap-schema.ldif')],
    load: [readFileSync(resolve(sample, 'people.ldif'), 'utf8'), accountLdif],
    database: { olcAccess: [`{0}to * by dn.exact="${account}" write by anonymous auth by * none`] },
  })
  const { preset, users, groups, references } = configuration
  scim = await startGateway(ldap, {
    preset,
    users,
    groups,
    references,
    directory: { urls: [ldap.url], bindDn: configuration.directory.bindDn, password: 'sample-password' },
    clients: [{ name: 'how-to', tokens: [hashToken(token)] }],
  })
})

afterAll(async () => {
  await scim?.close()
  await ldap?.stop()
})

const names = (resources: { userName: string }[]) => resources.map(({ userName }) => userName)
const everybody = ['bjensen', 'bjorn', 'dots', 'jaj', 'jdoe', 'jen', 'jjones', 'johnd', 'melliot', 'uham']

describe('the sample directory of OpenLDAP', () => {
  it('lists its people from two subtrees, sorted and paged', async () => {
    const all = await scim.get('/Users?sortBy=userName')
    const pages = await Promise.all(
      [1, 5, 9].map((start) => scim.get(`/Users?sortBy=userName&count=4&startIndex=${start}`)),
    )

    expect(all.body.totalResults).toBe(10)
    expect(names(all.body.Resources)).toEqual(everybody)
    expect(pages.flatMap(({ body }) => names(body.Resources))).toEqual(everybody)
  })

  it('shows of several cn values the one that names the entry', async () => {
    const found = await scim.get(filtered('/Users', 'userName eq "bjensen"'))

    expect(found.body.totalResults).toBe(1)
    expect(found.body.Resources[0].name).toMatchObject({ formatted: 'Barbara Jensen', familyName: ' Jensen ' })
    expect(found.body.Resources[0].emails).toEqual([{ value: 'bjensen@mailgw.example.com' }])
    expect(found.body.Resources[0].active).toBeUndefined()
  })

  it('filters by stored blanks, mail domain and absent attributes as SCIM says', async () => {
    const byName = await scim.get(filtered('/Users', 'name.familyName eq "jensen"', '&sortBy=userName'))
    const byMail = await scim.get(filtered('/Users', 'emails.value ew "@woof.net"'))
    const without = await scim.get(filtered('/Users', 'not (title pr)'))

    expect(names(byName.body.Resources)).toEqual(['bjensen', 'bjorn'])
    expect(names(byMail.body.Resources)).toEqual(['jdoe'])
    expect(names(without.body.Resources).length).toBeLessThan(10)
  })

  it('shows groups of both kinds with the members that are people, and a person with the groups', async () => {
    const groups = await scim.get('/Groups?sortBy=displayName')
    const [person] = (await scim.get(filtered('/Users', 'userName eq "bjorn"'))).body.Resources

    expect(
      groups.body.Resources.map((group: { displayName: string; members: unknown[] }) => [
        group.displayName,
        group.members.length,
      ]),
    ).toEqual([
      ['All Staff', 10],
      ['Alumni Assoc Staff', 6],
      ['ITD Staff', 3],
    ])
    expect(person.groups.map(({ display }: { display: string }) => display).sort()).toEqual(['All Staff', 'ITD Staff'])
    const members = await scim.get(filtered('/Groups', `members.value eq "${person.id}"`, '&sortBy=displayName'))
    expect(members.body.totalResults).toBe(2)
  })

  it('adds a member to a groupOfUniqueNames and leaves the member that SCIM does not see', async () => {
    const [group] = (await scim.get(filtered('/Groups', 'displayName eq "ITD Staff"'))).body.Resources
    const [person] = (await scim.get(filtered('/Users', 'userName eq "dots"'))).body.Resources

    const replaced = await scim.put(`/Groups/${group.id}`, {
      ...group,
      members: [...group.members, { value: person.id }],
    })

    expect(replaced.status).toBe(200)
    expect(replaced.body.members).toHaveLength(4)
    const admin = await ldap.admin()
    const { searchEntries } = await admin.search('dc=example,dc=com', { filter: '(cn=ITD Staff)' })
    await admin.unbind()
    expect(searchEntries[0]?.uniqueMember).toContain('cn=Manager,dc=example,dc=com')
    expect(searchEntries[0]?.uniqueMember).toHaveLength(5)
    expect(searchEntries[0]?.member ?? []).toEqual([])
  })

  it('writes back what it showed without touching the entry', async () => {
    const [person] = (await scim.get(filtered('/Users', 'userName eq "bjensen"'))).body.Resources

    const replaced = await scim.put(`/Users/${person.id}`, person)

    expect(replaced.status).toBe(200)
    expect(replaced.body.meta).toEqual(person.meta)
  })

  it('creates, renames and deletes a person like the others', async () => {
    const created = await scim.post(
      '/Users',
      userBody('newcomer', { name: { formatted: 'New, Comer', familyName: 'Comer' } }),
    )
    const renamed = await scim.put(
      `/Users/${created.body.id}`,
      userBody('newcomer', { name: { formatted: 'Old Comer', familyName: 'Comer' } }),
    )
    const again = await scim.post('/Users', userBody('NEWCOMER'))
    const deleted = await scim.delete(`/Users/${created.body.id}`)

    expect([created.status, renamed.status, again.status, deleted.status]).toEqual([201, 200, 409, 204])
    expect(renamed.body).toMatchObject({ id: created.body.id, name: { formatted: 'Old Comer' } })
  })

  it('does not advertise, accept in filters or store what has no home without our schema', async () => {
    const schema = await scim.get('/Schemas/urn:ietf:params:scim:schemas:core:2.0:User')
    const attributes = schema.body.attributes.map(({ name }: { name: string }) => name)
    const emails = schema.body.attributes.find(({ name }: { name: string }) => name === 'emails')
    const refused = await Promise.all(
      ['addresses.locality eq "x"', 'emails.type eq "work"', 'externalId eq "x"', 'active eq true'].map((filter) =>
        scim.get(filtered('/Users', filter)),
      ),
    )

    expect(attributes).not.toContain('addresses')
    expect(attributes).not.toContain('active')
    expect(emails.subAttributes.map(({ name }: { name: string }) => name)).toEqual(['value'])
    expect(refused.map(({ status, body }) => [status, body.scimType])).toEqual(Array(4).fill([400, 'invalidFilter']))
  })
})
