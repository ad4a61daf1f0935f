/** Three gateways side by side on one directory, with nothing between them; one is killed under load. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { urn } from '../../src/scim/urn.ts'
import { type Answer, filtered, groupBody, type RequestOptions, userBody } from '../support/gateway.ts'
import { type GatewayProcess, startGatewayProcess } from '../support/gateway-process.ts'
import { type Openldap, startOpenldap } from '../support/openldap.ts'

const cursors = { key: 'a cursor key that all three replicas have' }
/** Where a balancer says that clients reach them. */
const publicUrl = 'http://scim.example.com/scim/v2'

let ldap: Openldap
let replicas: readonly GatewayProcess[]
beforeAll(async () => {
  ldap = await startOpenldap()
  replicas = await Promise.all([0, 1, 2].map(() => startGatewayProcess(ldap, { overlay: { cursors, publicUrl } })))
})
afterAll(async () => {
  await Promise.all(replicas.map((replica) => replica.stop()))
  await ldap.stop()
})

let turn = 0
/** As a balancer does: to the next one, and on to another where that one is gone. */
const ask = async (method: string, path: string, options: RequestOptions = {}): Promise<Answer> => {
  turn += 1
  // Others take their turns meanwhile.
  const first = turn
  for (let tried = 0; tried < replicas.length; tried += 1) {
    const replica = replicas[(first + tried) % replicas.length]
    const answer = await replica?.request(method, path, options).catch(() => undefined)
    if (answer !== undefined && answer.status !== 503) return answer
  }
  throw new Error('no replica answers')
}
const idsAt = (answers: readonly Answer[]) =>
  answers.flatMap(({ body }) => body.Resources.map(({ id }: { readonly id: string }) => id))

describe('three replicas', () => {
  it('give the same versions, and take those of each other', async () => {
    const { body } = await ask('POST', '/Users', { body: userBody('replica.version') })
    const etags = await Promise.all(
      replicas.map(async (replica) => (await replica.get(`/Users/${body.id}`)).headers.get('ETag')),
    )
    const patch = { schemas: [urn.patchOp], Operations: [{ op: 'add', path: 'title', value: 'x' }] }
    const headers = { 'If-Match': etags[0] as string }
    const [first, second] = [
      await replicas[1]?.request('PATCH', `/Users/${body.id}`, { body: patch, headers }),
      await replicas[2]?.request('PATCH', `/Users/${body.id}`, { body: patch, headers }),
    ]

    expect(new Set(etags).size).toBe(1)
    expect([first?.status, second?.status]).toEqual([200, 412])
  })

  it('read the cursors of each other', async () => {
    for (let n = 0; n < 9; n += 1) await ask('POST', '/Users', { body: userBody(`replica.page${n}`) })
    const answers: Answer[] = []
    for (let cursor: string | undefined = ''; cursor !== undefined; cursor = answers.at(-1)?.body.nextCursor) {
      answers.push(await ask('GET', `/Users?count=2&sortBy=userName&cursor=${encodeURIComponent(cursor)}`))
      expect(answers.at(-1)?.status).toBe(200)
    }

    const ids = idsAt(answers)
    expect(new Set(ids).size).toBe(ids.length)
    expect(ids.length).toBe((await ask('GET', '/Users?count=0')).body.totalResults)
  })

  it('lose nothing that was acknowledged, and make nobody twice, when one of them is killed', async () => {
    const workers = 9
    const each = 12
    const acknowledged = new Map<string, string>()
    const refused: number[] = []
    const work = async (worker: number) => {
      for (let n = 0; n < each; n += 1) {
        const userName = `replica.w${worker}.${n}`
        const answer = await ask('POST', '/Users', { body: userBody(userName) })
        if (answer.status === 201) acknowledged.set(userName, answer.body.id)
        else refused.push(answer.status)
        if (worker === 0 && n === each / 3) await replicas[0]?.kill()
      }
    }

    await Promise.all(Array.from({ length: workers }, (_, worker) => work(worker)))

    // Whoever was created by the one that died, and not acknowledged, is met by the next attempt.
    expect(refused.every((status) => status === 409)).toBe(true)
    expect(refused.length).toBeLessThanOrEqual(workers)
    for (let worker = 0; worker < workers; worker += 1) {
      for (let n = 0; n < each; n += 1) {
        const userName = `replica.w${worker}.${n}`
        const found = await ask('GET', filtered('/Users', `userName eq "${userName}"`))
        expect(found.body.totalResults, userName).toBe(1)
        const id = acknowledged.get(userName)
        if (id !== undefined) expect(idsAt([found])).toEqual([id])
      }
    }
    const group = await ask('POST', '/Groups', {
      body: groupBody('replica.team', [...acknowledged.values()].slice(0, 50)),
    })
    expect(group.status).toBe(201)
  })
})
