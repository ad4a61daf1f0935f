import { connect } from 'node:net'
import { afterEach, describe, expect, it } from 'vitest'
import { Connection } from '../../src/directory/ldapts/connection.ts'
import { SessionLost } from '../../src/directory/ldapts/errors.ts'
import { SearchMessage } from '../../src/directory/ldapts/search-message.ts'
import { present } from '../../src/ldap/filter.ts'
import { abandon, answer, entry, type FakeServer, type Heard, search, startFakeServer } from './fake-server.ts'

let server: FakeServer
afterEach(() => server.stop())

const connectTo = async (hear: (heard: Heard) => void): Promise<Connection> => {
  server = await startFakeServer(hear)
  return new Connection(connect(Number(new URL(server.url).port), '127.0.0.1'))
}
const ask = (connection: Connection, timeout = 2000) =>
  connection.exchange(new SearchMessage({ base: '', scope: 'sub', filter: present('objectClass'), types: [] }), timeout)
const failure = (promise: Promise<unknown>) => promise.catch((error: unknown) => error)

describe('many requests on one connection (RFC 4511 §3.1)', () => {
  it('get their own answers, in whatever order and pieces these come', async () => {
    const heard: Heard[] = []
    const connection = await connectTo((request) => {
      heard.push(request)
      if (heard.length < 3) return
      const bytes = Buffer.concat(heard.toReversed().flatMap(({ id }) => [entry(id, `cn=${id}`), answer(id, 0x65)]))
      for (const byte of bytes) request.socket.write(Buffer.from([byte]))
    })

    const replies = await Promise.all([ask(connection), ask(connection), ask(connection)])

    expect(replies.map(({ entries }) => entries.map(({ dn }) => dn))).toEqual([['cn=1'], ['cn=2'], ['cn=3']])
    connection.close()
  })

  it('all fail as possibly sent when the server closes', async () => {
    let heard = 0
    const connection = await connectTo(({ socket }) => {
      heard += 1
      if (heard === 2) socket.destroy()
    })

    const failures = await Promise.all([failure(ask(connection)), failure(ask(connection))])

    expect(failures.map((error) => error instanceof SessionLost && error.sent)).toEqual([true, true])
    expect(await failure(ask(connection))).toMatchObject({ name: 'SessionLost', sent: false })
  })

  it.each([
    ['garbage', (_: number) => Buffer.from('HTTP/1.1 400 Bad Request')],
    ['a message of an unknown kind', (id: number) => Buffer.from([0x30, 5, 2, 1, id, 0x7b, 0])],
    ['a message that ends too early', (id: number) => Buffer.from([0x30, 5, 2, 1, id, 0x65, 9])],
  ])('all fail at once when the server sends %s', async (_, bytes) => {
    const connection = await connectTo(({ id, socket }) => socket.write(bytes(id)))
    const started = performance.now()

    const failures = await Promise.all([failure(ask(connection)), failure(ask(connection))])

    expect(failures.every((error) => error instanceof SessionLost)).toBe(true)
    expect(performance.now() - started).toBeLessThan(1000)
    expect(connection.isUsable).toBe(false)
  })
})

it('news on the way to an answer is passed over, RFC 4511 §4.13', async () => {
  const news = (id: number) => Buffer.from([0x30, 5, 2, 1, id, 0x79, 0])
  const connection = await connectTo(({ id, socket }) => {
    socket.write(Buffer.concat([news(id), news(id), answer(id, 0x65)]))
  })

  expect((await ask(connection)).response.status).toBe(0)
  expect(connection.isUsable).toBe(true)
})

describe('a server that does not answer', () => {
  it('costs the request its time, is told to abandon it, and gets no new ones', async () => {
    const operations: number[] = []
    const connection = await connectTo(({ operation, id, socket }) => {
      operations.push(operation)
      if (operations.length === 2) setTimeout(() => socket.write(answer(id, 0x65)), 150)
    })

    const slow = failure(ask(connection, 50))
    const other = ask(connection, 1000)

    expect(await slow).toMatchObject({ name: 'SessionLost', sent: true })
    expect(connection.isUsable).toBe(false)
    expect((await other).response.status).toBe(0)
    expect(operations).toEqual([search, search, abandon])
    expect(await failure(ask(connection))).toMatchObject({ sent: false })
  })

  it('may say that it is about to close: what is under way is still answered (RFC 4511 §4.4)', async () => {
    const connection = await connectTo(({ id, socket }) => {
      socket.write(answer(0, 0x78, 52))
      setTimeout(() => socket.write(answer(id, 0x65)), 50)
    })

    expect((await ask(connection)).response.status).toBe(0)
    expect(connection.isUsable).toBe(false)
  })
})
