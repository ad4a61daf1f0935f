/** Bulk: a BulkRequest message, and the order in which its operations could be done. RFC 7644 §3.7 */
import fc from 'fast-check'
import { parseBulkRequest } from '../../../src/scim/bulk/request.ts'
import { urn } from '../../../src/scim/urn.ts'
import { deviceType, groupType, userType } from '../../scim/schema/sample-types.ts'
import { aroundJson } from '../json.ts'
import { answer, isRefused, law, lawOfEquals, target } from '../target.ts'
import { around, prototypeNames } from '../texts.ts'
import { someBody, words } from '../vocabulary.ts'

/** Deletions of devices are not served. */
const types = [userType, groupType, { ...deviceType, withheld: ['delete', 'patch'] as const }]

const bulkId = fc.constantFrom('a', 'b', 'c', ...prototypeNames)
const id = fc.oneof(
  bulkId.map((each) => `bulkId:${each}`),
  fc.constantFrom('0b9f3b6e-6d5c-4c6e-9a57-1d1f7f3ff001', 'a%2Fb', 'bulkId:50%', '%', ''),
)
const endpoint = fc.constantFrom('/Users', '/Groups', '/Devices', 'Users', '/users', '/Bulk', '/Bulk/', '/Nothing', '')
const path = around(
  fc.oneof(
    endpoint,
    fc.tuple(endpoint, id).map((both) => both.join('/')),
  ),
)
const operation = fc.record(
  {
    method: fc.constantFrom('POST', 'PUT', 'PATCH', 'DELETE', 'post', 'GET', ''),
    path,
    bulkId: fc.oneof(bulkId, bulkId, fc.constantFrom<unknown>(7, null, '')),
    version: fc.oneof(
      { weight: 5, arbitrary: around(fc.constantFrom('W/"1a.2b"', '"x"', '*', 'W/"1", W/"2"')) },
      { weight: 1, arbitrary: fc.constantFrom<unknown>(7, {}) },
    ),
    data: someBody.chain((body) =>
      id.map((manager) => ({ ...body, members: [{ value: manager }], manager: { value: manager } })),
    ),
  },
  { requiredKeys: ['method', 'path'] },
)
const message = fc.record(
  {
    schemas: fc.constantFrom<unknown>([urn.bulkRequest], [urn.bulkRequest.toUpperCase()], ['x'], [1], 'x', null),
    failOnErrors: fc.constantFrom<unknown>(1, 2, 0, -1, 1.5, '1', null),
    Operations: fc.array(operation, { maxLength: 6 }),
  },
  { requiredKeys: ['Operations'] },
)

export const bulk = target({
  name: 'bulk',
  files: ['src/scim/bulk/request.ts', 'src/scim/bulk/parse-operation.ts', 'src/scim/message.ts'],
  inputs: aroundJson(message, {
    names: [...words.names, 'method', 'bulkId', 'version', 'data', 'failOnErrors'],
    texts: words.texts,
  }),
  check: (body) => {
    const request = answer(() => parseBulkRequest(body, { maxOperations: 5, maxPayloadSize: 1e6 }, types))
    if (isRefused(request)) return
    law(request.operations.length > 0 && request.operations.length <= 5, 'as many operations as are allowed')
    lawOfEquals(
      request.operations.map(({ index }) => index),
      request.operations.map((_, at) => at),
      'each in its place',
    )
    for (const each of request.operations)
      law(
        each.kind !== 'refused' || (each.error.status >= 400 && each.error.status < 500),
        'what is refused is the client’s fault',
      )
  },
})
