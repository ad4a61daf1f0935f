/** Who is to be disabled, by a request that names another userName. RFC 7644 §3.5.1, §3.5.2; docs/tolerances.md */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Observation } from '../../src/observe/observation.ts'
import { urn } from '../../src/scim/urn.ts'
import { userBody } from '../support/gateway.ts'
import { bindCode, expectError, openStage, type Stage } from './support.ts'

const tombstone = '283405f50b7e4c1d9a6f2e3d4c5b6a7f'
const password = 'correct horse battery'

describe.each(['keepName', 'refuse'] as const)('leaverRename: %s', (leaverRename) => {
  let stage: Stage
  let number = 0

  beforeAll(async () => {
    stage = await openStage({}, { leaverRename })
  })
  afterAll(() => stage?.end())

  const hired = async () => {
    const userName = `person${number++}`
    const { body } = await stage.scim.post('/Users', { ...userBody(userName), password })
    return { id: body.id as string, userName, dn: `uid=${userName},${stage.people}` }
  }
  const patch = (id: string, ...operations: readonly object[]) =>
    stage.scim.request('PATCH', `/Users/${id}`, { body: { schemas: [urn.patchOp], Operations: operations } })
  const rename = (userName: string) => ({ op: 'replace', path: 'userName', value: `${tombstone}${userName}` })
  const disable = { op: 'replace', path: 'active', value: false }
  const told = (kind: Observation['kind']) => stage.scim.observations.filter((each) => each.kind === kind).length

  it('is what becomes of a PATCH that renames and deactivates', async () => {
    const { id, userName, dn } = await hired()
    const title = { op: 'replace', path: 'title', value: 'Alumna' }
    const answer = await patch(id, rename(userName), title, disable)

    if (leaverRename === 'refuse') {
      expectError(answer, 400, 'mutability')
      expect((await stage.scim.get(`/Users/${id}`)).body).toMatchObject({ userName, active: true })
      expect(await bindCode(stage.ldap, dn, password)).toBe(0)
      expect([told('deactivation-lost'), told('leaver-kept-name')]).toEqual([1, 0])
      expect(stage.scim.observations.find(({ kind }) => kind === 'deactivation-lost')).toEqual({
        ...{ kind: 'deactivation-lost', resourceId: id, client: 'test' },
        requestId: answer.headers.get('X-Request-Id'),
      })
      return
    }
    expect(answer.status).toBe(200)
    expect(answer.body).toMatchObject({ userName, active: false, title: 'Alumna' })
    expect((await stage.scim.get(`/Users/${id}`)).body).toEqual(answer.body)
    expect(await bindCode(stage.ldap, dn, password)).not.toBe(0)
    expect([told('deactivation-lost'), told('leaver-kept-name')]).toEqual([0, 1])
  })

  it('is what becomes of a PUT that renames and deactivates', async () => {
    const { id, userName } = await hired()
    const answer = await stage.scim.put(`/Users/${id}`, { ...userBody(`${userName}-left`), active: false })

    if (leaverRename === 'refuse') return expectError(answer, 400, 'mutability')
    expect(answer.status).toBe(200)
    expect(answer.body).toMatchObject({ userName, active: false })
  })

  it('lets nobody be renamed who stays, or comes back', async () => {
    const { id, userName } = await hired()

    expectError(await patch(id, rename(userName)), 400, 'mutability')
    expectError(await stage.scim.put(`/Users/${id}`, userBody(`${userName}-other`)), 400, 'mutability')
    await patch(id, disable)
    expectError(await patch(id, rename(userName), { ...disable, value: true }), 400, 'mutability')
    expect((await stage.scim.get(`/Users/${id}`)).body).toMatchObject({ userName, active: false })
  })

  it('hides no other fault', async () => {
    const { id, userName } = await hired()
    const meta = { op: 'replace', path: 'id', value: 'another' }

    expect((await patch(id, rename(userName), meta, disable)).status).toBe(400)
    expect((await patch(id, rename(userName), disable, { op: 'add', path: 'nonsense', value: 1 })).status).toBe(400)
    expect((await stage.scim.get(`/Users/${id}`)).body).toMatchObject({ userName, active: true })
  })

  it('leaves a restored name alone', async () => {
    const { id, userName } = await hired()
    await patch(id, disable)
    const back = { op: 'replace', path: 'userName', value: userName.toUpperCase() }
    const answer = await patch(id, back, { ...disable, value: true })

    expect([answer.status, answer.body.userName, answer.body.active]).toEqual([200, userName, true])
  })
})
