/** startLoad: clients that do all that identity providers do, over and over, and count what they were answered. */
import { Agent, request } from 'node:http'
import { urn } from '../../src/scim/urn.ts'
import { groupBody, userBody } from '../support/gateway.ts'
import { token } from '../support/tokens.ts'

export interface Load {
  readonly requests: () => number
  /** Each kind of answer that nobody expects, with how often it came. */
  readonly wrong: ReadonlyMap<string, number>
  stop(): Promise<void>
}

export interface LoadOptions {
  readonly url: string
  readonly workers: number
  /** userNames that are there. */
  readonly people: readonly string[]
  /** Requests a second of all workers together, at most. */
  readonly rate: number
}

interface Reply {
  readonly status: number
  readonly body: unknown
}

/** Shares of the requests, in percent: what providers mostly do is look. */
const reads = 15
const readsOfSome = 30
const lookUps = 38
const lookUpsOfNobody = 72
const discoveries = 98.3
const lists = 98.8

export const startLoad = ({ url, workers, people, rate }: LoadOptions): Load => {
  const agent = new Agent({ keepAlive: true, maxSockets: workers })
  const wrong = new Map<string, number>()
  let requests = 0
  let isOver = false

  const expectStatus = ({ status }: Reply, what: string, ...expected: readonly number[]): void => {
    if (!expected.includes(status)) wrong.set(`${what}: ${status}`, (wrong.get(`${what}: ${status}`) ?? 0) + 1)
  }

  const work = async (worker: number): Promise<void> => {
    const ids: string[] = []
    const startedAt = performance.now()
    let own = 0
    const ask: Turn['ask'] = (method, path, body) => {
      requests += 1
      own += 1
      return send({ agent, url: url + path, method, body })
    }
    for (let round = 0; !isOver; round += 1) {
      await act({ ask, expectStatus, ids, people, worker, round })
      const ahead = startedAt + (own * workers * 1_000) / rate - performance.now()
      if (ahead > 1) await new Promise((resolve) => setTimeout(resolve, ahead))
    }
  }
  const working = Promise.all(Array.from({ length: workers }, (_, worker) => work(worker)))
  return {
    requests: () => requests,
    wrong,
    stop: async () => {
      isOver = true
      await working
      agent.destroy()
    },
  }
}

interface Turn {
  readonly ask: (method: string, path: string, body?: unknown) => Promise<Reply>
  readonly expectStatus: (reply: Reply, what: string, ...expected: readonly number[]) => void
  /** Of people that were looked up. */
  readonly ids: string[]
  readonly people: readonly string[]
  readonly worker: number
  readonly round: number
}

const act = async (turn: Turn): Promise<void> => {
  const { ask, expectStatus, ids, people, worker, round } = turn
  const dice = Math.random() * 100
  const id = ids[Math.floor(Math.random() * ids.length)]
  if (dice < reads && id !== undefined) return expectStatus(await ask('GET', `/Users/${id}`), 'read', 200)
  if (dice < readsOfSome && id !== undefined) {
    return expectStatus(await ask('GET', `/Users/${id}?excludedAttributes=groups`), 'read of some', 200)
  }
  if (dice < lookUps || id === undefined) {
    const name = people[Math.floor(Math.random() * people.length)] ?? ''
    const found = await ask('GET', `/Users?filter=${encodeURIComponent(`userName eq ${JSON.stringify(name)}`)}`)
    expectStatus(found, 'look-up', 200)
    const foundId = idOf((found.body as { Resources?: readonly unknown[] } | undefined)?.Resources?.[0])
    if (foundId !== undefined && ids.length < 500) ids.push(foundId)
    return
  }
  if (dice < lookUpsOfNobody) {
    const nobody = encodeURIComponent(`userName eq "nobody-${worker}-${round}"`)
    return expectStatus(await ask('GET', `/Users?filter=${nobody}`), 'look-up of nobody', 200)
  }
  if (dice < discoveries) {
    return expectStatus(await ask('GET', pages[round % pages.length] as string), 'discovery', 200)
  }
  if (dice < lists) {
    return expectStatus(await ask('GET', '/Users?count=20&attributes=userName,emails'), 'list', 200)
  }
  await lifeOf(turn)
}

const pages: readonly string[] = ['/ServiceProviderConfig', '/ResourceTypes', '/Schemas', `/Schemas/${urn.user}`]

/** Somebody comes, is changed, joins a group, leaves. */
const lifeOf = async ({ ask, expectStatus, worker, round }: Turn): Promise<void> => {
  const name = `soak-${worker}-${round}`
  const created = await ask('POST', '/Users', userBody(name))
  expectStatus(created, 'create', 201)
  const id = idOf(created.body)
  if (id === undefined) return
  const patch = { schemas: [urn.patchOp], Operations: [{ op: 'replace', path: 'title', value: `of ${round}` }] }
  expectStatus(await ask('PATCH', `/Users/${id}`, patch), 'patch', 200)
  const group = await ask('POST', '/Groups', groupBody(name, [id]))
  expectStatus(group, 'group', 201)
  const groupId = idOf(group.body)
  if (groupId !== undefined) expectStatus(await ask('DELETE', `/Groups/${groupId}`), 'delete group', 204)
  expectStatus(await ask('GET', `/Users/${name}`), 'nobody', 404)
  expectStatus(await ask('POST', '/Users', { schemas: [urn.user] }), 'bad request', 400)
  expectStatus(await ask('DELETE', `/Users/${id}`), 'delete', 204)
}

const idOf = (resource: unknown): string | undefined => {
  const id = (resource as { readonly id?: unknown } | undefined)?.id
  return typeof id === 'string' ? id : undefined
}

interface Sent {
  readonly agent: Agent
  readonly url: string
  readonly method: string
  readonly body: unknown
}

const send = ({ agent, url, method, body }: Sent): Promise<Reply> =>
  new Promise((resolve, reject) => {
    const text = body === undefined ? undefined : JSON.stringify(body)
    const headers = {
      Authorization: `Bearer ${token}`,
      ...(text === undefined
        ? {}
        : { 'Content-Type': 'application/scim+json', 'Content-Length': Buffer.byteLength(text) }),
    }
    const sending = request(url, { agent, method, headers }, (response) => {
      const chunks: Buffer[] = []
      response.on('data', (chunk) => chunks.push(chunk))
      response.on('end', () => {
        const answer = Buffer.concat(chunks).toString()
        resolve({ status: response.statusCode ?? 0, body: answer === '' ? undefined : JSON.parse(answer) })
      })
    })
    // A connection that was idle may be closed by the server as it is used again; nothing was done then.
    sending.on('error', (error: NodeJS.ErrnoException) => {
      if (sending.reusedSocket && error.code === 'ECONNRESET') resolve(send({ agent, url, method, body }))
      else reject(error)
    })
    sending.end(text)
  })
