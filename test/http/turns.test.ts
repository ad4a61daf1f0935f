/** Large requests are read in many turns of the event loop: whoever else asks is answered meanwhile. */
import { describe, expect, it } from 'vitest'
import { printResource } from '../../src/scim/resource/printed.ts'
import { listResponse } from '../../src/scim/search/list-response.ts'
import { urn } from '../../src/scim/urn.ts'
import { base, createTestHttp, json, limits, operationsWith, reader, writer } from './support.ts'

const patching = (count: number) => ({
  schemas: [urn.patchOp],
  Operations: Array.from({ length: count }, () => ({
    op: 'Replace',
    path: 'emails[type eq "work"].value',
    value: 'a',
  })),
})

/** As they are unless an operator says otherwise. */
const usual = {
  ...limits,
  json: { depth: 32, width: 250_000 },
  ...{ bodyBytes: 32 * 1024 * 1024, patchOperations: 5_000 },
  bulk: { maxOperations: 1_000, maxPayloadSize: 10 * 1024 * 1024 },
}

/** How often others had a turn until an operation was called. */
const turnsOf = async (method: string, path: string, body: unknown): Promise<number> => {
  const { app, calls } = createTestHttp({ limits: usual })
  let turns = 0
  const count = () => {
    if (calls.length > 0) return
    turns += 1
    setImmediate(count)
  }
  count()
  const response = await app.request(base + path, {
    method,
    headers: { ...writer, ...json },
    body: JSON.stringify(body),
  })
  expect(response.status).toBe(200)
  expect(calls).toHaveLength(1)
  return turns
}

describe('a large request', () => {
  it('in Bulk is read in many turns, and a small one in few', async () => {
    const operations = (count: number, each: number) =>
      Array.from({ length: count }, (_, id) => ({ method: 'PATCH', path: `/Users/${id}`, data: patching(each) }))
    const bulk = (count: number, each: number) => ({ schemas: [urn.bulkRequest], Operations: operations(count, each) })

    const small = await turnsOf('POST', '/Bulk', bulk(1, 1))

    expect(small).toBeLessThan(10)
    expect(await turnsOf('POST', '/Bulk', bulk(100, 40))).toBeGreaterThan(small + 5)
  })

  it('with many operations of one PATCH is read in many turns', async () => {
    expect(await turnsOf('PATCH', '/Users/1', patching(5_000))).toBeGreaterThan(5)
  })
})

describe('a long list', () => {
  const resources = Array.from({ length: 1_000 }, (_, n) => ({
    schemas: [urn.user],
    id: `u-${n}`,
    userName: `ada${n}`,
    displayName: 'Ada "Ä" \u2028'.repeat(2_000),
  }))
  const printed = resources.map((resource, n) => (n % 2 === 0 ? printResource(resource) : JSON.stringify(resource)))
  const list = listResponse(printed, { totalResults: 5_000, startIndex: 3 })

  it.each(['/Users', '/'])('at %s is what it would be in one piece, and printed in many turns', async (path) => {
    const found = async () => list
    const { app } = createTestHttp({ operations: () => operationsWith({ search: found, searchAll: found }) })
    let turns = 0
    let isOver = false
    const count = () => {
      turns += 1
      if (!isOver) setImmediate(count)
    }
    count()

    const response = await app.request(`${base}${path}`, { headers: reader })
    isOver = true

    expect(JSON.parse(await response.text())).toEqual({ ...list, Resources: resources })
    expect(turns).toBeGreaterThan(4)
  })
})
