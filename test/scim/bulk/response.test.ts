import { describe, expect, it } from 'vitest'
import { bulkResponse, failed, succeeded } from '../../../src/scim/bulk/response.ts'
import { conflict, invalidSyntax, notFound, preconditionFailed } from '../../../src/scim/error.ts'
import { urn } from '../../../src/scim/urn.ts'
import { parseOne, put, remove, user } from './support.ts'

const location = 'https://example.com/v2/Users/92b7'

describe('bulkResponse, RFC 7644 §3.7.3', () => {
  it('tells of success: location, version, status as text', () => {
    const created = succeeded(parseOne(user('qwerty')), { status: 201, location, version: 'W/"oY4m"' })
    const deleted = succeeded(parseOne(remove('/Users/92b7')), { status: 204, location })

    expect(bulkResponse([created, deleted])).toEqual({
      schemas: [urn.bulkResponse],
      Operations: [
        { method: 'POST', bulkId: 'qwerty', location, version: 'W/"oY4m"', status: '201' },
        { method: 'DELETE', location, status: '204' },
      ],
    })
  })

  it('shows the resource where it is given', () => {
    const resource = { schemas: [urn.user], id: '92b7' }

    expect(succeeded(parseOne(put('/Users/92b7', {})), { status: 200, location, resource })).toEqual({
      method: 'PUT',
      location,
      status: '200',
      response: resource,
    })
  })

  it('tells of failure: the Error message, and the location of all but a POST', () => {
    expect(failed(parseOne({ ...user('qwerty'), data: 1 }), invalidSyntax('why'), location)).toEqual({
      method: 'POST',
      bulkId: 'qwerty',
      status: '400',
      response: { schemas: [urn.error], status: '400', scimType: 'invalidSyntax', detail: 'why' },
    })
    expect(failed(parseOne(put('/Users/92b7', {})), preconditionFailed('changed'), location)).toEqual({
      method: 'PUT',
      location,
      status: '412',
      response: { schemas: [urn.error], status: '412', detail: 'changed' },
    })
    expect(failed(parseOne(remove('/Nothing/1')), notFound('none'))).not.toHaveProperty('location')
    expect(failed(parseOne(user('')), conflict('circle'))).toMatchObject({ bulkId: '', status: '409' })
  })
})
