/** Whom /Me stands for: one User, told by an exact name, or nobody. RFC 7644 §3.11 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { urn } from '../../src/scim/urn.ts'
import { userBody } from '../support/gateway.ts'
import { openPeopleStage, type PeopleStage } from './me-support.ts'
import { expectError } from './support.ts'

const odd = [
  '*',
  'a*',
  '(uid=*)',
  '*)(objectClass=*',
  'a\\2a',
  'uid=ann',
  'o, ou=people',
  ' Spaced  Out ',
  'Zoë Ö',
  'o\'neil"+<>;#',
]
let stage: PeopleStage
let number = 0
beforeAll(async () => {
  stage = await openPeopleStage(['ann', 'BEN', 'gus', 'hal', 'nobody', 'twice', 'alias', ...odd])
})
afterAll(() => stage?.end())

const asked: PeopleStage['asked'] = (...request) => stage.asked(...request)
const create = async (userName: string, more: Readonly<Record<string, unknown>> = {}) =>
  (await stage.scim.post('/Users', userBody(userName, more))).body
const patchBody = { schemas: [urn.patchOp], Operations: [{ op: 'replace', path: 'title', value: 'X' }] }

describe('whom /Me stands for', () => {
  it('is told ignoring case, as userName is compared', async () => {
    const ben = await create('Ben')

    expect((await asked('BEN', 'GET')).body).toMatchObject({ id: ben.id, userName: 'Ben' })
  })

  it.each(odd)('is nobody but the one of exactly this name: %j', async (name) => {
    expectError(await asked(name, 'GET'), 404)

    const dn = await stage.admin.addPerson(`cn=odd${number++},${stage.people}`, { uid: name.trim() })

    expect((await asked(name, 'GET')).body.id).toBe(await stage.admin.entryUuid(dn))
  })

  it('is told to be unknown with 404, which says of whom', async () => {
    const answer = await asked('nobody', 'GET')

    expectError(answer, 404)
    expect(answer.body.detail).toBe('No User has the userName of this caller')
    expect(answer.headers.get('location')).toBeNull()
  })

  it('is never chosen among several of one name: 409, and nothing happens', async () => {
    const units = ['a', 'b'].map((ou) => `ou=${ou},${stage.people}`)
    for (const dn of units) await stage.admin.add(dn, { objectClass: 'organizationalUnit' })
    const [one, other] = units.map((unit) => `uid=twice,${unit}`) as [string, string]
    await stage.admin.addPerson(one, { uid: 'twice' })
    const { id } = (await asked('twice', 'GET')).body
    await stage.admin.addPerson(other, { uid: 'TWICE' })

    for (const method of ['GET', 'PUT', 'PATCH', 'DELETE', 'POST']) {
      const body =
        method === 'PATCH' ? patchBody : method === 'PUT' || method === 'POST' ? userBody('twice') : undefined
      expectError(await asked('twice', method, { body }), 409, method === 'POST' ? 'uniqueness' : undefined)
    }
    expect((await stage.admin.stored(one))?.title).toBeUndefined()

    await stage.admin.client.del(other)
    expect((await asked('twice', 'GET')).body.id).toBe(id)
  })

  it('is nobody else who has the name as a second one that SCIM does not show', async () => {
    const dn = await stage.admin.addPerson(`uid=known,${stage.people}`, { uid: ['known', 'alias'] })
    expect((await stage.scim.get(`/Users/${await stage.admin.entryUuid(dn)}`)).body.userName).toBe('known')

    expectError(await asked('alias', 'GET'), 404)
    expectError(await asked('alias', 'POST', { body: userBody('alias') }), 409, 'uniqueness')
  })

  it('is nobody outside of the place of people', async () => {
    await stage.admin.addPerson(`uid=hal,${stage.ldap.suffix}`, { uid: 'hal' })

    expectError(await asked('hal', 'GET'), 404)
  })

  it('is a deactivated person too: the token is the word of who runs this', async () => {
    const gus = await create('gus', { active: false })

    expect((await asked('gus', 'GET')).body).toMatchObject({ id: gus.id, active: false })
  })

  it('is no machine: 404 for each method, and it says so', async () => {
    for (const method of ['GET', 'POST', 'PUT', 'PATCH', 'DELETE']) {
      const body = method === 'GET' ? undefined : userBody('ann')
      const answer = await stage.scim.request(method, '/Me', { body })
      expectError(answer, 404)
      expect(answer.body.detail).toContain('machine')
    }
  })
})
