/**
 * Everybody by cursor, each page from the other of two replicas, while people come and go. RFC 9865 §2.
 * `PEOPLE=100000` is the whole of it.
 */
import type { Client } from 'ldapts'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { demoContent } from '../../src/demo/content.ts'
import { type GatewayProcess, startGatewayProcess } from '../support/gateway-process.ts'
import { type Openldap, startOpenldap } from '../support/openldap.ts'

const people = Number(process.env.PEOPLE ?? 20_000)
/** As many go, and as many come. */
const changes = people / 20
const pageSize = 1_000
const pages = people / pageSize
const suffix = 'dc=example,dc=com'
const minutes = 60_000

let ldap: Openldap
let admin: Client
let replicas: readonly GatewayProcess[]
beforeAll(async () => {
  ldap = await startOpenldap({ suffix, load: demoContent({ count: people, suffix }) })
  const overlay = { cursors: { key: 'a key of thirty-two bytes at least' }, lists: { maxResults: pageSize } }
  replicas = await Promise.all([startGatewayProcess(ldap, { overlay }), startGatewayProcess(ldap, { overlay })])
  admin = await ldap.admin()
}, 10 * minutes)
afterAll(async () => {
  await admin?.unbind()
  await Promise.all((replicas ?? []).map((replica) => replica.stop()))
  await ldap?.stop()
})

/** Where everybody is, by userName. */
const everybody = async (): Promise<ReadonlyMap<string, string>> => {
  const dns = new Map<string, string>()
  const search = { filter: '(uid=*)', attributes: ['uid'], paged: { pageSize: 1_000 } }
  for await (const { searchEntries } of admin.searchPaginated(`ou=people,${suffix}`, search)) {
    for (const { uid, dn } of searchEntries) dns.set(String(uid), dn)
  }
  return dns
}

/** Who goes at which page: spread over all names, so that some are shown already and some are still to come. */
const createTurnover = (dns: ReadonlyMap<string, string>) => {
  const names = [...dns.keys()]
  const gone = new Set<string>()
  const come = new Set<string>()
  const leave = async (name: string) => {
    const dn = dns.get(name)
    if (dn === undefined || gone.has(name)) return
    gone.add(name)
    await admin.del(dn)
  }
  const join = async (name: string) => {
    come.add(name)
    await admin.add(`uid=${name},ou=people,${suffix}`, { objectClass: 'inetOrgPerson', uid: name, cn: name, sn: name })
  }
  const perPage = Math.ceil(changes / pages)
  const atOnce = 10
  /** Coprime to the count, so that the leavers of one page stand all over the directory. */
  const stride = 7_919
  const turn = async (n: number) => {
    await leave(names[(n * stride) % names.length] as string)
    await join(`newcomer${n}`)
  }
  const atPage = async (page: number) => {
    const last = Math.min(changes, (page + 1) * perPage)
    for (let n = page * perPage; n < last; n += atOnce) {
      await Promise.all(Array.from({ length: Math.min(atOnce, last - n) }, (_, at) => turn(n + at)))
    }
  }
  return { gone, come, leave, atPage }
}

describe(`a walk through ${people} people`, () => {
  it(
    `shows everybody who is there throughout exactly once, while ${changes} go, boundary entries among them, and ${changes} come`,
    async () => {
      const dns = await everybody()
      const turnover = createTurnover(dns)
      const seen = new Map<string, number>()
      let page = 0
      let slowest = 0
      const started = performance.now()

      let cursor: string | undefined = ''
      while (cursor !== undefined) {
        const replica = replicas[page % 2] as GatewayProcess
        const query: string = `/Users?attributes=userName&count=${pageSize}&cursor=${cursor}`
        const [answer] = await Promise.all([timed(replica.get(query)), turnover.atPage(page)])
        expect([answer.status, answer.body.detail]).toEqual([200, undefined])
        const shown: readonly string[] = answer.body.Resources.map((user: { userName: string }) => user.userName)
        for (const name of shown) seen.set(name, (seen.get(name) ?? 0) + 1)
        slowest = Math.max(slowest, answer.milliseconds)
        const boundary = shown.at(-1)
        if (boundary !== undefined) await turnover.leave(boundary)
        cursor = answer.body.nextCursor
        page++
      }

      const seconds = Math.round((performance.now() - started) / 1_000)
      console.log(`${page} pages in ${seconds} s, the slowest ${Math.round(slowest)} ms; ${turnover.gone.size} went`)
      expect(dns.size).toBe(people)
      expect([turnover.gone.size >= changes, turnover.come.size]).toEqual([true, changes])
      expect([...dns.keys()].filter((name) => !turnover.gone.has(name) && seen.get(name) !== 1)).toEqual([])
      expect([...seen].filter(([, times]) => times > 1)).toEqual([])
      expect([...seen.keys()].filter((name) => turnover.gone.has(name)).length).toBeGreaterThan(0)
    },
    10 * minutes,
  )
})

const timed = async <T>(answer: Promise<T>): Promise<T & { readonly milliseconds: number }> => {
  const started = performance.now()
  return { ...(await answer), milliseconds: performance.now() - started }
}
