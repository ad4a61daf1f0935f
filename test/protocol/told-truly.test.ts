/** What is advertised is stored, or refused: `$ref` of a manager, and an `externalId` that the mapping has no place for. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { urn } from '../../src/scim/urn.ts'
import { type Answer, filtered, rfcToken, startGateway, type TestGateway, userBody } from '../support/gateway.ts'
import { expectError, openStage, type Stage } from './support.ts'

let stage: Stage
let plain: TestGateway
beforeAll(async () => {
  stage = await openStage()
  plain = await startGateway(stage.ldap, { preset: 'inetOrgPerson' })
})
afterAll(async () => {
  await plain?.close()
  await stage?.end()
})

const patch = (gateway: TestGateway, id: string, ...operations: readonly unknown[]): Promise<Answer> =>
  gateway.request('PATCH', `/Users/${id}`, { body: { schemas: [urn.patchOp], Operations: operations } })

describe('manager.$ref, RFC 7643 §2.4, §4.3', () => {
  const path = `${urn.enterpriseUser}:manager`
  let first: Answer['body']
  let second: Answer['body']
  beforeAll(async () => {
    first = (await stage.scim.post('/Users', userBody('manager.first'))).body
    second = (await stage.scim.post('/Users', userBody('manager.second'))).body
  })
  const created = async (name: string, manager?: unknown) =>
    (
      await stage.scim.post('/Users', {
        ...userBody(name, manager === undefined ? {} : { [urn.enterpriseUser]: { manager } }),
        schemas: [urn.user, urn.enterpriseUser],
      })
    ).body
  const managerOf = async (id: string) =>
    (await stage.scim.get(`/Users/${id}`)).body[urn.enterpriseUser]?.manager?.value

  it('names the manager as well as the id does, in POST and in each form of PATCH', async () => {
    const { id } = await created('refers', { $ref: first.meta.location })
    expect(await managerOf(id)).toBe(first.id)

    for (const [operation, expected] of [
      [{ op: 'replace', path: `${path}.$ref`, value: second.meta.location }, second.id],
      [{ op: 'replace', path, value: { $ref: first.meta.location } }, first.id],
      [{ op: 'replace', path, value: { value: second.id } }, second.id],
      [{ op: 'add', path, value: { value: first.id, $ref: `../Users/${first.id}` } }, first.id],
      [{ op: 'remove', path }, undefined],
      [{ op: 'add', path, value: { $ref: second.meta.location } }, second.id],
      [{ op: 'remove', path: `${path}.value` }, undefined],
    ] as const) {
      expect((await patch(stage.scim, id, operation)).status).toBe(200)
      expect([operation, await managerOf(id)]).toEqual([operation, expected])
    }
  })

  it('comes with the name that is stored after a PATCH: of who was manager before, of another one, and of oneself', async () => {
    const { id } = await created('is-managed', { value: first.id })
    const manager = async (...operations: readonly unknown[]) =>
      (await patch(stage.scim, id, ...operations)).body[urn.enterpriseUser].manager.displayName
    const named = (value: string) => ({ op: 'replace', path: 'displayName', value })
    await patch(stage.scim, first.id, named('The first'))
    await patch(stage.scim, second.id, named('The second'))

    expect(await manager({ op: 'replace', path: 'title', value: 'Head' })).toBe('The first')
    expect(await manager({ op: 'replace', path, value: { value: second.id } })).toBe('The second')
    expect(await manager({ op: 'replace', path, value: { value: id } }, named('Myself'))).toBe('Myself')
    expect(await manager(named('Still me'))).toBe('Still me')
  })

  it('is refused where it is nobody, or another one than the value', async () => {
    const { id } = await created('contradicts', { value: first.id })

    for (const value of [{ $ref: `${second.meta.location}x` }, { value: first.id, $ref: second.meta.location }]) {
      expectError(await patch(stage.scim, id, { op: 'replace', path, value }), 400, 'invalidValue')
    }
    expect(await managerOf(id)).toBe(first.id)
  })
})

describe('externalId without a place, preset inetOrgPerson', () => {
  it('is unknown in filters, sorting and PATCH paths, and left out of bodies, like everything that is not mapped', async () => {
    const { body } = await plain.post('/Users', userBody('no.external', { externalId: 'x' }))

    expect(body).not.toHaveProperty('externalId')
    for (const path of ['externalId', `${urn.user}:externalId`]) {
      for (const op of ['add', 'replace', 'remove']) {
        const operation = { op, path, value: 'y' }
        const message = { schemas: [urn.patchOp], Operations: [operation] }
        const letter = await plain.request('PATCH', `/Users/${body.id}`, { body: message, token: rfcToken })

        expectError(letter, 400, 'invalidPath')
        expectError(await patch(plain, body.id, operation), 400, 'invalidPath')
      }
    }
    expectError(await plain.get(filtered('/Users', 'externalId pr')), 400, 'invalidFilter')
    expectError(await plain.get('/Users?sortBy=externalId'), 400, 'invalidPath')
  })
})
