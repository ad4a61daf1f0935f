/** New entries where their attributes say, and names of several values. RFC 4511 §4.7, §4.9, RFC 4514 §2.2 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { urn } from '../../src/scim/urn.ts'
import { filtered, groupBody, startGateway, type TestGateway, userBody } from '../support/gateway.ts'
import { openPlaces, type Places } from './places-support.ts'
import { expectError } from './support.ts'

const enterprise = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User'
const department = `${enterprise}:department`
const inDepartment = (name: string, of: string | undefined, more: object = {}) =>
  userBody(name, {
    ...(of === undefined ? {} : { schemas: [urn.user, enterprise], [enterprise]: { department: of } }),
    ...more,
  })

let places: Places
/** A gateway that names people by cn and uid, over the same directory. */
let several: TestGateway
beforeAll(async () => {
  places = await openPlaces({
    overlay: ({ people, partners }) => ({
      users: {
        bases: [{ base: people, scope: 'one' }, { base: partners }],
        createIn: { container: `ou={${department}},${partners}`, otherwise: people },
      },
    }),
  })
  several = await startGateway(places.ldap, {
    users: { bases: [{ base: places.people }, { base: places.partners }], rdn: ['cn', 'uid'] },
    groups: { base: places.groups, rdn: ['cn'] },
    references: {},
  })
})
afterAll(async () => {
  await several?.close()
  await places?.end()
})

const patch = (scim: TestGateway, path: string, ...Operations: object[]) =>
  scim.request('PATCH', path, { body: { schemas: [urn.patchOp], Operations } })

describe('a new entry', () => {
  it('goes where its attribute says, and elsewhere without one', async () => {
    const { scim, admin, people, partners } = places
    const far = await scim.post('/Users', inDepartment('faraway', 'FAR'))
    const near = await scim.post('/Users', inDepartment('nearby', undefined))

    expect([far.status, near.status]).toEqual([201, 201])
    expect((await admin.stored(`uid=faraway,ou=far,${partners}`))?.entryuuid).toEqual([far.body.id])
    expect((await admin.stored(`uid=nearby,${people}`))?.entryuuid).toEqual([near.body.id])
    expect((await scim.get(`/Users/${far.body.id}`)).body.userName).toBe('faraway')
  })

  it.each(['nowhere', 'far,ou=partners', 'far+l=x', 'a"b\\', 'x'.repeat(300)])(
    'for which there is no place is 400 that names the attribute: %s',
    async (value) => {
      const answer = await places.scim.post('/Users', inDepartment('lost', value))

      expectError(answer, 400, 'invalidValue')
      expect(answer.body.detail).toBe(`the directory has no place for a new User of this ${department}`)
      expect((await places.scim.get(filtered('/Users', 'userName eq "lost"'))).body.totalResults).toBe(0)
    },
  )

  it('stays where it is when the attribute changes', async () => {
    const { scim, admin, partners } = places
    const { id } = (await scim.get(filtered('/Users', 'userName eq "faraway"'))).body.Resources[0]
    const changed = await patch(scim, `/Users/${id}`, { op: 'replace', path: department, value: 'nowhere' })

    expect(changed.status).toBe(200)
    expect((await admin.stored(`uid=faraway,ou=far,${partners}`))?.entryuuid).toEqual([id])
  })

  it('may be part of an all-or-nothing bulk request, in which the place is looked for too', async () => {
    const { scim, admin, partners } = places
    const bulk = (of: string) =>
      scim.request('POST', '/Bulk', {
        headers: { 'Scimdap-Bulk': 'atomic' },
        body: {
          schemas: [urn.bulkRequest],
          Operations: [{ method: 'POST', path: '/Users', bulkId: 'a', data: inDepartment('bulky', of) }],
        },
      })

    expectError(await bulk('nowhere'), 400, 'invalidValue')
    expect((await bulk('far')).status).toBe(200)
    expect(await admin.stored(`uid=bulky,ou=far,${partners}`)).toBeDefined()
  })
})

describe('a name of several values', () => {
  const stored = async (id: string) => {
    const dn = await places.admin.dnOf(id)
    const values: Readonly<Record<string, readonly string[]>> = (await places.admin.stored(dn ?? '')) ?? {}
    return { ...values, dn, cn: values.cn, uid: values.uid }
  }

  it('is that of a new entry', async () => {
    const { status, body } = await several.post(
      '/Users',
      userBody('bea', { name: { familyName: 'B', formatted: 'Bea, B' } }),
    )

    expect(status).toBe(201)
    expect(await stored(body.id)).toMatchObject({
      dn: `cn=Bea\\2C B+uid=bea,${places.people}`,
      cn: ['Bea, B'],
      uid: ['bea'],
    })
  })

  it('keeps the others when one of them changes, and groups follow', async () => {
    const { id } = (await several.get(filtered('/Users', 'userName eq "bea"'))).body.Resources[0]
    const group = await several.post('/Groups', groupBody('Of Bea', [id]))

    const answer = await patch(several, `/Users/${id}`, { op: 'replace', path: 'name.formatted', value: 'Bea+C=x' })

    expect([answer.status, answer.body.name.formatted, answer.body.userName]).toEqual([200, 'Bea+C=x', 'bea'])
    expect(await stored(id)).toMatchObject({
      dn: `cn=Bea\\2BC\\3Dx+uid=bea,${places.people}`,
      cn: ['Bea+C=x'],
      uid: ['bea'],
    })
    expect((await several.get(`/Groups/${group.body.id}`)).body.members[0].value).toBe(id)
    expect(answer.body.groups).toHaveLength(1)
  })

  it('changes together with what is no part of it, by PUT', async () => {
    const { id } = (await several.get(filtered('/Users', 'userName eq "bea"'))).body.Resources[0]

    const answer = await several.put(
      `/Users/${id}`,
      userBody('bea', { name: { familyName: 'C', formatted: 'Bea C' }, title: 'Boss' }),
    )

    expect([answer.status, answer.body.title, answer.body.name.formatted]).toEqual([200, 'Boss', 'Bea C'])
    expect(await stored(id)).toMatchObject({ dn: `cn=Bea C+uid=bea,${places.people}`, title: ['Boss'], sn: ['C'] })
    expect((await several.get(`/Users/${id}`)).body.groups).toHaveLength(1)
  })

  it('that other clients gave is read and kept, whatever is in it', async () => {
    const { scim, admin, people } = places
    const dn = `cn=Foreign+employeeNumber=7+uid=foreign,${people}`
    await admin.addPerson(dn, { cn: ['Foreign', 'Foreigner'], employeeNumber: '7', uid: ['foreign', 'alias'] })
    const id = await admin.entryUuid(dn)

    expect((await scim.get(`/Users/${id}`)).body).toMatchObject({
      userName: 'foreign',
      name: { formatted: 'Foreign' },
      [enterprise]: { employeeNumber: '7' },
    })
    const answer = await patch(scim, `/Users/${id}`, { op: 'replace', path: 'name.formatted', value: 'Native' })

    expect(answer.body.name.formatted).toBe('Native')
    const after = await stored(id)
    expect(after.dn).toBe(`cn=Native+employeeNumber=7+uid=foreign,${people}`)
    expect([after.cn?.toSorted(), after.uid?.toSorted()]).toEqual([
      ['Foreigner', 'Native'],
      ['alias', 'foreign'],
    ])
    expectError(
      await patch(scim, `/Users/${id}`, { op: 'remove', path: `${enterprise}:employeeNumber` }),
      400,
      'invalidValue',
    )
  })

  it('does not keep userName from being found taken', async () => {
    expectError(
      await several.post('/Users', userBody('bea', { name: { familyName: 'B', formatted: 'Another' } })),
      409,
      'uniqueness',
    )
  })
})
