/** Two gateway processes on one port of one machine, over one directory: what comes and goes of one is nothing to the other. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { freePort } from '../../src/demo/free-port.ts'
import { configurationFor, userBody } from '../support/gateway.ts'
import { type GatewayProcess, startGatewayProcess } from '../support/gateway-process.ts'
import { type KeptConnection, keepConnection, keepConnections } from '../support/kept-connections.ts'
import { type Openldap, startOpenldap } from '../support/openldap.ts'
import { token } from '../support/tokens.ts'

const headers = { Authorization: `Bearer ${token}` }
const overlay = { cursors: { key: 'a cursor key that both processes have' }, log: { level: 'info' } }

interface Sharing extends GatewayProcess {
  readonly metricsPort: number
}

let ldap: Openldap
let port: number
let first: Sharing
let second: Sharing
const start = async (more: Readonly<Record<string, unknown>> = {}): Promise<Sharing> => {
  const metricsPort = await freePort()
  const started = await startGatewayProcess(ldap, { overlay: { ...overlay, ...more }, port, metricsPort })
  return { ...started, metricsPort }
}
beforeAll(async () => {
  ldap = await startOpenldap()
  port = await freePort()
  first = await start()
  second = await start()
})
afterAll(async () => {
  await Promise.all([first?.stop(), second?.stop()])
  await ldap?.stop()
})

const path = '/scim/v2/Users?count=1'
const statuses = async (connections: readonly KeptConnection[]) => [
  ...new Set(await Promise.all(connections.map((connection) => connection.ask(path)))),
]
const isOpen = (connection: KeptConnection) => connection.isOpen()

/** Lists of users so far, by the process's own metrics. */
const answeredBy = async ({ metricsPort }: Sharing): Promise<number> => {
  const text = await (await fetch(`http://127.0.0.1:${metricsPort}/metrics`)).text()
  const counts = text.matchAll(/^scimdap_request_duration_seconds_count\{method="GET",route="\/Users",.*\} (\d+)$/gm)
  return [...counts].reduce((sum, [, count]) => sum + Number(count), 0)
}

/** Statuses that eight clients are answered meanwhile, with a new connection for each request. */
const toldWhile = async (something: () => Promise<unknown>): Promise<readonly number[]> => {
  let isOver = false
  const told = new Set<number>()
  const ask = async () => {
    while (!isOver) {
      const connection = keepConnection(port, { headers })
      told.add(await connection.ask(path))
      connection.close()
    }
  }
  const clients = Array.from({ length: 8 }, ask)
  await something().finally(() => {
    isOver = true
  })
  await Promise.all(clients)
  return [...told]
}

describe('two processes on one port', () => {
  it('read the cursors of each other', async () => {
    for (let n = 0; n < 12; n += 1) {
      expect((await first.post('/Users', userBody(`shared.${n}`))).status).toBe(201)
    }
    const before = [await answeredBy(first), await answeredBy(second)]
    const seen: string[] = []
    // Until both have given a page: a new connection each, dealt out by the system.
    for (let walk = 0; walk < 50; walk += 1) {
      for (let cursor: string | undefined = ''; cursor !== undefined; ) {
        const answer = await first.get(`/Users?count=2&cursor=${encodeURIComponent(cursor)}`, { Connection: 'close' })
        expect(answer.status).toBe(200)
        if (walk === 0) seen.push(...answer.body.Resources.map(({ id }: { readonly id: string }) => id))
        cursor = answer.body.nextCursor
      }
      if ((await answeredBy(first)) > (before[0] ?? 0) && (await answeredBy(second)) > (before[1] ?? 0)) break
    }

    expect(await answeredBy(first)).toBeGreaterThan(before[0] ?? 0)
    expect(await answeredBy(second)).toBeGreaterThan(before[1] ?? 0)
    expect(new Set(seen).size).toBe((await first.get('/Users?count=0')).body.totalResults)
  })

  it('let nobody in who does not say that the port is shared', async () => {
    const started = start({ listen: { host: '127.0.0.1', port } })

    await expect(started).rejects.toThrow(
      `scimdap: port ${port} of 127.0.0.1 is in use by another process; choose with listen.port\n`,
    )
  })

  it('get some of the connections each; a reload and the end of one leave those of the other alone', async () => {
    const before = [await answeredBy(first), await answeredBy(second)]
    const connections = keepConnections(200, port, { headers })
    expect(await statuses(connections)).toEqual([200])
    const ofFirst = (await answeredBy(first)) - (before[0] ?? 0)
    const ofSecond = (await answeredBy(second)) - (before[1] ?? 0)
    expect(ofFirst + ofSecond).toBe(200)
    expect(Math.min(ofFirst, ofSecond)).toBeGreaterThan(0)

    process.kill(first.pid, 'SIGHUP')
    await expect.poll(first.output, { timeout: 30_000 }).toContain('"kind":"reloaded"')
    expect(await statuses(connections)).toEqual([200])
    expect(second.output()).not.toContain('"kind":"reloaded"')

    expect(await first.stop()).toBe(0)
    await expect.poll(() => connections.filter(isOpen).length, { timeout: 30_000 }).toBe(ofSecond)
    expect(await statuses(connections.filter(isOpen))).toEqual([200])
    const later = keepConnections(100, port, { headers })
    expect(await statuses(later)).toEqual([200])
    expect(await answeredBy(second)).toBe((before[1] ?? 0) + ofSecond * 3 + 100)
    for (const connection of [...connections, ...later]) connection.close()
  })

  it('are two again when another one is started in place of the first, which is asked nothing before it can answer', async () => {
    const told = toldWhile(async () => {
      first = await start()
    })
    expect(await told).toEqual([200])

    const before = [await answeredBy(first), await answeredBy(second)]

    const connections = keepConnections(200, port, { headers })
    expect(await statuses(connections)).toEqual([200])

    expect(await answeredBy(first)).toBeGreaterThan(before[0] ?? 0)
    expect(await answeredBy(second)).toBeGreaterThan(before[1] ?? 0)
    for (const connection of connections) connection.close()
  })

  it('are asked nothing by way of a third one whose mapping does not fit: it ends', async () => {
    const { users } = configurationFor(ldap)
    const told = toldWhile(async () => {
      const third = start({ users: { ...users, attributes: { title: 'titel' } } })
      await expect(third).rejects.toThrow('has no attribute type titel')
      await expect(third).rejects.not.toThrow('"kind":"started"')
    })

    expect(await told).toEqual([200])
  })
})
