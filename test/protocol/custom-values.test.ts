/** Each data type in an attribute of an operator's own, single and listed, over a real directory. RFC 7643 §2.3, §2.4 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { urn } from '../../src/scim/urn.ts'
import { filtered, groupBody, userBody } from '../support/gateway.ts'
import { expectError, fixture, idsOf, openStage, type Stage } from './support.ts'

const thing = 'urn:example:test:2.0:Thing'
const holder = 'urn:example:test:2.0:Holder'
const kept = 'urn:example:test:2.0:Kept'
const fixtureFile = (name: string) => new URL(`../fixtures/things/${name}`, import.meta.url).pathname

let stage: Stage
let keeper: { id: string; meta: { location: string } }
let number = 0

beforeAll(async () => {
  stage = await openStage({ schemaFiles: [fixtureFile('things.ldif')] }, (suffix) => ({
    schemas: [fixtureFile('schemas.json')],
    resourceTypes: [fixtureFile('resource-types.json')],
    users: { base: `ou=people,${suffix}`, attributes: { [`${holder}:things`]: { memberships: 'Thing' } } },
    resources: {
      Thing: {
        base: `ou=people,${suffix}`,
        ...{ objectClass: 'thing', createClasses: ['thing'], auxiliaryClasses: ['thingNames'], rdn: 'cn' },
        attributes: {
          name: 'cn',
          on: 'thingOn',
          slots: 'thingSlots',
          weight: 'thingWeight',
          bought: 'thingBought',
          firmware: 'thingFirmware',
          remark: 'thingRemark',
          manual: 'thingManual',
          ports: { plain: [{ attribute: 'thingPort' }] },
          seen: 'thingSeen',
          keys: 'thingKey',
          contacts: { structured: 'thingContact' },
          'names.others': 'thingAlias',
          users: { members: 'thingUser', to: ['User'] },
          [`${kept}:keeper`]: { reference: 'thingKeeper', to: ['User', 'Group'] },
        },
      },
    },
  }))
  keeper = (await stage.scim.post('/Users', userBody('keeper', { displayName: 'Kim Keeper' }))).body
})
afterAll(() => stage?.end())

const bodyOf = (more: Readonly<Record<string, unknown>> = {}) => {
  number += 1
  return { schemas: [thing, kept], name: `thing ${number}`, [kept]: { keeper: { value: keeper.id } }, ...more }
}
const make = async (more: Readonly<Record<string, unknown>> = {}) => {
  const answer = await stage.scim.post('/Things', bodyOf(more))
  expect(answer).toMatchObject({ status: 201 })
  return answer.body
}
const search = async (filter: string) => idsOf(await stage.scim.get(filtered('/Things', filter)))
const stored = ({ name }: { name: string }) => stage.admin.stored(`cn=${name},${stage.people}`)
const patch = (id: string, ...operations: readonly unknown[]) =>
  stage.scim.request('PATCH', `/Things/${id}`, {
    body: { schemas: [urn.patchOp], Operations: operations },
    headers: { Prefer: 'return=representation' },
  })

const everything = {
  on: false,
  slots: -12,
  weight: 0.125,
  bought: '2024-02-29T12:30:00Z',
  firmware: 'AAEC/w==',
  manual: 'https://example.com/Manual?a=(b)*',
  ports: [22, 443],
  seen: ['2024-01-01T00:00:00Z', '2024-01-02T00:00:00Z'],
  keys: ['/w==', 'AA=='],
  contacts: [
    { value: 'a@example.com', type: 'shop', since: '2020-01-01T00:00:00Z', rank: 1, nightly: true },
    { value: 'b=b; 100%', rank: 2 },
  ],
  names: { others: ['Alpha', 'Beta'] },
}

describe('values of every data type, RFC 7643 §2.3', () => {
  it('are stored in the syntax of their attribute types and come back as they were', async () => {
    const created = await make(everything)

    expect(created).toMatchObject(everything)
    expect(await stored(created)).toMatchObject({
      thingon: ['FALSE'],
      thingslots: ['-12'],
      thingweight: ['0.125'],
      thingbought: ['20240229123000Z'],
      thingmanual: [everything.manual],
      thingport: ['22', '443'],
      thingseen: ['20240101000000Z', '20240102000000Z'],
      thingalias: ['Alpha', 'Beta'],
      objectclass: expect.arrayContaining(['thing', 'thingNames']),
    })
    expect((await stage.scim.get(`/Things/${created.id}`)).body).toEqual(created)
    expect((await stage.scim.put(`/Things/${created.id}`, created)).headers.get('etag')).toBe(created.meta.version)
    await stage.scim.delete(`/Things/${created.id}`)
  })

  it('are found by filters, whatever the directory can compare', async () => {
    const { id } = await make(everything)
    const other = await make({ slots: 7 })

    for (const filter of [
      ...['on eq false', 'slots eq -12', 'slots lt 0', 'weight gt 0.1', 'bought ge "2024-02-29T13:30:00+01:00"'],
      ...['firmware eq "AAEC/w=="', 'manual co "?a=(b)*"', 'ports eq 443', 'ports gt 400', 'keys pr'],
      ...['ports[value eq 443]', 'ports[value gt 22 and value lt 444]', 'ports.value eq 22', 'keys.value pr'],
      ...['ports[not (value eq 22)]', `schemas[value eq "${thing}"] and ports pr`],
      ...['seen eq "2024-01-02T00:00:00Z"', 'seen lt "2024-01-02T00:00:00Z"', 'names.others eq "BETA"'],
      ...['contacts[rank eq 2 and value sw "b=b"]', 'contacts.nightly eq true', 'contacts.since pr', 'names pr'],
    ]) {
      expect({ filter, found: await search(filter) }).toEqual({ filter, found: [id] })
    }
    expect(await search('not (ports pr)')).toEqual([other.id])
    expect(await search('slots ne -12')).toEqual([other.id])
    await stage.scim.delete(`/Things/${id}`)
  })

  it('of bytes mean their octets: without padding, in either alphabet, RFC 7643 §2.3.6', async () => {
    const created = await make({ firmware: '_-8', keys: ['AAE', '_w'] })

    expect(created).toMatchObject({ firmware: '/+8=', keys: ['AAE=', '/w=='] })
    for (const filter of ['firmware eq "/+8"', 'firmware eq "_-8="', 'keys eq "AAE"', 'keys eq "_w=="']) {
      expect({ filter, found: await search(filter) }).toEqual({ filter, found: [created.id] })
    }
    const { body } = await patch(created.id, { op: 'add', path: 'keys', value: ['AAE', '/w'] })
    expect(body.meta.version).toBe(created.meta.version)
    await stage.scim.delete(`/Things/${created.id}`)
    const certificate: string = fixture('rfc7643-8.2-user-full').x509Certificates[0].value
    const value = certificate.replace(/=+$/, '')
    const user = (await stage.scim.post('/Users', userBody('certified', { x509Certificates: [{ value }] }))).body
    expect(user.x509Certificates).toEqual([{ value: certificate }])
    expect(await stage.admin.stored(`uid=certified,${stage.people}`)).toHaveProperty('usercertificate;binary')
    const filter = `x509Certificates.value eq "${value}"`
    expect(idsOf(await stage.scim.get(filtered('/Users', filter)))).toEqual([user.id])
  })

  it('are added and taken away one by one in lists', async () => {
    const { id } = await make({ ports: [22, 443], names: { others: ['Alpha'] } })

    const { body } = await patch(
      id,
      { op: 'add', path: 'ports', value: [443, 8080] },
      { op: 'remove', path: 'ports[value eq 22]' },
      { op: 'add', path: 'names.others', value: ['Beta', 'ALPHA'] },
      { op: 'add', path: 'keys', value: ['/w=='] },
    )

    expect(body).toMatchObject({ ports: [443, 8080], names: { others: ['Alpha', 'Beta'] }, keys: ['/w=='] })
  })

  it.each([
    ['on', 'no'],
    ['slots', 1.5],
    ['weight', '1'],
    ['bought', 'yesterday'],
    ['firmware', 'ä'],
    ['ports', 443],
    ['ports', [443, 'x']],
    ['contacts', [{ rank: 'first' }]],
  ])('of another data type are refused: %s %j', async (name, value) => {
    expectError(await stage.scim.post('/Things', bodyOf({ [name]: value })), 400, 'invalidValue')
  })

  it('of time need their zone, and the end of a day is the beginning of the next, RFC 7643 §2.3.5', async () => {
    for (const more of [{ bought: '2024-01-01T00:00:00' }, { seen: ['2024-01-01T00:00:00'] }]) {
      const answer = await stage.scim.post('/Things', bodyOf(more))
      expect([answer.status, answer.body.detail]).toEqual([400, expect.stringMatching(/(bought|seen).* its zone/)])
    }
    expect((await make({ bought: '2023-12-31T24:00:00+01:00' })).bought).toBe('2023-12-31T23:00:00Z')
  })

  it('that must be unique are looked for, numbers too', async () => {
    const { id } = await make({ slots: 77 })
    const other = await make({ slots: 78 })

    expectError(await stage.scim.post('/Things', bodyOf({ slots: 77 })), 409, 'uniqueness')
    expectError(await patch(other.id, { op: 'replace', path: 'slots', value: 77 }), 409, 'uniqueness')
    expect((await patch(id, { op: 'replace', path: 'slots', value: 77 })).status).toBe(200)
  })

  it('that no mapping stores are not advertised, and ignored in a body', async () => {
    const { attributes } = (await stage.scim.get(`/Schemas/${thing}`)).body
    const named = (name: string) => attributes.find((attribute: { name: string }) => attribute.name === name)

    expect(named('unmapped')).toBeUndefined()
    expect(named('contacts').subAttributes.map(({ name }: { name: string }) => name)).not.toContain('aliases')
    expect(await make({ unmapped: 'x' })).not.toHaveProperty('unmapped')
  })
})

describe('what is returned on request, RFC 7643 §7', () => {
  const contacts = [{ value: 'a@example.com', note: 'calls back' }, { value: 'b@example.com' }]

  it('comes back to who has just written it, and to nobody else who does not ask', async () => {
    const created = await make({ remark: 'fragile', contacts })
    const replaced = await stage.scim.put(`/Things/${created.id}`, { ...created, remark: 'broken' })
    const changed = await patch(created.id, { op: 'replace', path: 'remark', value: 'mended' })
    const part = await patch(created.id, { op: 'replace', path: 'contacts[value sw "a"].note', value: 'gone' })
    const other = await patch(created.id, { op: 'replace', value: { weight: 2, remark: 'heavy' } })
    const silent = await patch(created.id, { op: 'replace', path: 'weight', value: 3 })

    expect([created.remark, created.contacts]).toEqual(['fragile', contacts])
    expect([replaced.body.remark, replaced.body.contacts]).toEqual(['broken', contacts])
    expect(changed.body.remark).toBe('mended')
    expect(changed.body.contacts).toEqual([{ value: 'a@example.com' }, { value: 'b@example.com' }])
    expect(part.body).not.toHaveProperty('remark')
    expect(part.body.contacts).toHaveLength(2)
    expect(part.body.contacts).toContainEqual({ ...contacts[0], note: 'gone' })
    expect([other.body.weight, other.body.remark]).toEqual([2, 'heavy'])
    expect(silent.body).not.toHaveProperty('remark')
    expect((await stage.scim.get(`/Things/${created.id}`)).body).not.toHaveProperty('remark')
    expect((await stage.scim.get(`/Things/${created.id}?attributes=remark`)).body.remark).toBe('heavy')
    await stage.scim.delete(`/Things/${created.id}`)
  })

  it('stays away where the client lists or excludes', async () => {
    const listed = await stage.scim.post('/Things?attributes=name', bodyOf({ remark: 'fragile' }))
    const excluded = await stage.scim.post('/Things?excludedAttributes=remark', bodyOf({ remark: 'fragile' }))

    expect([listed.body.remark, excluded.body.remark]).toEqual([undefined, undefined])
    for (const { body } of [listed, excluded]) await stage.scim.delete(`/Things/${body.id}`)
  })
})

describe('an extension that is required, RFC 7643 §6', () => {
  it('must be in every body, and in every entry', async () => {
    expectError(await stage.scim.post('/Things', bodyOf({ [kept]: undefined })), 400, 'invalidValue')
    await stage.admin.add(`cn=keptless,${stage.people}`, { objectClass: 'thing', cn: 'keptless' })

    expect(await search('name eq "keptless"')).toEqual([])
  })

  it('shows what follows from the reference, which nobody has to send', async () => {
    expect((await make())[kept]).toEqual({
      keeper: { value: keeper.id, displayName: 'Kim Keeper', $ref: keeper.meta.location },
    })
  })

  it('publishes the case of ids, and finds by them as they are: RFC 7643 §3.1', async () => {
    const { id } = await make()
    const { attributes } = (await stage.scim.get(`/Schemas/${kept}`)).body
    expect(attributes[0].subAttributes[0]).toMatchObject({ name: 'value', caseExact: true })
    const [exact, upper] = [keeper.id, keeper.id.toUpperCase()].map((value) => `${kept}:keeper.value eq "${value}"`)
    expect(await search(`${exact} and name pr`)).toContain(id)
    expect(await search(`${upper}`)).toEqual([])
    expect(await search(`not (${upper})`)).toContain(id)
  })

  it('keeps from being deleted whom it names, and names another type as well', async () => {
    const owner = (await stage.scim.post('/Users', userBody('going'))).body
    const group = (await stage.scim.post('/Groups', groupBody('Keepers', [owner.id]))).body
    const { id, name } = await make({ [kept]: { keeper: { value: owner.id } } })

    const refused = await stage.scim.delete(`/Users/${owner.id}`)
    expect(refused.status).toBe(409)
    expect(refused.body.detail).toContain(`the ${kept}:keeper of Thing ${id}`)
    expect((await stored({ name }))?.thingkeeper).toEqual([`uid=going,${stage.people}`])

    await patch(id, { op: 'replace', path: `${kept}:keeper.value`, value: group.id })
    expect((await stage.scim.get(`/Things/${id}`)).body[kept].keeper).toMatchObject({
      value: group.id,
      displayName: 'Keepers',
    })
    await stage.scim.put(`/Groups/${group.id}`, groupBody('Keepers', [keeper.id]))
    expect((await stage.scim.delete(`/Users/${owner.id}`)).status).toBe(204)
  })
})

describe('memberships in lists of another type', () => {
  const things = `${holder}:things`
  const found = async (filter: string, more = '') => idsOf(await stage.scim.get(filtered('/Users', filter, more)))

  it('are shown beside groups, and are found, sorted and compared by', async () => {
    const [both, one, none] = await Promise.all(
      ['both', 'one', 'none'].map(async (name) => (await stage.scim.post('/Users', userBody(`in-${name}`))).body.id),
    )
    const group = (await stage.scim.post('/Groups', groupBody('Beside things', [both, one]))).body
    const owned = await make({ users: [{ value: both }] })

    const { body } = await stage.scim.get(`/Users/${both}`)
    expect(body[holder]).toEqual({ things: [{ value: owned.id, $ref: owned.meta.location, type: 'direct' }] })
    expect(body.groups.map(({ value }: { value: string }) => value)).toEqual([group.id])
    expect(body.schemas).toContain(holder)

    expect(await found(`${things}.value eq "${owned.id}"`)).toEqual([both])
    expect(await found(`${things}.value eq "${group.id}"`)).toEqual([])
    expect(await found(`${things} pr`)).toEqual([both])
    expect(await found(`groups.value eq "${group.id}" and not (${things} pr)`)).toEqual([one])
    expect(await found(`groups.value eq "${group.id}"`, `&sortBy=${things}`)).toEqual([both, one])
    expect(await found('userName sw "in-" and not (groups pr)')).toEqual([none])

    await stage.scim.put(`/Things/${owned.id}`, { ...owned, users: [{ value: one }] })
    expect(await found(`${things} pr`)).toEqual([one])
  })
})
