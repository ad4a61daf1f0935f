/** Lists and Bulk with the resource type of docs/device/, and its extension of User. RFC 7643 §3.3; RFC 7644 §3.4, §3.7 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { urn } from '../../src/scim/urn.ts'
import { filtered, groupBody, userBody } from '../support/gateway.ts'
import { type Devices, device, openDevices, workplace } from './devices.ts'
import { expectError, idsOf } from './support.ts'

let devices: Devices

beforeAll(async () => {
  devices = await openDevices()
})
afterAll(() => devices?.end())

describe('lists of them, RFC 7644 §3.4.2, §3.4.3, RFC 9865', () => {
  let owner: { id: string }
  let printers: readonly { id: string; serialNumber: string }[]

  beforeAll(async () => {
    owner = await devices.person()
    printers = [
      await devices.make({ displayName: 'Printer B', notes: ['red', 'Blue'], owner: { value: owner.id } }),
      await devices.make({ displayName: 'Printer A', notes: ['green'], location: { city: 'Genf' } }),
      await devices.make({ displayName: 'Printer C', related: [] }),
    ]
  })
  const id = (at: number) => printers[at]?.id as string

  it('filters by simple, complex, listed and referring attributes', async () => {
    expect(await devices.search(`owner.value eq "${owner.id}"`)).toEqual([id(0)])
    expect(await devices.search(`owner[value eq "${owner.id}"]`)).toEqual([id(0)])
    expect(await devices.search('notes eq "blue"')).toEqual([id(0)])
    expect(await devices.search('notes sw "gre"')).toEqual([id(1)])
    expect(await devices.search('displayName sw "Printer" and notes ne "red"')).toEqual(
      expect.arrayContaining([id(0), id(1)]),
    )
    expect(await devices.search('displayName sw "Printer" and not (notes pr)')).toEqual([id(2)])
    expect(await devices.search('location.city eq "GENF"')).toEqual([id(1)])
    expect(await devices.search(`${device}:serialNumber eq "${printers[2]?.serialNumber}"`)).toEqual([id(2)])
    expect(await devices.search('displayName sw "Printer" and meta.resourceType eq "Device" and owner pr')).toEqual([
      id(0),
    ])
    expectError(await devices.scim().get(filtered('/Devices', 'userName eq "x"')), 400, 'invalidFilter')
  })

  it('sorts, pages by index and by cursor, and takes the query in a POST', async () => {
    const filter = 'displayName sw "Printer"'
    const sorted = await devices
      .scim()
      .get(filtered('/Devices', filter, '&sortBy=displayName&sortOrder=descending&count=2'))
    const first = await devices.scim().get(filtered('/Devices', filter, '&sortBy=displayName&cursor&count=2'))
    const next = await devices
      .scim()
      .get(
        filtered('/Devices', filter, `&sortBy=displayName&count=2&cursor=${encodeURIComponent(first.body.nextCursor)}`),
      )
    const posted = await devices.scim().post('/Devices/.search', {
      schemas: [urn.searchRequest],
      ...{ filter, sortBy: 'location.city', attributes: ['serialNumber'] },
    })

    expect(sorted.body.totalResults).toBe(3)
    expect(idsOf(sorted)).toEqual([id(2), id(0)])
    expect([...idsOf(first), ...idsOf(next)]).toEqual([id(1), id(0), id(2)])
    expect(posted.body.Resources[0]).toEqual({ schemas: [device], id: id(1), serialNumber: printers[1]?.serialNumber })
  })

  it('finds all three types from the root', async () => {
    const someone = await devices.person({ displayName: 'Found everywhere' })
    await devices.scim().post('/Groups', groupBody('Found everywhere', [someone.id]))
    await devices.make({ displayName: 'Found everywhere' })

    const { body } = await devices.scim().post('/.search', {
      schemas: [urn.searchRequest],
      filter: 'displayName eq "found everywhere"',
    })

    const types = body.Resources.map(({ meta }: { meta: { resourceType: string } }) => meta.resourceType)
    expect(types.toSorted()).toEqual(['Device', 'Group', 'User'])
  })
})

describe('Bulk, RFC 7644 §3.7', () => {
  it('makes a user and the user’s device in one request, whichever comes first', async () => {
    const { serialNumber, ...rest } = devices.body({ owner: { value: 'bulkId:owner' } })

    const { status, body } = await devices.scim().post('/Bulk', {
      schemas: [urn.bulkRequest],
      Operations: [
        { method: 'POST', path: '/Devices', bulkId: 'device', data: { ...rest, serialNumber } },
        { method: 'POST', path: '/Users', bulkId: 'owner', data: userBody('bulk-owner') },
        {
          method: 'PATCH',
          path: '/Devices/bulkId:device',
          data: { schemas: [urn.patchOp], Operations: [{ op: 'add', path: 'notes', value: 'new' }] },
        },
      ],
    })

    expect(status).toBe(200)
    expect(body.Operations.map((operation: { status: string }) => operation.status).toSorted()).toEqual([
      '200',
      '201',
      '201',
    ])
    const [found] = (await devices.scim().get(filtered('/Devices', `serialNumber eq "${serialNumber}"`))).body.Resources
    const owner = (await devices.scim().get(filtered('/Users', 'userName eq "bulk-owner"'))).body.Resources[0]
    expect(found).toMatchObject({ owner: { value: owner.id }, notes: ['new'] })
  })
})

describe('an extension of User, RFC 7643 §3.3', () => {
  it('stands beside the core attributes and those of the enterprise extension', async () => {
    const given = { badgeNumber: 'B-1', vehicles: ['ZH 1', 'ZH 2'], cost: { category: 'staff' } }
    const body = userBody('badged', {
      schemas: [urn.user, workplace, urn.enterpriseUser],
      [workplace]: given,
      [urn.enterpriseUser]: { division: 'North' },
    })

    const created = await devices.scim().post('/Users', body)

    expect(created.status).toBe(201)
    expect(created.body.schemas.toSorted()).toEqual([urn.user, urn.enterpriseUser, workplace].toSorted())
    expect(created.body[workplace]).toEqual(given)
    expect(created.body[urn.enterpriseUser]).toEqual({ division: 'North' })
    expect(await devices.admin.stored(`uid=badged,ou=people,${devices.ldap.suffix}`)).toMatchObject({
      roomnumber: ['B-1'],
      carlicense: ['ZH 1', 'ZH 2'],
      businesscategory: ['staff'],
    })
    expect(await devices.search(`${workplace}:vehicles eq "zh 2"`, '/Users')).toEqual([created.body.id])
    expect(await devices.search(`${workplace}:cost.category eq "staff" and userName eq "badged"`, '/Users')).toEqual([
      created.body.id,
    ])
    expectError(
      await devices.scim().post('/Users', userBody('other', { [workplace]: { badgeNumber: 'b-1' } })),
      409,
      'uniqueness',
    )
  })

  it('is changed by paths with its URN, and leaves schemas with its last value', async () => {
    const { id } = await devices.person({ [workplace]: { badgeNumber: 'B-2', vehicles: ['ZH 3'] } })

    const changed = await devices.patch(
      `/Users/${id}`,
      { op: 'add', path: `${workplace}:vehicles`, value: ['ZH 4'] },
      { op: 'remove', path: `${workplace}:vehicles[value eq "zh 3"]` },
      { op: 'replace', path: `${workplace}:cost.category`, value: 'guest' },
      { op: 'replace', value: { [workplace]: { badgeNumber: 'B-3' } } },
    )
    const removed = await devices.patch(`/Users/${id}`, { op: 'remove', path: workplace })

    expect(changed.body[workplace]).toEqual({ badgeNumber: 'B-3', vehicles: ['ZH 4'], cost: { category: 'guest' } })
    expect(removed.body).not.toHaveProperty([workplace])
    expect(removed.body.schemas).toEqual([urn.user])
    const attributes = `attributes=${workplace}:badgeNumber`
    expect((await devices.scim().get(`/Users/${id}?${attributes}`)).body).toEqual({ schemas: [urn.user], id })
  })
})
