import { describe, expect, it } from 'vitest'
import { exceedsPayload, parseBulkRequest } from '../../../src/scim/bulk/request.ts'
import { urn } from '../../../src/scim/urn.ts'
import { refusal } from '../resource/refusal.ts'
import { groupType, userType } from '../schema/sample-types.ts'
import { group, limits, parse, parseOne, patch, put, remove, types, user } from './support.ts'

const refusedAs = (operation: unknown) => {
  const parsed = parseOne(operation)
  return parsed.kind === 'refused' ? `${parsed.error.status} ${parsed.error.scimType ?? ''}`.trim() : parsed.kind
}

describe('parseBulkRequest, RFC 7644 §3.7', () => {
  it('reads every method, in any case, with what belongs to it', () => {
    const { operations, failOnErrors } = parse(
      [
        user('qwerty'),
        { ...put('/Users/b7c1', { userName: 'Bob' }), version: 'W/"3694e05e9dff591"', method: 'put' },
        { ...patch('Groups/5d8d', { op: 'remove', path: 'members' }), BULKID: 'p', method: 'Patch' },
        { ...remove('/Users/bulkId:qwerty'), version: 'W/"a", W/"b"', data: 'whatever' },
      ],
      { failOnErrors: 1 },
    )

    expect(failOnErrors).toBe(1)
    expect(operations).toEqual([
      {
        kind: 'create',
        method: 'POST',
        index: 0,
        bulkId: 'qwerty',
        resourceType: userType,
        data: { schemas: [urn.user], userName: 'name of qwerty' },
      },
      {
        kind: 'replace',
        method: 'PUT',
        index: 1,
        resourceType: userType,
        id: 'b7c1',
        ifMatch: { kind: 'tags', tags: ['W/"3694e05e9dff591"'] },
        data: { userName: 'Bob' },
      },
      {
        kind: 'patch',
        method: 'PATCH',
        index: 2,
        bulkId: 'p',
        resourceType: groupType,
        id: '5d8d',
        data: { schemas: [urn.patchOp], Operations: [{ op: 'remove', path: 'members' }] },
      },
      {
        kind: 'delete',
        method: 'DELETE',
        index: 3,
        resourceType: userType,
        id: 'bulkId:qwerty',
        ifMatch: { kind: 'tags', tags: ['W/"a"', 'W/"b"'] },
      },
    ])
  })

  it.each([
    ['a list', []],
    ['nothing', null],
    ['text', 'x'],
    ['another message', { schemas: [urn.patchOp], Operations: [user('a')] }],
    ['schemas of another type', { schemas: urn.bulkRequest, Operations: [user('a')] }],
    ['no Operations', { schemas: [urn.bulkRequest] }],
    ['null Operations', { Operations: null }],
    ['empty Operations', { Operations: [] }],
    ['Operations of another type', { Operations: { 0: user('a'), length: 1 } }],
    ['Operations twice', { Operations: [user('a')], operations: [user('b')] }],
    ['an operation that is no object', { Operations: [user('a'), 'b'] }],
    ['an operation that is null', { Operations: [null] }],
    ['an operation without method', { Operations: [{ ...user('a'), method: undefined }] }],
    ['a method that is no text', { Operations: [{ ...user('a'), method: 1 }] }],
    ['a member twice', { Operations: [{ ...user('a'), Path: '/Users' }] }],
    ['one bulkId for two creations', { Operations: [user('a'), group('a', ['1'])] }],
    ['one bulkId for two creations, one of them refused', { Operations: [user('a'), { ...user('a'), data: 1 }] }],
    ['failOnErrors of 0', { failOnErrors: 0, Operations: [user('a')] }],
    ['failOnErrors below 0', { failOnErrors: -1, Operations: [user('a')] }],
    ['failOnErrors as text', { failOnErrors: '1', Operations: [user('a')] }],
    ['failOnErrors of a half', { failOnErrors: 0.5, Operations: [user('a')] }],
  ])('refuses all of it as invalidSyntax: %s', (_, body) => {
    expect(refusal(() => parseBulkRequest(body, limits, types))).toMatch(/^400 invalidSyntax: /)
  })

  it('does without schemas, takes null for missing, and ignores the case of names and unknown members', () => {
    const body = {
      OPERATIONS: [{ METHOD: 'DELETE', Path: '/Users/1', bulkId: null, version: null }],
      failOnErrors: null,
    }

    expect(parseBulkRequest({ ...body, x: 1 }, limits, types)).toEqual({
      operations: [{ kind: 'delete', method: 'DELETE', index: 0, resourceType: userType, id: '1' }],
    })
  })

  it('lets changes share a bulkId: it stands for nothing there', () => {
    const named = { ...remove('/Users/1'), bulkId: 'a' }

    expect(parse([user('a'), named, named]).operations).toHaveLength(3)
  })

  it('takes any text for a bulkId', () => {
    const odd = ['', ' ', '__proto__', 'constructor', 'a/b?c#d%', '"]', '\u{1F600}', '\ud800', 'bulkId:x']

    expect(parse(odd.map((bulkId) => user(bulkId))).operations.map(({ bulkId }) => bulkId)).toEqual(odd)
  })
})

describe('operations refused alone, RFC 7644 §3.7.3', () => {
  it.each([
    ['an unknown endpoint', { ...user('a'), path: '/Nothing' }, '404'],
    ['a path without an endpoint', { ...user('a'), path: '/' }, '404'],
    ['an empty path', { ...user('a'), path: '' }, '404'],
    ['an endpoint in another case', { ...user('a'), path: '/users' }, '404'],
    ['an endpoint that only begins the same', { ...user('a'), path: '/UsersX' }, '404'],
    ['a name of Object.prototype', { ...user('a'), path: '/constructor' }, '404'],
    ['a discovery endpoint', { ...user('a'), path: '/Schemas' }, '404'],
    ['POST to a resource', { ...user('a'), path: '/Users/1' }, '405'],
    ['PUT to an endpoint', put('/Users', {}), '405'],
    ['PATCH of an endpoint', patch('/Users/'), '405'],
    ['DELETE of an endpoint', remove('/Groups'), '405'],
    ['another method', { ...user('a'), method: 'GET' }, '400 invalidSyntax'],
    ['a name of Object.prototype as method', { ...user('a'), method: '__proto__' }, '400 invalidSyntax'],
    ['no path', { ...user('a'), path: undefined }, '400 invalidSyntax'],
    ['a path that is no text', { ...user('a'), path: ['/Users'] }, '400 invalidSyntax'],
    ['POST without bulkId', { ...user('a'), bulkId: undefined }, '400 invalidSyntax'],
    ['a bulkId that is no text', { ...user('a'), bulkId: 1 }, '400 invalidSyntax'],
    ['POST without data', { ...user('a'), data: undefined }, '400 invalidSyntax'],
    ['data that is a list', { ...user('a'), data: [] }, '400 invalidSyntax'],
    ['PUT without data', { method: 'PUT', path: '/Users/1' }, '400 invalidSyntax'],
    ['PATCH with null data', { method: 'PATCH', path: '/Users/1', data: null }, '400 invalidSyntax'],
    ['a version that is no entity tag', { ...remove('/Users/1'), version: '3694e05' }, '400 invalidValue'],
    ['a version that is no text', { ...remove('/Users/1'), version: 3 }, '400 invalidValue'],
    ['bulk in bulk', { ...user('a'), path: '/Bulk' }, '400 invalidValue'],
    ['bulk in bulk, in other words', { ...user('a'), path: 'bulk/' }, '400 invalidValue'],
  ])('%s', (_, operation, expected) => {
    expect(refusedAs(operation)).toBe(expected)
  })

  it('keep what the response repeats, and leave the others alone', () => {
    const { operations } = parse([
      { ...put('/Users/1', {}), data: 3, bulkId: 'x', method: 'put' },
      { ...user('y'), path: '/Nothing' },
      user('z'),
    ])

    expect(operations).toMatchObject([
      { kind: 'refused', index: 0, method: 'PUT', bulkId: 'x', target: { resourceType: userType, id: '1' } },
      { kind: 'refused', index: 1, method: 'POST', bulkId: 'y' },
      { kind: 'create', index: 2, bulkId: 'z' },
    ])
    expect(operations[1]).not.toHaveProperty('target')
  })

  it.each([
    ['/Users/a%20b', 'a b'],
    ['/Users/50%', '50%'],
    ['/Users/a/b', 'a/b'],
    ['/Users//', '/'],
    ['Users/1?x', '1?x'],
    [`/Users/bulkId:${encodeURIComponent('a/b?%ü')}`, 'bulkId:a/b?%ü'],
  ])('%s is the path of one resource', (path, id) => {
    expect(parseOne(remove(path))).toMatchObject({ kind: 'delete', id })
  })

  it('finds the longest endpoint that begins the path', () => {
    const phones = { ...userType, name: 'Phone', endpoint: '/Users/phones' }
    const parsed = parseBulkRequest({ Operations: [remove('/Users/phones/1')] }, limits, [userType, phones])

    expect(parsed.operations).toMatchObject([{ resourceType: phones, id: '1' }])
  })
})

describe('limits, RFC 7644 §3.7.4', () => {
  it('refuses more operations than maxOperations before it looks at them, and names the limit', () => {
    const tight = { maxOperations: 2, maxPayloadSize: 10 }
    const some = (count: number) => () =>
      parseBulkRequest({ Operations: Array(count).fill(remove('/Users/1')) }, tight, types)

    expect(refusal(some(3))).toBe('413 undefined: The number of bulk operations exceeds the maxOperations (2)')
    expect(some(2)().operations).toHaveLength(2)
    expect(refusal(() => parseBulkRequest({ Operations: [1, 2, 3] }, tight, types))).toMatch(/^413/)
  })

  it('has the words of the RFC for a body too large', () => {
    const { status, message } = exceedsPayload(limits)

    expect([status, message]).toEqual([413, 'The size of the bulk operation exceeds the maxPayloadSize (1048576)'])
  })
})
