import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import { setTimeout as wait } from 'node:timers/promises'
import { afterEach, describe, expect, it } from 'vitest'
import { type Listener, type ListenLimits, openListener } from '../../src/app/listener.ts'

const usual: ListenLimits = {
  headerBytes: 8_192,
  headersMs: 5_000,
  requestMs: 5_000,
  answerMs: 5_000,
  idleMs: 5_000,
  connections: 100,
}

const opened: Listener[] = []
const sockets: Socket[] = []
afterEach(async () => {
  for (const socket of sockets.splice(0)) socket.destroy()
  await Promise.all(opened.splice(0).map((listener) => listener.close(0)))
})

const open = async (limits: Partial<ListenLimits>, answer: (request: Request) => Promise<Response>) => {
  const listener = await openListener({
    ...{ host: '127.0.0.1', port: 0, option: 'listen.port' },
    limits: { ...usual, ...limits },
  })
  opened.push(listener)
  listener.serve(answer)
  return listener
}

const readAll = async (request: Request) => new Response(`${(await request.arrayBuffer()).byteLength} bytes`)

/** What came, and for how long the server kept the connection. */
const talk = (port: number) => {
  const socket = connect(port, '127.0.0.1')
  sockets.push(socket)
  const startedAt = performance.now()
  let received = ''
  socket.on('data', (chunk) => {
    received += chunk
  })
  socket.on('error', () => {})
  // Not `once`: that fails by an error, which a server that cuts a connection off may well cause.
  const closed = new Promise<void>((resolve) => void socket.on('close', () => resolve()))
  const ended = closed.then(() => ({ received, after: performance.now() - startedAt }))
  return { socket, ended }
}

const head = (more: string) => `POST / HTTP/1.1\r\nHost: scim.example\r\n${more}`

describe('a client that', () => {
  it('headersMs: sends a header now and then is cut off with 408', async () => {
    const { port } = await open({ headersMs: 300 }, readAll)
    const { socket, ended } = talk(port)
    socket.write(head(''))
    const drip = setInterval(() => socket.write('X-Slow: 1\r\n'), 50)

    const { received, after } = await ended.finally(() => clearInterval(drip))

    expect(received).toMatch(/^HTTP\/1\.1 408 /)
    expect(after).toBeGreaterThan(250)
    expect(after).toBeLessThan(4_000)
  })

  it('requestMs: sends a byte of its body now and then is cut off with 408', async () => {
    const { port } = await open({ headersMs: 200, requestMs: 300 }, readAll)
    const { socket, ended } = talk(port)
    socket.write(head('Content-Length: 1000\r\n\r\n'))
    const drip = setInterval(() => socket.write('x'), 50)

    const { received } = await ended.finally(() => clearInterval(drip))

    expect(received).toMatch(/^HTTP\/1\.1 408 /)
  })

  it('answerMs: does not take its answer is cut off', async () => {
    const { port } = await open({ requestMs: 100, answerMs: 300 }, async () => new Response(Buffer.alloc(64 << 20)))
    const { socket, ended } = talk(port)
    socket.pause()
    socket.write(head('Content-Length: 0\r\n\r\n'))
    await wait(1_000)
    socket.resume()

    const { received } = await ended

    expect(received).toMatch(/^HTTP\/1\.1 200 /)
    expect(received.length).toBeLessThan(64 << 20)
  })

  it('is not slow is served as before, on one connection', async () => {
    const { port } = await open({ headersMs: 300, requestMs: 300, answerMs: 300 }, readAll)
    const { socket } = talk(port)
    const answers: string[] = []
    for (let count = 0; count < 12; count += 1) {
      socket.write(head('Content-Length: 3\r\n\r\nabc'))
      const [chunk] = (await once(socket, 'data')) as [Buffer]
      answers.push(String(chunk).slice(0, 12))
      await wait(100)
    }

    expect(answers).toEqual(Array.from({ length: 12 }, () => 'HTTP/1.1 200'))
  })
})

describe('a listener', () => {
  it('idleMs: closes a connection on which nothing is asked, and says for how long it waits', async () => {
    const { port } = await open({ idleMs: 2_000 }, readAll)
    const { socket, ended } = talk(port)
    socket.write(head('Content-Length: 0\r\n\r\n'))

    const { received, after } = await ended

    expect(received).toMatch(/^keep-alive: timeout=2\r$/im)
    expect(after).toBeGreaterThan(1_900)
  })

  it('headerBytes: takes so many, and answers more with 431', async () => {
    const { port } = await open({ headerBytes: 4_096 }, readAll)
    const ask = async (length: number) => {
      const { socket, ended } = talk(port)
      socket.write(head(`Connection: close\r\nContent-Length: 0\r\nX-Long: ${'a'.repeat(length)}\r\n\r\n`))
      return (await ended).received.slice(0, 12)
    }

    expect(await ask(3_900)).toBe('HTTP/1.1 200')
    expect(await ask(4_100)).toBe('HTTP/1.1 431')
  })

  it('connections: closes one more than it may have, and takes another when one is gone', async () => {
    const { port } = await open({ connections: 2 }, readAll)
    const ask = ({ socket }: ReturnType<typeof talk>) => {
      const answer = once(socket, 'data').then(([chunk]) => String(chunk).slice(0, 12))
      socket.write(head('Content-Length: 0\r\n\r\n'))
      return answer
    }
    const [first, second] = [talk(port), talk(port)]
    expect([await ask(first), await ask(second)]).toEqual(['HTTP/1.1 200', 'HTTP/1.1 200'])

    const third = talk(port)
    expect((await third.ended).received).toBe('')

    first.socket.destroy()
    await first.ended
    await wait(50)
    expect(await ask(talk(port))).toBe('HTTP/1.1 200')
  })
})
