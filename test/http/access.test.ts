import { describe, expect, it } from 'vitest'
import { unavailable } from '../../src/scim/error.ts'
import { base, createTestHttp, json, publicUrl, reader, scimErrorOf, writer } from './support.ts'

const users = `${base}/Users`
const one = `${users}/u-1`
const write = (method: string): RequestInit => ({
  method,
  headers: { ...writer, ...json },
  body: '{"userName":"ada"}',
})

describe('a client that may only read', () => {
  it.each([
    ['POST', users, 'create'],
    ['PUT', one, 'replace'],
    ['DELETE', one, 'delete'],
  ])('gets 403 for %s %s, nothing happens, and it is told', async (method, path, operation) => {
    const { app, calls, observations } = createTestHttp()

    const response = await app.request(path, { ...write(method), headers: { ...reader, ...json } })

    expect(response.status).toBe(403)
    expect((await scimErrorOf(response)).scimType).toBeUndefined()
    expect(calls).toEqual([])
    expect(observations[0]).toMatchObject({ kind: 'change', operation, outcome: 'refused', status: 403 })
    expect(observations[1]).toEqual({ kind: 'denied', requestId: 'request-1', reason: 'forbidden' })
  })
})

describe('a Host header', () => {
  it('changes no location', async () => {
    const { app } = createTestHttp()
    const headers = { ...writer, Host: 'evil.example', 'X-Forwarded-Host': 'evil.example' }

    const texts = await Promise.all(
      ['/Users/u-1', '/Schemas', '/ResourceTypes', '/ResourceTypes/User'].map(async (path) => {
        const response = await app.request(`https://evil.example${base}${path}`, { headers })
        expect(response.status).toBe(200)
        return JSON.stringify(Object.fromEntries(response.headers)) + (await response.text())
      }),
    )

    expect(texts.join()).toContain(publicUrl)
    expect(texts.join()).not.toContain('evil')
  })
})

describe('while the directory is away', () => {
  const away = () => {
    throw unavailable('The directory does not answer', 5)
  }

  it.each([
    ['GET', users],
    ['POST', users],
    ['GET', one],
    ['PUT', one],
    ['DELETE', one],
  ])('%s %s is 503 with Retry-After', async (method, path) => {
    const { app } = createTestHttp({ operations: away })
    const init = method === 'GET' ? { headers: writer } : write(method)

    const response = await app.request(path, init)

    expect(response.status).toBe(503)
    expect(response.headers.get('Retry-After')).toBe('5')
    await scimErrorOf(response)
  })

  it('discovery is still there', async () => {
    const { app } = createTestHttp({ operations: away })

    expect((await app.request(`${base}/Schemas`)).status).toBe(200)
  })
})
