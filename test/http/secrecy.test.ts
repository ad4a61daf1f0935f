import { describe, expect, it } from 'vitest'
import { createLog } from '../../src/observe/log.ts'
import { createMetrics } from '../../src/observe/metrics.ts'
import { all } from '../../src/observe/observation.ts'
import { base, createTestHttp, json, operationsWith, writer } from './support.ts'

const canary = 'canary-91be'

/** Sends a canary everywhere that a client can write, and gives back all that the operator sees of it. */
const seenAfter = async (given: Parameters<typeof createTestHttp>[0] = {}) => {
  const lines: string[] = []
  const metrics = createMetrics()
  const log = createLog({ level: 'debug', destination: { write: (line) => lines.push(line) } })
  const { app } = createTestHttp({ observe: all(log, metrics.observe), ...given })

  const query = `?filter=userName+eq+%22${canary}%22&attributes=${canary}&${canary}=1`
  const headers = { ...writer, ...json, 'X-Request-Id': canary, 'User-Agent': canary, Cookie: canary }
  const body = `{"userName":"${canary}","password":"${canary}"}`
  for (const [method, path] of [
    ['GET', `${base}/Users${query}`],
    ['GET', `${base}/Users/${canary}${query}`],
    ['POST', `${base}/Users${query}`],
    ['PUT', `${base}/Users/${canary}`],
    ['DELETE', `${base}/Users/${canary}`],
    ['PATCH', `${base}/Users/${canary}`],
    ['GET', `${base}/Schemas/${canary}`],
    ['GET', `${base}/${canary}`],
    ['GET', `/${canary}`],
    [canary.toUpperCase(), `${base}/Users`],
  ] as const) {
    const content = method === 'POST' || method === 'PUT' ? { body } : {}
    await app.request(path, { method, headers, ...content })
    await app.request(path, { method, headers: { ...headers, Authorization: `Bearer ${canary}` }, ...content })
    await app.request(path, { method, headers: { ...headers, Authorization: canary }, ...content })
  }
  await app.request(`${base}/Users`, { method: 'POST', headers, body: `{"password": ${canary}` })
  return { lines, text: await metrics.text() }
}

describe('log and metrics', () => {
  it('hold nothing of what a client sent', async () => {
    const { lines, text } = await seenAfter()

    expect(lines.length).toBeGreaterThan(31)
    expect(lines.join('').toLowerCase()).not.toContain(canary)
    expect(text.toLowerCase()).not.toContain(canary)
  })

  it('hold nothing of what an error says', async () => {
    const fail = async () => {
      throw new Error(`entry cn=${canary} already exists`, { cause: new Error(canary) })
    }
    const operations = operationsWith({
      search: fail,
      searchAll: fail,
      read: fail,
      create: fail,
      replace: fail,
      patch: fail,
      delete: fail,
    })

    const { lines, text } = await seenAfter({ operations: () => operations })

    expect(lines.filter((line) => line.includes('"kind":"unexpected"'))).toHaveLength(5)
    expect(lines.join('').toLowerCase()).not.toContain(canary)
    expect(text.toLowerCase()).not.toContain(canary)
  })
})
