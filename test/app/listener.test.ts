import { Agent, get } from 'node:http'
import { connect } from 'node:net'
import { text } from 'node:stream/consumers'
import { describe, expect, it } from 'vitest'
import { openListener } from '../../src/app/listener.ts'

const options = { host: '127.0.0.1', port: 0, option: 'listen.port' }

const statusOf = (port: number, agent: Agent): Promise<number | undefined> =>
  new Promise((resolve, reject) => {
    get({ host: '127.0.0.1', port, agent }, (response) => {
      response.resume()
      response.on('end', () => resolve(response.statusCode))
    }).on('error', reject)
  })

describe('a listener that closes', () => {
  it('lets a request under way finish, and waits for no idle connection', async () => {
    const agent = new Agent({ keepAlive: true })
    const listener = await openListener(options)
    const { promise: answer, resolve: release } = Promise.withResolvers<void>()
    const { promise: arrived, resolve: arrive } = Promise.withResolvers<void>()
    listener.serve(async ({ url }) => {
      if (url.endsWith('/')) arrive()
      await answer
      return new Response('done')
    })

    const status = statusOf(listener.port, agent)
    await arrived
    const closed = listener.close(5_000)
    release()

    expect(await status).toBe(200)
    const startedAt = performance.now()
    await closed
    expect(performance.now() - startedAt).toBeLessThan(1_000)
    agent.destroy()
  })

  it('cuts what is still under way after the grace', async () => {
    const agent = new Agent()
    const listener = await openListener(options)
    const { promise: arrived, resolve: arrive } = Promise.withResolvers<void>()
    listener.serve(() => {
      arrive()
      return new Promise<Response>(() => {})
    })

    const status = statusOf(listener.port, agent).catch((error: { readonly code?: string }) => error.code)
    await arrived
    await listener.close(50)

    expect(await status).toBe('ECONNRESET')
  })
})

describe('a listener', () => {
  it('answers HTTP/1.0 without a Host header, as health checks of proxies ask', async () => {
    const listener = await openListener(options)
    listener.serve(({ url }) => new Response(new URL(url).pathname))
    const socket = connect(listener.port, '127.0.0.1')
    socket.write('GET /readyz HTTP/1.0\r\n\r\n')
    const answer = await text(socket)
    await listener.close(1_000)

    expect(answer).toMatch(/^HTTP\/1\.1 200 [\s\S]*\/readyz$/)
  })
})
