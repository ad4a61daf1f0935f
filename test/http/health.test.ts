import { describe, expect, it } from 'vitest'
import { createTestHttp, scimErrorOf } from './support.ts'

describe('health', () => {
  it('is asked without a token, outside of the base path', async () => {
    const { app } = createTestHttp()

    const response = await app.request('/healthz')

    expect(response.status).toBe(200)
    expect(await response.json()).toEqual({ status: 'ok' })
  })

  it('does not depend on the directory', async () => {
    const { app } = createTestHttp({ readiness: async () => ({ ready: false, reason: 'away' }) })

    expect((await app.request('/healthz')).status).toBe(200)
  })
})

describe('readiness', () => {
  it('is 200 when everything is there', async () => {
    const { app } = createTestHttp()

    const response = await app.request('/readyz')

    expect(response.status).toBe(200)
    expect(await response.json()).toEqual({ ready: true })
  })

  it('is 503 with the reason otherwise', async () => {
    const { app } = createTestHttp({
      readiness: async () => ({ ready: false, reason: 'the directory does not answer' }),
    })

    const response = await app.request('/readyz')

    expect(response.status).toBe(503)
    expect(response.headers.get('Retry-After')).toBe('1')
    expect(await response.json()).toEqual({ ready: false, reason: 'the directory does not answer' })
  })

  it('has no other method', async () => {
    const { app } = createTestHttp()

    const response = await app.request('/readyz', { method: 'DELETE' })

    expect(response.status).toBe(405)
    expect(response.headers.get('Allow')).toBe('GET, HEAD')
    await scimErrorOf(response)
  })
})
