/** Steps of a bulk request over operations that the test gives: order, bounds, failures. RFC 7644 §3.7 */
import { describe, expect, it } from 'vitest'
import { createBulk } from '../../src/operations/bulk/bulk.ts'
import type { BulkOptions, SingleOperations, Stored, Target } from '../../src/operations/operations.ts'
import { mutability, ScimError, unavailable, uniqueness } from '../../src/scim/error.ts'
import { parse, patch, remove, report, user } from '../scim/bulk/support.ts'

const stored = (id: string): Stored => ({ resource: { schemas: [], id }, location: `/at/${id}`, version: `W/"${id}"` })
const unused = async (): Promise<never> => {
  throw new Error('no step of a bulk request')
}

/** Creates under the id `id of <userName>`; `act` runs in the middle of each operation. */
const operationsThat = (act: (name: string) => Promise<void>): SingleOperations => {
  const on = async (name: string, { id }: Target) => {
    await act(`${name} ${id}`)
    return stored(id)
  }
  return {
    read: unused,
    create: async (_scope, _type, body) => {
      const { userName } = body as { userName: string }
      await act(`create ${userName}`)
      return stored(`id of ${userName}`)
    },
    replace: (_scope, target) => on('replace', target),
    patch: async (_scope, target) => ({ stored: await on('patch', target), isShown: true }),
    delete: async (_scope, target) => {
      await on('delete', target)
    },
  }
}

const options: BulkOptions = {
  isAtomic: false,
  isShown: false,
  patch: { maxOperations: 10 },
  errorOf: (thrown) => (thrown instanceof ScimError ? thrown : new ScimError(500, undefined, 'told to the operator')),
  isLate: () => false,
}
const scope = { tenant: 'default', client: 'test', grant: { read: true, write: true } }

const carryOut = async (
  request: ReturnType<typeof parse>,
  act: (name: string) => Promise<void>,
  given: Partial<BulkOptions> = {},
) => {
  const bulk = createBulk({ operations: operationsThat(act), locate: (type, id) => `/${type}s/${id}` })
  return (await bulk(scope, request, { ...options, ...given })).Operations
}

/** Counts what is under way at once. */
const counting = () => {
  const seen = { now: 0, most: 0, names: [] as string[] }
  const act = async (name: string) => {
    seen.names.push(name)
    seen.now += 1
    seen.most = Math.max(seen.most, seen.now)
    await new Promise((resolve) => setTimeout(resolve, 1))
    seen.now -= 1
  }
  return { seen, act }
}

const twenty = Array.from({ length: 20 }, (_, number) => user(`u${number}`))

describe('createBulk, RFC 7644 §3.7', () => {
  it('carries out four operations at once where they have nothing to do with one another', async () => {
    const { seen, act } = counting()
    const results = await carryOut(parse(twenty), act)

    expect(seen.most).toBe(4)
    expect(results.map(({ bulkId }) => bulkId)).toEqual(twenty.map(({ bulkId }) => bulkId))
  })

  it('carries out one after the other with failOnErrors', async () => {
    const { seen, act } = counting()
    await carryOut(parse(twenty, { failOnErrors: 1 }), act)

    expect(seen.most).toBe(1)
    expect(seen.names).toEqual(twenty.map(({ data }) => `create ${data.userName}`))
  })

  it('carries out what concerns one resource one after the other', async () => {
    const { seen, act } = counting()
    const change = patch('/Users/bulkId:a', { op: 'add', path: 'title', value: 'Dr' })
    await carryOut(parse([change, remove('/Users/bulkId:a'), user('a')]), act)

    expect(seen).toMatchObject({
      most: 1,
      names: ['create name of a', 'patch id of name of a', 'delete id of name of a'],
    })
  })

  it('makes a result of a failure that nobody expected, and goes on', async () => {
    const told: unknown[] = []
    const defect = new Error('cn=secret')
    const results = await carryOut(
      parse([user('a'), remove('/Users/x'), user('b')]),
      async (name) => {
        if (name === 'delete x') throw defect
      },
      {
        errorOf: (thrown) => {
          told.push(thrown)
          return options.errorOf(thrown)
        },
      },
    )

    expect(results.map(({ status }) => status)).toEqual(['201', '500', '201'])
    expect(results[1]).toMatchObject({ location: '/Users/x', response: { detail: 'told to the operator' } })
    expect(told).toEqual([defect])
  })

  it('stops before the links of a circle where too much has failed, and says what is without them', async () => {
    const request = parse([report('a', 'b'), report('b', 'a')], { failOnErrors: 1 })
    const results = await carryOut(request, async (name) => {
      if (name === 'create name of b') throw uniqueness('taken')
    })

    expect(results).toMatchObject([
      { status: '409', location: '/at/id of name of a', response: { detail: expect.stringContaining('was created') } },
      { status: '409', response: { scimType: 'uniqueness' } },
    ])
  })

  it('tells of a creation whose link fails as of one that failed, with its location', async () => {
    const results = await carryOut(parse([report('a', 'b'), report('b', 'a')]), async (name) => {
      if (name.startsWith('patch')) throw uniqueness('no')
    })

    expect(results).toMatchObject([
      {
        status: '409',
        location: '/at/id of name of a',
        response: { detail: expect.stringMatching(/was created.*no$/) },
      },
      { status: '201' },
    ])
  })

  it('begins nothing once it is late, and says so for each operation', async () => {
    let done = 0
    const results = await carryOut(
      parse([user('a'), user('b', { title: 'bulkId:a' }), report('c', 'b')]),
      async () => {
        done += 1
      },
      { isLate: () => done > 0 },
    )

    expect(done).toBe(1)
    expect(results).toMatchObject([
      { status: '201' },
      { status: '503', response: { detail: expect.stringContaining('not tried') } },
      { status: '503' },
    ])
  })

  it('tells of neither of two PATCHes that it was refused where nobody knows what became of both together', async () => {
    const removal = patch('/Groups/g', { op: 'remove', path: 'members' })
    const addition = patch('/Groups/g', { op: 'add', path: 'members', value: [{ value: 'x' }] })
    const answers = [mutability('it would be empty'), unavailable('the directory went away', 1)]
    const results = await carryOut(parse([removal, addition]), async () => {
      const answer = answers.shift()
      if (answer !== undefined) throw answer
    })

    expect(results.map(({ status }) => status)).toEqual(['503', '503'])
  })
})
