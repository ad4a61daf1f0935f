/** Listeners on one port, where the system deals out connections: Linux does. */
import { Server } from 'node:net'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { type Listener, type ListenOptions, openListener } from '../../src/app/listener.ts'
import { requireSameListeners } from '../../src/app/reload.ts'
import { gatewayOf } from '../../src/config/load-gateway.ts'
import { freePort } from '../../src/demo/free-port.ts'
import { load, minimal } from '../config/support.ts'
import { makeCertificates } from '../support/certificates.ts'
import { type KeptConnection, keepConnections } from '../support/kept-connections.ts'

/** No connection is to end by itself while slow machines open two hundred. */
const limits = {
  ...{ headerBytes: 16_384, headersMs: 60_000, requestMs: 60_000 },
  ...{ answerMs: 60_000, idleMs: 60_000, connections: 1_000 },
}
const options = { host: '127.0.0.1', option: 'listen.port', reusePort: true, limits }

interface Counted extends Listener {
  answered: number
}

const opened: { close(graceMs: number): unknown }[] = []
afterEach(async () => {
  vi.restoreAllMocks()
  await Promise.all(opened.splice(0).map((each) => each.close(0)))
})

const open = async (given: Partial<ListenOptions> & { readonly port: number }): Promise<Counted> => {
  const listener = await openListener({ ...options, ...given })
  const counted = { ...listener, answered: 0 }
  counted.serve(() => {
    counted.answered += 1
    return new Response('done')
  })
  opened.push(counted)
  return counted
}

const connect = (count: number, port: number, isTls = false): readonly KeptConnection[] => {
  const connections = keepConnections(count, port, { isTls })
  opened.push(...connections)
  return connections
}

const certificateOf = async (subject: string) => {
  const certificates = await makeCertificates()
  opened.push({ close: certificates.end })
  return certificates.selfSigned('server', subject)
}

const statuses = async (connections: readonly KeptConnection[]) => [
  ...new Set(await Promise.all(connections.map((connection) => connection.ask('/')))),
]

describe.runIf(process.platform === 'linux')('listeners that share a port', () => {
  it.each(['in clear', 'over TLS'])(
    'get some of the connections each; when one closes, the other gets all, %s',
    async (how) => {
      const port = await freePort()
      const isTls = how === 'over TLS'
      const tls = isTls ? await certificateOf('/CN=localhost') : undefined
      const [first, second] = [await open({ port, tls }), await open({ port, tls })]

      const before = connect(200, port, isTls)
      expect(await statuses(before)).toEqual([200])
      const [ofFirst, ofSecond] = [first.answered, second.answered]
      expect(ofFirst + ofSecond).toBe(200)
      expect(Math.min(ofFirst, ofSecond)).toBeGreaterThan(0)

      await first.close(1_000)
      const stillOpen = () => before.filter((connection) => connection.isOpen()).length
      await expect.poll(stillOpen, { timeout: 10_000 }).toBe(ofSecond)
      expect(await statuses(before.filter((connection) => connection.isOpen()))).toEqual([200])
      expect(await statuses(connect(100, port, isTls))).toEqual([200])
      expect([first.answered, second.answered]).toEqual([ofFirst, ofSecond * 2 + 100])
    },
  )

  it.each([
    { first: false, second: false, why: 'is in use by another process' },
    { first: true, second: false, why: 'is in use by another process' },
    { first: false, second: true, why: 'is in use by a process without listen.reusePort, or of another user' },
  ])('both say so: not where it is $first of the first and $second of the second', async ({ first, second, why }) => {
    const { port } = await open({ port: await freePort(), reusePort: first })

    await expect(open({ port, reusePort: second })).rejects.toThrow(
      `port ${port} of 127.0.0.1 ${why}; choose with listen.port`,
    )
  })
})

describe('a listener that is to share its port', () => {
  it('says so where the system cannot', async () => {
    vi.spyOn(Server.prototype, 'listen').mockImplementation(function (this: Server) {
      const cause = Object.assign(new Error('listen ENOTSUP: operation not supported'), { code: 'ENOTSUP' })
      process.nextTick(() => this.emit('error', cause))
      return this
    })

    await expect(open({ port: 8080 })).rejects.toThrow(
      'port 8080 of 127.0.0.1 cannot be shared on this system: leave out listen.reusePort; choose with listen.port',
    )
  })
})

describe('a configuration that is loaded again', () => {
  it.each([true, false])('cannot change that the port is shared: %s', (reusePort) => {
    const text = `${minimal}cursors: { key: 'a key of at least thirty-two bytes' }\n`
    const configOf = (shared: boolean) => gatewayOf(load({ text: `${text}listen: { reusePort: ${shared} }\n` }))

    expect(() => requireSameListeners(configOf(reusePort), configOf(reusePort))).not.toThrow()
    expect(() => requireSameListeners(configOf(reusePort), configOf(!reusePort))).toThrow(
      `listen.reusePort: cannot be changed without a restart: it is ${reusePort} until then`,
    )
  })
})
