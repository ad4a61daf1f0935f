/** The directory is away: 503 with Retry-After on every resource route, and service when it is back. RFC 7644 §3.12 */
import { setTimeout } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { filtered, groupBody, userBody } from '../support/gateway.ts'
import { expectError, openStage, type Stage } from './support.ts'

let stage: Stage
let user: { id: string }
let group: { id: string }

beforeAll(async () => {
  stage = await openStage()
  user = (await stage.scim.post('/Users', userBody('there'))).body
  group = (await stage.scim.post('/Groups', groupBody('There', [user.id]))).body
})
afterAll(() => stage?.end())

const ready = async () => (await fetch(new URL('/readyz', stage.scim.url))).status
const healthy = async () => (await fetch(new URL('/healthz', stage.scim.url))).status
const routes = (): readonly (readonly [method: string, path: string, body?: unknown])[] => [
  ['GET', '/Users'],
  ['GET', '/Users?count=0'],
  ['GET', '/Users?startIndex=2'],
  ['GET', filtered('/Users', 'userName eq "there"')],
  ['GET', filtered('/Users', 'groups pr')],
  ['GET', filtered('/Groups', `members eq "${user.id}"`)],
  ['GET', `/Users/${user.id}`],
  ['GET', '/Groups'],
  ['GET', `/Groups/${group.id}`],
  ['POST', '/Users', userBody('new')],
  ['POST', '/Groups', groupBody('New', [user.id])],
  ['PUT', `/Users/${user.id}`, userBody('there', { title: 'X' })],
  ['PUT', `/Groups/${group.id}`, groupBody('Renamed', [user.id])],
  ['DELETE', `/Users/${user.id}`],
  ['DELETE', `/Groups/${group.id}`],
]

describe('while the directory is down', () => {
  beforeAll(() => stage.ldap.kill())
  afterAll(() => stage.ldap.start())

  it('every resource route answers 503 with Retry-After, never 404 or an empty list', async () => {
    const ask = async ([method, path, body]: ReturnType<typeof routes>[number]) => {
      const answer = await stage.scim.request(method, path, { body })
      expect({ method, path, status: answer.status }).toEqual({ method, path, status: 503 })
      expectError(answer, 503)
      expect(Number(answer.headers.get('retry-after'))).toBeGreaterThan(0)
    }
    await Promise.all(routes().map(ask))
  })

  it('readyz is 503 and healthz 200', async () => {
    expect(await ready()).toBe(503)
    expect(await healthy()).toBe(200)
  })

  it('discovery is answered', async () => {
    for (const path of ['/ServiceProviderConfig', '/Schemas', '/ResourceTypes']) {
      expect((await stage.scim.get(path)).status).toBe(200)
    }
  })

  it('what needs no directory is refused as ever', async () => {
    expectError(await stage.scim.get(filtered('/Users', 'nosuch pr')), 400, 'invalidFilter')
    expectError(await stage.scim.post('/Users', userBody('new', { name: {} })), 400, 'invalidValue')
    expectError(await stage.scim.get('/Users/nonsense'), 404)
  })
})

describe('when the directory is back', () => {
  it('service is back within two seconds, and nothing has changed', async () => {
    const startedAt = performance.now()
    while ((await stage.scim.get('/Users')).status !== 200) {
      expect(performance.now() - startedAt).toBeLessThan(2_000)
      await setTimeout(20)
    }

    await expect.poll(ready).toBe(200)
    expect((await stage.scim.get(`/Users/${user.id}`)).body).toMatchObject({
      ...user,
      groups: [{ value: group.id }],
      meta: {},
    })
    expect((await stage.scim.get('/Users')).body.totalResults).toBe(1)
    expect((await stage.scim.put(`/Users/${user.id}`, userBody('there', { title: 'X' }))).status).toBe(200)
  })
})

describe('while the directory is killed and started under writes', () => {
  it('what was acknowledged is there, what was refused with 503 may be, and nobody else', async () => {
    const acknowledged: string[] = []
    const unknown: string[] = []
    let isOver = false
    const crashes = (async () => {
      for (let round = 0; round < 3; round++) {
        await setTimeout(150)
        await stage.ldap.restart()
      }
      isOver = true
    })()
    let number = 0
    const writer = async () => {
      while (!isOver) {
        const name = `crash${number++}`
        const { status } = await stage.scim.post('/Users', userBody(name))
        expect([201, 503]).toContain(status)
        if (status === 201) acknowledged.push(name)
        else {
          unknown.push(name)
          await setTimeout(10)
        }
      }
    }
    await Promise.all([crashes, ...Array.from({ length: 4 }, writer)])
    await expect.poll(async () => (await stage.scim.get('/Users?count=0')).status).toBe(200)

    expect(acknowledged.length).toBeGreaterThan(10)
    const { body } = await stage.scim.get(filtered('/Users', 'userName sw "crash"', '&count=100000'))
    const found: readonly string[] = body.Resources.map(({ userName }: { userName: string }) => userName)
    const known = new Set([...acknowledged, ...unknown])
    expect(found.filter((name) => !known.has(name))).toEqual([])
    const missing = new Set(acknowledged)
    for (let startIndex = 1; startIndex <= body.totalResults; startIndex += 1000) {
      const page = await stage.scim.get(
        filtered('/Users', 'userName sw "crash"', `&count=1000&startIndex=${startIndex}`),
      )
      for (const { userName } of page.body.Resources) missing.delete(userName)
    }
    expect([...missing]).toEqual([])
  })
})
