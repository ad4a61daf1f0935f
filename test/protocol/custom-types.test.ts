/** The resource type and the mapping of docs/device/, over real entries. RFC 7643 §2, §6; RFC 7644 */
import { readFileSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import { urn } from '../../src/scim/urn.ts'
import { scimdap } from '../cli/scimdap.ts'
import { groupBody, rfcToken } from '../support/gateway.ts'
import { type Devices, device, differenceFor, documentedFile, openDevices, workplace } from './devices.ts'
import { expectError } from './support.ts'

let devices: Devices

beforeAll(async () => {
  devices = await openDevices()
})
afterAll(() => devices?.end())

describe('a resource type of the operator’s own, RFC 7643 §6, RFC 7644 §3.3 to §3.6', () => {
  it('makes an entry of the mapped object class, and answers with what it stores', async () => {
    const owner = await devices.person({ displayName: 'Olga Owner' })
    const body = devices.body({
      notes: ['lid is scratched', 'battery is new'],
      location: { organization: 'Example', department: 'Sales', city: 'Bern' },
      owner: { value: owner.id },
    })

    const created = await devices.scim().post('/Devices', body)

    expect(created.status).toBe(201)
    expect(created.headers.get('location')).toBe(`${devices.scim().url}/Devices/${created.body.id}`)
    expect(created.body).toEqual({
      ...body,
      id: expect.any(String),
      owner: { value: owner.id, $ref: owner.meta.location, display: 'Olga Owner' },
      meta: expect.objectContaining({ resourceType: 'Device', location: created.headers.get('location') }),
    })
    expect(await devices.entryOf(body)).toMatchObject({
      objectclass: ['device'],
      serialnumber: [body.serialNumber],
      cn: [body.displayName],
      description: ['lid is scratched', 'battery is new'],
      o: ['Example'],
      ou: ['Sales'],
      l: ['Bern'],
      owner: [`uid=${owner.userName},ou=people,${devices.ldap.suffix}`],
    })
    expect((await devices.scim().get(`/Devices/${created.body.id}`)).body).toEqual(created.body)
  })

  it('refuses a second one of the same RDN, one of the same value elsewhere, and a body without what is required', async () => {
    const { serialNumber } = await devices.make()
    const elsewhere = `cn=Elsewhere,ou=devices,${devices.ldap.suffix}`
    await devices.admin.add(elsewhere, { objectClass: 'device', cn: 'Elsewhere', serialNumber: 'SN-elsewhere' })

    expectError(
      await devices.scim().post('/Devices', devices.body({ serialNumber: serialNumber.toLowerCase() })),
      409,
      'uniqueness',
    )
    expectError(
      await devices.scim().post('/Devices', devices.body({ serialNumber: 'sn-ELSEWHERE' })),
      409,
      'uniqueness',
    )
    expectError(await devices.scim().post('/Devices', devices.body({ displayName: undefined })), 400, 'invalidValue')
    expectError(await devices.scim().post('/Devices', devices.body({ serialNumber: null })), 400, 'invalidValue')
    const body = { ...devices.body(), schemas: [urn.user] }
    const letter = { body, token: rfcToken }
    expectError(await devices.scim().request('POST', '/Devices', letter), 400, 'invalidSyntax')
  })

  it('refuses an owner who is no user, and a related device that is none', async () => {
    const [other, owner] = [await devices.make(), await devices.person()]

    expectError(
      await devices.scim().post('/Devices', devices.body({ owner: { value: other.id } })),
      400,
      'invalidValue',
    )
    expectError(
      await devices.scim().post('/Devices', devices.body({ related: [{ value: owner.id }] })),
      400,
      'invalidValue',
    )
  })

  it('replaces by PUT: what is left out goes, what is immutable stays', async () => {
    const before = await devices.make({ notes: ['one', 'two'], location: { city: 'Bern' } })
    const { serialNumber, displayName } = before

    const kept = await devices.scim().put(`/Devices/${before.id}`, {
      schemas: [device],
      serialNumber,
      displayName,
      notes: ['TWO'],
    })
    const renamed = await devices
      .scim()
      .put(`/Devices/${before.id}`, { schemas: [device], serialNumber: 'other', displayName })

    expect(kept.body).toMatchObject({ serialNumber, displayName })
    expect(kept.body).not.toHaveProperty('location')
    expect(kept.body.notes).toEqual(['two'])
    expectError(renamed, 400, 'mutability')
  })

  it('changes by PATCH single values, parts of complex ones, simple lists and references', async () => {
    const [first, second] = [await devices.person(), await devices.person()]
    const related = await devices.make()
    const { id } = await devices.make({ notes: ['one'], owner: { value: first.id } })

    const answer = await devices.patch(
      `/Devices/${id}?attributes=displayName,notes,location,owner.value,related.value`,
      { op: 'replace', path: 'displayName', value: 'Tablet' },
      { op: 'add', path: 'notes', value: ['two', 'ONE'] },
      { op: 'remove', path: 'notes[value eq "one"]' },
      { op: 'add', path: 'location.city', value: 'Basel' },
      { op: 'replace', path: `${device}:owner`, value: { value: second.id } },
      { op: 'add', path: 'related', value: [{ value: related.id }] },
    )

    expect(answer.status).toBe(200)
    expect(answer.body).toMatchObject({
      displayName: 'Tablet',
      notes: ['two'],
      location: { city: 'Basel' },
      owner: { value: second.id },
      related: [{ value: related.id }],
    })
    expectError(await devices.patch(`/Devices/${id}`, { op: 'remove', path: 'displayName' }), 400, 'mutability')
    expectError(await devices.patch(`/Devices/${id}`, { op: 'add', path: 'colour', value: 'red' }), 400, 'invalidPath')
  })

  it('lets an optional list of references become empty, by PATCH of its elements alone', async () => {
    const related = await devices.make()
    const other = await devices.make()
    const { id } = await devices.make({ related: [{ value: related.id }] })
    const shown = async () => (await devices.scim().get(`/Devices/${id}`)).body.related

    await devices.patch(`/Devices/${id}`, { op: 'add', path: 'related', value: [{ value: other.id }] })
    expect((await shown()).map(({ value }: { value: string }) => value).toSorted()).toEqual(
      [related.id, other.id].toSorted(),
    )

    const emptied = await devices.patch(
      `/Devices/${id}`,
      { op: 'remove', path: `related[value eq "${related.id}"]` },
      { op: 'remove', path: `related[value eq "${other.id}"]` },
    )
    expect(emptied.status).toBe(204)
    expect(await shown()).toBeUndefined()

    const owner = await devices.person()
    expectError(
      await devices.patch(`/Devices/${id}`, { op: 'add', path: 'related', value: [{ value: owner.id }] }),
      400,
      'invalidValue',
    )
  })

  it('has versions: If-None-Match, If-Match and a new tag with each change', async () => {
    const { id, meta } = await devices.make()

    expect((await devices.scim().get(`/Devices/${id}`, { 'If-None-Match': meta.version })).status).toBe(304)
    const changed = await devices.scim().request('PATCH', `/Devices/${id}`, {
      body: { schemas: [urn.patchOp], Operations: [{ op: 'add', path: 'notes', value: 'seen' }] },
      headers: { 'If-Match': meta.version },
    })
    expect(changed.headers.get('etag')).not.toBe(meta.version)
    expect((await devices.scim().delete(`/Devices/${id}`, { 'If-Match': meta.version })).status).toBe(412)
    expect((await devices.scim().delete(`/Devices/${id}`)).status).toBe(204)
    expect((await devices.scim().get(`/Devices/${id}`)).status).toBe(404)
  })

  it('has a version of what it shows of its owner, which hinders nobody from writing', async () => {
    const owner = await devices.person({ displayName: 'First Name' })
    const { id, meta } = await devices.make({ owner: { value: owner.id } })

    await devices.patch(`/Users/${owner.id}`, { op: 'replace', path: 'displayName', value: 'Second Name' })
    const seen = await devices.scim().get(`/Devices/${id}`, { 'If-None-Match': meta.version })

    expect([seen.status, seen.body.owner.display]).toEqual([200, 'Second Name'])
    expect(seen.body.meta.version).not.toBe(meta.version)
    expect((await devices.scim().get(`/Devices/${id}`, { 'If-None-Match': seen.body.meta.version })).status).toBe(304)
    expect((await devices.scim().delete(`/Devices/${id}`, { 'If-Match': meta.version })).status).toBe(204)
  })

  it('shows no entry of another class, and none without what the schema requires', async () => {
    const base = `ou=devices,${devices.ldap.suffix}`
    await devices.admin.add(`cn=nameless,${base}`, { objectClass: 'device', cn: 'nameless' })
    await devices.admin.add(`cn=role,${base}`, { objectClass: 'organizationalRole', cn: 'role' })

    for (const name of ['nameless', 'role']) {
      expect((await devices.scim().get(`/Devices/${await devices.admin.entryUuid(`cn=${name},${base}`)}`)).status).toBe(
        404,
      )
      expect(await devices.search(`displayName eq "${name}"`)).toEqual([])
    }
  })
})

describe('references to what is deleted', () => {
  it('go with the owner and with the related device', async () => {
    const [owner, related] = [await devices.person(), await devices.make()]
    const { id, serialNumber } = await devices.make({ owner: { value: owner.id }, related: [{ value: related.id }] })

    expect((await devices.scim().delete(`/Users/${owner.id}`)).status).toBe(204)
    expect((await devices.scim().delete(`/Devices/${related.id}`)).status).toBe(204)

    const { body } = await devices.scim().get(`/Devices/${id}`)
    expect(body).not.toHaveProperty('owner')
    expect(body).not.toHaveProperty('related')
    const entry = await devices.entryOf({ serialNumber })
    expect([entry?.owner, entry?.seealso]).toEqual([undefined, undefined])
  })

  it('are no members of groups: a device cannot join one', async () => {
    const [someone, thing] = [await devices.person(), await devices.make()]
    const group = (await devices.scim().post('/Groups', groupBody('People alone', [someone.id]))).body

    expectError(await devices.scim().post('/Groups', groupBody('Things', [thing.id])), 400, 'invalidValue')
    expectError(
      await devices.patch(`/Groups/${group.id}`, { op: 'add', path: 'members', value: [{ value: thing.id }] }),
      400,
      'invalidValue',
    )
  })
})

describe('discovery and restarts, RFC 7644 §4', () => {
  it('lists the type with its endpoint, and the schemas with every characteristic', async () => {
    const types = (await devices.scim().get('/ResourceTypes')).body.Resources
    const schema = (await devices.scim().get(`/Schemas/${device}`)).body

    expect(types.map(({ endpoint }: { endpoint: string }) => endpoint)).toEqual(['/Users', '/Groups', '/Devices'])
    expect(types[0].schemaExtensions).toEqual([
      { schema: urn.enterpriseUser, required: false },
      { schema: workplace, required: false },
    ])
    expect(schema.attributes[0]).toEqual({
      ...{ name: 'serialNumber', type: 'string', multiValued: false, required: true, caseExact: false },
      ...{ mutability: 'immutable', returned: 'default', uniqueness: 'server' },
      description: 'Serial number; unique, and fixed once given.',
    })
    expect((await devices.scim().get(`/Schemas/${workplace}`)).body.name).toBe('Workplace')
  })

  it('finds everything again after a restart', async () => {
    const owner = await devices.person()
    const before = await devices.make({ notes: ['stays'], owner: { value: owner.id } })
    await devices.restart()

    const { body } = await devices.scim().get(`/Devices/${before.id}`)
    const { meta: _, owner: __, ...rest } = before
    expect(body).toMatchObject({ ...rest, owner: { value: owner.id }, meta: { version: before.meta.version } })
  })
})

describe('the command line', () => {
  const run = (...words: readonly string[]) => {
    const text = JSON.stringify({ ...parse(readFileSync(documentedFile, 'utf8')), ...differenceFor(devices.ldap) })
    return scimdap([...words, '--config', documentedFile], { [documentedFile]: text })
  }

  it('explains a request for devices', async () => {
    const { id } = await devices.person()
    const owner = (await devices.scim().get(`/Users/${id}`)).body.userName

    const { code, printed } = await run('explain', `GET /Devices?filter=owner.value eq "${id}" and notes sw "x"`)

    expect(code).toBe(0)
    expect(printed).toContain(`ou=devices,${devices.ldap.suffix}`)
    expect(printed).toContain(`(owner=uid=${owner},ou=people,${devices.ldap.suffix})`)
    expect(printed).toContain('(description=x*)')
  })

  it('checks the directory for devices as for users', async () => {
    await devices.make()

    const { code, printed } = await run('check', '--json')

    const findings = JSON.parse(printed).findings
    expect({ code, errors: findings.filter((each: { severity: string }) => each.severity === 'error') }).toEqual({
      code: 0,
      errors: [],
    })
  })

  it('says where an option of devices names what is not there', async () => {
    const text = readFileSync(documentedFile, 'utf8').replace('ou=devices,', 'ou=gadgets,').replace(': ou\n', ': oo\n')
    const spoilt = JSON.stringify({ ...parse(text), ...differenceFor(devices.ldap) })

    const { code, printed } = await scimdap(['check', '--config', documentedFile], { [documentedFile]: spoilt })

    expect(code).toBe(1)
    expect(printed).toContain('resources.Device.base')
    expect(printed).toContain('Device: attributes.location.department names the attribute type oo')
  })
})
