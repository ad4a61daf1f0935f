/** `profile: provisioning` in Bulk, under conditions, and over presets that store less. docs/provisioning.md */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Observation } from '../../src/observe/observation.ts'
import { urn } from '../../src/scim/urn.ts'
import { userBody } from '../support/gateway.ts'
import { openStage, type Stage } from './support.ts'

const enterprise = urn.enterpriseUser
const tombstone = '283405f50b7e4c1d9a6f2e3d4c5b6a7f'
const disable = { op: 'Replace', path: 'active', value: 'False' }
const patchBody = (...Operations: readonly unknown[]) => ({ schemas: [urn.patchOp], Operations })

const clientOf = (stage: () => Stage) => ({
  create: async (userName: string, more: Readonly<Record<string, unknown>> = {}) =>
    (await stage().scim.post('/Users', userBody(userName, more))).body,
  patch: (id: string, ...operations: readonly unknown[]) =>
    stage().scim.request('PATCH', `/Users/${id}`, { body: patchBody(...operations) }),
  bulk: (headers: Readonly<Record<string, string>>, ...Operations: readonly unknown[]) =>
    stage().scim.request('POST', '/Bulk', {
      headers,
      body: { schemas: [urn.bulkRequest], Operations },
    }),
  told: (kind: Observation['kind']) => stage().scim.observations.filter((each) => each.kind === kind).length,
})

describe.each([
  ['as it comes', {}],
  ['all or nothing', { 'Scimdap-Bulk': 'atomic' }],
])('profile: provisioning in Bulk, %s. RFC 7644 §3.7', (_, headers: Readonly<Record<string, string>>) => {
  let stage: Stage
  beforeAll(async () => {
    stage = await openStage({}, { profile: 'provisioning' })
  })
  afterAll(() => stage?.end())
  const { create, bulk, told } = clientOf(() => stage)
  const patchOf = (id: string, ...operations: readonly unknown[]) => ({
    method: 'PATCH',
    path: `/Users/${id}`,
    data: patchBody(...operations),
  })

  it('makes elements that a value filter describes (T16), and leaves out what is not mapped (T14)', async () => {
    const { id } = await create('bulk.phone')
    const phone = { op: 'Add', path: 'phoneNumbers[type eq "mobile"].value', value: '+1 555' }
    const answer = await bulk(
      headers,
      patchOf(id, phone, { op: 'add', path: 'entitlements[type eq "x"].value', value: 'y' }),
    )

    expect([answer.status, answer.body.Operations?.[0]?.status]).toEqual([200, '200'])
    expect((await stage.scim.get(`/Users/${id}`)).body.phoneNumbers).toEqual([{ type: 'mobile', value: '+1 555' }])
  })

  it('disables a leaver under another name, and tells it once, when it is done', async () => {
    const { id } = await create('bulk.leaver')
    const rename = { op: 'Replace', path: 'userName', value: `${tombstone}bulk.leaver` }
    const before = told('leaver-kept-name')
    const leaving = patchOf(id, rename, disable)
    const failing = { method: 'DELETE', path: '/Users/00000000-0000-0000-0000-000000000000' }
    if (headers['Scimdap-Bulk'] !== undefined) {
      expect((await bulk(headers, leaving, failing)).status).toBe(404)
      expect(told('leaver-kept-name') - before).toBe(0)
      expect((await stage.scim.get(`/Users/${id}`)).body.active).toBe(true)
    }
    expect((await bulk(headers, leaving)).status).toBe(200)

    expect(told('leaver-kept-name') - before).toBe(1)
    expect((await stage.scim.get(`/Users/${id}`)).body).toMatchObject({ userName: 'bulk.leaver', active: false })
  })

  it('keeps an unknown manager aside, and no bulkId of nobody', async () => {
    const before = told('reference-kept-aside')
    const managed = (userName: string, value: string) => ({
      ...{ method: 'POST', path: '/Users', bulkId: userName },
      data: { ...userBody(userName), schemas: [urn.user, enterprise], [enterprise]: { manager: { value } } },
    })
    const answer = await bulk(headers, managed('bulk.kept', 'E-1'), managed('bulk.of', 'bulkId:bulk.kept'))
    expect(answer.body.Operations.map(({ status }: { status: string }) => status)).toEqual(['201', '201'])
    expect(told('reference-kept-aside') - before).toBe(1)

    const nobody = await bulk(headers, managed('bulk.lost', 'bulkId:nobody'))
    expect(nobody.body.Operations?.[0]?.status ?? String(nobody.status)).toMatch(/^4/)
  })
})

describe('profile: provisioning over preset inetOrgPerson, as Entra ID writes to it. docs/tolerances.md', () => {
  let stage: Stage
  beforeAll(async () => {
    stage = await openStage({}, (suffix) => ({
      profile: 'provisioning',
      preset: 'inetOrgPerson',
      users: { base: `ou=people,${suffix}`, attributes: { [`${enterprise}:manager`]: null } },
    }))
  })
  afterAll(() => stage?.end())
  const { patch } = clientOf(() => stage)
  const person = async (uid: string, ...mail: readonly string[]) => {
    const dn = await stage.admin.addPerson(`uid=${uid},${stage.people}`, { uid, ...(mail.length > 0 && { mail }) })
    return { dn, id: await stage.admin.entryUuid(dn) }
  }
  const mail = { op: 'Replace', path: 'emails[type eq "work"].value', value: 'new@x.example' }

  it.each([
    ['one address, which is another one then', ['old@x.example'], ['new@x.example']],
    ['no address, and gets one', [], ['new@x.example']],
    ['several addresses, and keeps them', ['a@x.example', 'b@x.example'], ['a@x.example', 'b@x.example']],
  ])('disables somebody who has %s', async (what, before, after) => {
    const { id, dn } = await person(`entra${what.length}`, ...before)
    const manager = { op: 'Add', path: 'manager', value: 'E-1' }
    const answer = await patch(id, mail, manager, disable)

    expect([answer.status, answer.body.active]).toEqual([200, false])
    expect(answer.headers.get('scimdap-ignored')).toBe(`emails.type, ${enterprise}:manager`)
    expect((await stage.admin.stored(dn))?.mail).toEqual(after)
  })

  it('removes the only address, and leaves a type that is not of work alone', async () => {
    const { id, dn } = await person('removed', 'old@x.example')
    expect((await patch(id, { op: 'Remove', path: 'emails[type eq "home"].value' })).status).toBe(200)
    expect((await stage.admin.stored(dn))?.mail).toEqual(['old@x.example'])
    expect((await patch(id, { op: 'Remove', path: 'emails[type eq "work"].value' })).status).toBe(200)
    expect((await stage.admin.stored(dn))?.mail).toBeUndefined()
  })
})
