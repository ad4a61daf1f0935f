/** What POST /Bulk hands to the operations, and answers. RFC 7644 §3.7 */
import { describe, expect, it } from 'vitest'
import type { BulkOptions, Operations } from '../../src/operations/operations.ts'
import type { BulkRequest } from '../../src/scim/bulk/request.ts'
import { bulkResponse } from '../../src/scim/bulk/response.ts'
import { urn } from '../../src/scim/urn.ts'
import { base, createTestHttp, dependenciesWith, json, operationsWith, writer } from './support.ts'

const body = JSON.stringify({
  schemas: [urn.bulkRequest],
  failOnErrors: 3,
  Operations: [{ method: 'DELETE', path: '/Users/u-1' }],
})

/** What the operations were given by one request. */
const given = async (
  headers: Readonly<Record<string, string>> = {},
  act: Operations['bulk'] = async () => bulkResponse([]),
  requestMs?: number,
) => {
  const seen: { request: BulkRequest; options: BulkOptions }[] = []
  const operations = operationsWith({
    bulk: (scope, request, options) => {
      seen.push({ request, options })
      return act(scope, request, options)
    },
  })
  const { limits } = dependenciesWith()
  const { app, observations } = createTestHttp({
    operations: () => operations,
    limits: { ...limits, ...(requestMs === undefined ? {} : { requestMs }) },
  })
  const response = await app.request(`${base}/Bulk`, {
    method: 'POST',
    headers: { ...writer, ...json, ...headers },
    body,
  })
  return { ...(seen[0] as (typeof seen)[number]), response, observations }
}

describe('POST /Bulk, RFC 7644 §3.7', () => {
  it('hands over the parsed request and answers 200 with a BulkResponse', async () => {
    const { request, options, response } = await given()

    expect(request).toMatchObject({ failOnErrors: 3, operations: [{ kind: 'delete', id: 'u-1' }] })
    expect(options).toMatchObject({ isShown: false, patch: { maxOperations: 100 } })
    expect(response.status).toBe(200)
    expect(await response.json()).toEqual({ schemas: [urn.bulkResponse], Operations: [] })
  })

  it('asks for resources where the client prefers them', async () => {
    const { options } = await given({ Prefer: 'return=representation' })

    expect(options).toMatchObject({ isShown: true, patch: { answer: 'representation' } })
  })

  it('tells the operator of what nobody expected, and the client a request id', async () => {
    const defect = new Error('cn=secret,dc=example,dc=com')
    const { options, observations } = await given()
    const error = options.errorOf(defect)

    expect(error.status).toBe(500)
    expect(error.message).toContain('request-1')
    expect(error.message).not.toContain('secret')
    expect(observations).toContainEqual({ kind: 'unexpected', requestId: 'request-1', cause: defect })
  })

  it('is late before the time of the request is over', async () => {
    const waiting: Operations['bulk'] = async (_scope, _request, { isLate }) => {
      expect(isLate()).toBe(false)
      while (!isLate()) await new Promise((resolve) => setTimeout(resolve, 1))
      return bulkResponse([])
    }
    const { response } = await given({}, waiting, 1000)

    expect(response.status).toBe(200)
  })

  it('is never late where there is no limit', async () => {
    const { options } = await given()

    expect(options.isLate()).toBe(false)
  })
})
