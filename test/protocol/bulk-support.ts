/** What the suites of /Bulk share: short ways to write its operations, and to read its results. RFC 7644 §3.7 */
import { expect } from 'vitest'
import { urn } from '../../src/scim/urn.ts'
import { type Answer, groupBody, type TestGateway, userBody } from '../support/gateway.ts'

export type Operation = Readonly<Record<string, unknown>>

export const user = (bulkId: string, more: Operation = {}): Operation => ({
  method: 'POST',
  path: '/Users',
  bulkId,
  data: userBody(bulkId, more),
})
export const report = (bulkId: string, manager: string) =>
  user(bulkId, {
    schemas: [urn.user, urn.enterpriseUser],
    [urn.enterpriseUser]: { manager: { value: `bulkId:${manager}` } },
  })
export const group = (bulkId: string, members: readonly string[]): Operation => ({
  method: 'POST',
  path: '/Groups',
  bulkId,
  data: members.length === 0 ? { schemas: [urn.group], displayName: bulkId } : groupBody(bulkId, members),
})
export const patch = (path: string, ...Operations: readonly object[]): Operation => ({
  method: 'PATCH',
  path,
  data: { schemas: [urn.patchOp], Operations },
})
export const addMember = (path: string, value: string) =>
  patch(path, { op: 'add', path: 'members', value: [{ value }] })

export const idOf = ({ location }: { location: string }): string => location.slice(location.lastIndexOf('/') + 1)

/** Of the members of a group, or of anything like them. */
export const valuesOf = (list: readonly { readonly value: string }[]): readonly string[] =>
  list.map(({ value }) => value)

/** The results, after what holds for every BulkResponse. */
export const results = async (answer: Promise<Answer>) => {
  const { status, body } = await answer
  expect({ status, schemas: body?.schemas }).toEqual({ status: 200, schemas: [urn.bulkResponse] })
  return body.Operations
}

export const statuses = async (answer: Promise<Answer>): Promise<readonly string[]> =>
  (await results(answer)).map(({ status }: { status: string }) => status)

/** Of a gateway that is there when the first test runs. */
export const bulkClientOf = (gateway: () => TestGateway) => {
  const count = async (endpoint: string, name: string, value: string): Promise<number> =>
    (await gateway().get(`${endpoint}?filter=${encodeURIComponent(`${name} eq "${value}"`)}`)).body.totalResults
  return {
    bulk: (operations: readonly unknown[], more: Operation = {}, headers: Readonly<Record<string, string>> = {}) =>
      gateway().request('POST', '/Bulk', {
        body: { schemas: [urn.bulkRequest], ...more, Operations: operations },
        headers,
      }),
    /** The resource of a result. */
    at: async ({ location }: { location: string }) => (await gateway().get(location.slice(gateway().url.length))).body,
    users: (userName: string) => count('/Users', 'userName', userName),
    groups: (displayName: string) => count('/Groups', 'displayName', displayName),
  }
}
