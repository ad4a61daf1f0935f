/** Groups of people as slapd itself tells them in memberOf, where the row says so. RFC 7643 §4.1.2, slapo-dynlist(5) */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { urn } from '../../src/scim/urn.ts'
import { groupBody, startGateway, userBody } from '../support/gateway.ts'
import { type Openldap, startOpenldap } from '../support/openldap.ts'
import { describeKept, type Kept } from './member-of-checks.ts'
import { groupOfUrls, loadOverlay } from './overlays.ts'
import { administratorOf } from './support.ts'

const suffix = 'dc=example,dc=com'
const people = `ou=people,${suffix}`

const usersWith = (row: object) => ({ users: { base: people, attributes: { groups: row } } })
const kept = { memberships: 'Group', memberOf: 'memberOf' }

const openKept = async (attributeSet: string): Promise<Kept & { end(): Promise<void> }> => {
  const ldap = await startOpenldap({ suffix, schemaFiles: [groupOfUrls] })
  await loadOverlay(ldap, 'dynlist', {
    objectClass: ['olcOverlayConfig', 'olcDynListConfig'],
    olcDynListAttrSet: [attributeSet],
  })
  const admin = administratorOf(await ldap.admin())
  const [scim, direct, searched] = [
    await startGateway(ldap, usersWith(kept)),
    await startGateway(ldap, usersWith({ ...kept, nested: false })),
    await startGateway(ldap),
  ]
  const end = async () => {
    for (const gateway of [scim, direct, searched]) await gateway.close()
    await admin.client.unbind()
    await ldap.stop()
  }
  const elsewhere = (name: string, member: string) =>
    admin.add(`cn=${name},ou=services,${suffix}`, { objectClass: 'groupOfNames', member })
  return { scim, direct, searched, elsewhere, people, end }
}

describe.each([
  ['slapo-dynlist with direct memberships alone', 'groupOfURLs memberURL member+memberOf@groupOfNames'],
  ['slapo-dynlist with memberships through groups', 'groupOfURLs memberURL member+memberOf@groupOfNames*'],
])('%s', (name, attributeSet) => {
  let stage: Awaited<ReturnType<typeof openKept>>
  beforeAll(async () => {
    stage = await openKept(attributeSet)
  })
  afterAll(() => stage?.end())

  describeKept(`groups by memberOf: ${name}`, () => stage)
})

describe('a row with memberOf', () => {
  let ldap: Openldap
  beforeAll(async () => {
    ldap = await startOpenldap({ suffix })
  })
  afterAll(() => ldap?.stop())

  it('is refused at start where the directory has no such type, or it holds no DNs', async () => {
    const refused = (memberOf: string) => startGateway(ldap, usersWith({ ...kept, memberOf }))

    await expect(refused('isMemberOf')).rejects.toThrow(
      /groups: the directory's schema has no attribute type isMemberOf/,
    )
    await expect(refused('description')).rejects.toThrow(/groups: description does not hold distinguished names/)
  })

  it('is refused where the list goes by names', async () => {
    const groups = { base: `ou=groups,${suffix}`, preset: 'posixGroup', createAttributes: { gidNumber: '1' } }
    const refused = startGateway(ldap, { ...usersWith({ ...kept, memberOf: 'manager' }), groups })

    await expect(refused).rejects.toThrow(/groups: Group names members by uid/)
  })

  it('is refused where slapo-memberof is loaded, which would not follow the gateway', async () => {
    await loadOverlay(ldap, 'memberof', { objectClass: ['olcOverlayConfig', 'olcMemberOfConfig'] })

    await expect(startGateway(ldap, usersWith(kept))).rejects.toThrow(/groups: slapo-memberof does not follow/)
  })

  it('is refused for a reason: slapo-memberof follows others, and not what the gateway writes to a group', async () => {
    const scim = await startGateway(ldap)
    const admin = administratorOf(await ldap.admin())
    const user = async (name: string) => (await scim.post('/Users', userBody(name))).body.id
    const [first, second] = [await user('first'), await user('second')]
    const { id } = (await scim.post('/Groups', groupBody('team', [first]))).body
    const body = {
      schemas: [urn.patchOp],
      Operations: [{ op: 'add', path: 'members', value: [{ value: second }] }],
    }
    const memberOf = async (name: string) => (await admin.stored(`uid=${name},${people}`))?.memberof
    const { status } = await scim.request('PATCH', `/Groups/${id}`, { body })
    await admin.add(`cn=others,ou=services,${suffix}`, { objectClass: 'groupOfNames', member: `uid=second,${people}` })

    expect(status).toBe(204)
    await expect.poll(() => memberOf('first')).toEqual([`cn=team,ou=groups,${suffix}`])
    await expect.poll(() => memberOf('second')).toEqual([`cn=others,ou=services,${suffix}`])
    await scim.close()
    await admin.client.unbind()
  })
})
