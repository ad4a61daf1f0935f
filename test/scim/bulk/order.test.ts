import { describe, expect, it } from 'vitest'
import { splitData } from '../../../src/scim/bulk/split.ts'
import { urn } from '../../../src/scim/urn.ts'
import { group, name, order, parseOne, patch, put, remove, report, steps, user } from './support.ts'

describe('orderOf, RFC 7644 §3.7', () => {
  it('keeps the order of the request where nothing refers forward', () => {
    expect(order([user('a'), remove('/Users/1'), group('g', ['bulkId:a']), put('/Users/2', {})])).toBe(
      'a, DELETE 1, g, PUT 2',
    )
  })

  it('creates first what an earlier operation refers to, right before it', () => {
    expect(order([remove('/Users/1'), group('g', ['bulkId:a', 'bulkId:b']), user('c'), user('b'), user('a')])).toBe(
      'DELETE 1, a, b, g, c',
    )
    expect(order([patch('/Groups/bulkId:g', { op: 'x' }), group('g', ['bulkId:a']), user('a')])).toBe(
      'a, g, PATCH bulkId:g',
    )
    expect(order([report('c', 'b'), report('b', 'a'), user('a')])).toBe('a, b, c')
  })

  it('leaves references to nothing for later: they are 409 when their turn comes', () => {
    expect(order([group('g', ['bulkId:nobody']), user('a')])).toBe('g, a')
    expect(order([group('g', ['bulkId:a']), { ...user('a'), data: 1 }])).toBe('g, 400 a')
  })

  it('takes a change with a bulkId for no creation', () => {
    expect(order([group('g', ['bulkId:a']), { ...put('/Users/1', {}), bulkId: 'a' }])).toBe('g, PUT 1')
  })

  it('is no circle where a user claims its group: groups of a user are readOnly', () => {
    expect(order([group('g', ['bulkId:u']), user('u', { groups: [{ value: 'bulkId:g' }] })])).toBe('u, g')
  })

  it('orders a chain of ten thousand managers, last first, without running deep', () => {
    const chain = Array.from({ length: 10_000 }, (_, at) => report(`${at}`, `${at + 1}`))
    const sequence = steps([...chain, user('10000')]).map(name)

    expect(sequence[0]).toBe('10000')
    expect(sequence.at(-1)).toBe('0')
  })
})

describe('circular references, RFC 7644 §3.7.1', () => {
  it('creates one of two managers of each other without, and links it after', () => {
    const plan = steps([report('a', 'b'), report('b', 'a')])

    expect(plan.map(name)).toEqual(['a', 'b', 'link a'])
    expect(plan).toMatchObject([
      { operation: { data: { userName: 'name of a' } } },
      { operation: { data: { [urn.enterpriseUser]: { manager: { value: 'bulkId:a' } } } } },
      {
        kind: 'link',
        operation: { bulkId: 'a' },
        data: {
          schemas: [urn.patchOp],
          Operations: [{ op: 'add', path: `${urn.enterpriseUser}:manager`, value: { value: 'bulkId:b' } }],
        },
      },
    ])
    expect(JSON.stringify(plan[0])).not.toContain('bulkId:b')
  })

  it('creates a manager of herself, and links', () => {
    expect(order([report('a', 'a')])).toBe('a, link a')
  })

  it('begins with the group that has a member besides the circle', () => {
    const circle = [group('a', ['bulkId:b']), group('b', ['bulkId:a', '2819c223'])]

    expect(order(circle)).toBe('b, a, link b')
    expect(steps(circle)[0]).toMatchObject({ operation: { data: { members: [{ value: '2819c223' }] } } })
    expect(steps(circle)[2]).toMatchObject({
      data: { Operations: [{ op: 'add', path: 'members', value: [{ value: 'bulkId:a' }] }] },
    })
  })

  it('counts a user of the same request as such a member', () => {
    expect(order([group('a', ['bulkId:b', 'bulkId:u']), group('b', ['bulkId:a']), user('u')])).toBe('u, a, b, link a')
  })

  it('refuses groups that have no member but one another, and creates the rest', () => {
    const circle = [group('a', ['bulkId:b']), user('u'), group('b', ['bulkId:a']), group('c', ['bulkId:a', 'bulkId:u'])]

    expect(order(circle)).toBe('409 a, 409 b, u, c')
    expect(order([group('a', ['bulkId:a'])])).toBe('409 a')
  })

  it('goes on with a group as soon as one of its members is there', () => {
    const circle = [
      group('g', ['bulkId:h', 'bulkId:k']),
      group('h', ['bulkId:g', '2819c223']),
      group('k', ['bulkId:g']),
    ]

    expect(order(circle)).toBe('h, g, k, link h, link g')
  })

  it('begins with as few as it can: one link for a circle of three', () => {
    expect(order([report('a', 'b'), report('b', 'c'), report('c', 'a')])).toBe('a, c, b, link a')
  })

  it('gets a circle through users and groups done where an attribute is optional', () => {
    const owned = (bulkId: string, owner: string) =>
      user(bulkId, { [urn.enterpriseUser]: { manager: { value: owner } } })

    expect(order([group('g', ['bulkId:u']), owned('u', 'bulkId:g')])).toBe('u, g, link u')
  })

  it('does not let others wait for links, nor creates what hangs on a circle before it', () => {
    expect(order([group('g', ['bulkId:a']), report('a', 'b'), report('b', 'a')])).toBe('a, b, link a, g')
  })

  it('is linear in a circle of five thousand', () => {
    const everybody = Array.from({ length: 5000 }, (_, at) => report(`${at}`, `${(at + 1) % 5000}`))

    expect(steps(everybody).map(({ kind }) => kind)).toEqual([...Array(5000).fill('run'), 'link'])
  })
})

describe('a group without members and the PATCH that adds them, judged together', () => {
  const add = (id: string, member: string) =>
    patch(`/Groups/${id}`, { op: 'add', path: 'members', value: [{ value: member }] })

  it('run as one, after the members', () => {
    expect(order([group('g', []), add('bulkId:g', 'bulkId:u'), add('bulkId:g', '1'), user('u')])).toBe('u, g+2')
    expect(order([group('g', [], { members: [] }), user('u'), add('bulkId:g', 'bulkId:u')])).toBe('u, g+1')
    expect(order([group('g', [], { Members: null }), add('bulkId:g', '1')])).toBe('g+1')
  })

  it.each([
    ['a group with members', [group('g', ['1']), add('bulkId:g', '2')], 'g, PATCH bulkId:g'],
    ['a user', [user('g'), patch('/Users/bulkId:g')], 'g, PATCH bulkId:g'],
    ['another group', [group('g', []), add('5', '1')], 'g, PATCH 5'],
    ['a PATCH of a version', [group('g', []), { ...add('bulkId:g', '1'), version: 'W/"1"' }], 'g, PATCH bulkId:g'],
    ['a PATCH before it', [add('bulkId:g', '1'), group('g', [])], 'g, PATCH bulkId:g'],
    [
      'a PATCH after another operation on it',
      [group('g', []), put('/Groups/bulkId:g', {}), add('bulkId:g', '1')],
      'g, PUT bulkId:g, PATCH bulkId:g',
    ],
    [
      'PATCHes that close a circle',
      [group('g', []), add('bulkId:g', 'bulkId:h'), group('h', ['bulkId:g'])],
      'g, h, PATCH bulkId:g',
    ],
  ])('but not %s', (_, operations, expected) => {
    expect(order(operations)).toBe(expected)
  })
})

describe('splitData, RFC 7644 §3.7.1', () => {
  it('leaves out elements and attributes, keeps the rest, names each in its own path', () => {
    const operation = parseOne(
      user('u', {
        emails: [{ value: 'x@y.example' }, { value: 'bulkId:a' }],
        nickName: 'bulkId:b',
        title: 'bulkId:other',
        groups: ['bulkId:a'],
        [urn.enterpriseUser]: { department: 'd', manager: { value: 'bulkId:a' } },
      }),
    )

    expect(operation.kind === 'create' && splitData(operation, new Set(['a', 'b']))).toEqual({
      data: {
        schemas: [urn.user],
        userName: 'name of u',
        emails: [{ value: 'x@y.example' }],
        title: 'bulkId:other',
        groups: ['bulkId:a'],
        [urn.enterpriseUser]: { department: 'd' },
      },
      link: {
        schemas: [urn.patchOp],
        Operations: [
          { op: 'add', path: 'emails', value: [{ value: 'bulkId:a' }] },
          { op: 'add', path: 'nickName', value: 'bulkId:b' },
          { op: 'add', path: `${urn.enterpriseUser}:manager`, value: { value: 'bulkId:a' } },
        ],
      },
    })
  })
})
