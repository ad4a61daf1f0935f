/** The permission matrix: callers x operations x attributes x tenants, every cell asked of a running gateway. RFC 7644 §3.12, §7.4 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { hashToken } from '../../src/auth/bearer-token.ts'
import { urn } from '../../src/scim/urn.ts'
import { type Answer, filtered, groupBody, token, userBody } from '../support/gateway.ts'
import { callersAt, type MatrixTenants, openMatrixTenants, tokenAt } from './matrix-tenants.ts'
import {
  attributes,
  type Caller,
  callers,
  may,
  type Operation,
  reads,
  shows,
  statusOfWrite,
  type TypeName,
  valueIn,
  withAttribute,
} from './permission-cells.ts'
import { contentOf, openStage, type Stage } from './support.ts'

const endpoints: Readonly<Record<TypeName, string>> = { User: '/Users', Group: '/Groups' }
const types: readonly TypeName[] = ['User', 'Group']

let stage: Stage
let tenants: MatrixTenants
/** Two people who are there to be named. */
let people: readonly [string, string]
let counter = 0

beforeAll(async () => {
  const overlay = (suffix: string) => ({
    groups: { base: `ou=groups,${suffix}`, emptyGroups: 'placeholder', placeholder: `cn=nobody,${suffix}` },
  })
  const root = { name: 'root', setPassword: true, tokens: [hashToken(token)] }
  stage = await openStage({}, (suffix) => ({ ...overlay(suffix), clients: [root, ...callersAt('root')] }))
  tenants = await openMatrixTenants(stage, overlay)
  people = [await created('User', userBody('named')), await created('User', userBody('named-too'))]
})
afterAll(async () => {
  await tenants?.close()
  await stage?.end()
})

const fresh = (value: unknown): unknown => {
  const [one, other] = people
  const n = ++counter
  const filled = JSON.stringify(value).replaceAll('{n}', String(n)).replaceAll('{id}', one).replaceAll('{other}', other)
  return JSON.parse(filled)
}

const created = async (type: TypeName, body: unknown): Promise<string> => {
  const answer = await stage.scim.post(endpoints[type], body)
  if (answer.status !== 201) throw new Error(`${type}: ${JSON.stringify(answer.body)}`)
  return answer.body.id
}

const minimal = (type: TypeName): Record<string, unknown> =>
  type === 'User' ? userBody(`matrix-${++counter}`) : groupBody(`matrix-${++counter}`, [])

/** Somebody with a value in every attribute. */
const subject = async (type: TypeName): Promise<string> => {
  let body: Record<string, unknown> = minimal(type)
  for (const [name, [value]] of Object.entries(attributes[type])) body = withAttribute(body, name, fresh(value))
  return created(type, body)
}

const patchBody = (path: string, value: unknown) => ({
  schemas: [urn.patchOp],
  Operations: [{ op: 'replace', path, value }],
})

const bulkBody = (operation: object) => ({ schemas: [urn.bulkRequest], Operations: [operation] })

/** The status of the operation, or of the request where that was refused whole. */
const bulkStatus = ({ status, body }: Answer): number => (status === 200 ? Number(body.Operations[0].status) : status)

type Cells = Record<string, unknown>

describe('the permission matrix of a tenant, every request sent by callers of another tenant, too', () => {
  const asked: MatrixTenants['asked'] = (...request) => tenants.asked(...request)

  /** What a client sends back that has read it; of one that may not read it does not matter. */
  const knownOf = async (caller: Caller, one: string): Promise<Record<string, unknown>> => {
    const { status, body } = await asked(caller, 'GET', one)
    return status === 200 ? body : (await stage.scim.get(one)).body
  }

  describe.each(callers.map((caller) => [caller.name, caller] as const))('%s', (_, caller) => {
    const mayRead = (operation: Operation, type: TypeName) => (may(caller, type, operation) ? 200 : 403)

    it('does what it is given, with each resource type, and nothing else', async () => {
      const expected: Cells = {}
      const actual: Cells = {}
      const cell = (name: string, should: number, answer: number) => {
        expected[name] = should
        actual[name] = answer
      }
      for (const type of types) {
        const endpoint = endpoints[type]
        const id = await subject(type)
        const one = `${endpoint}/${id}`
        const known = await knownOf(caller, one)
        const search = { schemas: [urn.searchRequest], count: 0 }
        const changed = (operation: Operation, done: number) =>
          statusOfWrite(caller, { type, operation, name: 'title', done })
        const [path, value] = type === 'User' ? ['title', 'Changed'] : ['members', [{ value: people[1] }]]
        const change = (operation: Operation, done: number) =>
          type === 'User' ? changed(operation, done) : statusOfWrite(caller, { type, operation, name: 'members', done })
        const needed = (done: number) => (may(caller, type, 'create') ? done : 403)
        cell(`${type} list`, mayRead('list', type), (await asked(caller, 'GET', `${endpoint}?count=0`)).status)
        cell(
          `${type} search`,
          mayRead('list', type),
          (await asked(caller, 'POST', `${endpoint}/.search`, search)).status,
        )
        cell(`${type} read`, mayRead('read', type), (await asked(caller, 'GET', one)).status)
        cell(`${type} replace`, mayRead('replace', type), (await asked(caller, 'PUT', one, known)).status)
        const status = (await asked(caller, 'PATCH', one, patchBody(path as string, value))).status
        cell(`${type} patch`, change('patch', 200), status === 204 ? 200 : status)
        cell(`${type} create`, needed(201), (await asked(caller, 'POST', endpoint, minimal(type))).status)
        const bulk = async (method: string, at: string, data?: unknown) =>
          bulkStatus(
            await asked(
              caller,
              'POST',
              '/Bulk',
              bulkBody({ method, path: at, ...(data === undefined ? {} : { data }), bulkId: 'b' }),
            ),
          )
        cell(`${type} bulk create`, needed(201), await bulk('POST', endpoint, minimal(type)))
        cell(`${type} bulk replace`, mayRead('replace', type), await bulk('PUT', one, known))
        cell(`${type} bulk patch`, change('patch', 200), await bulk('PATCH', one, patchBody(path as string, value)))
        const gone = may(caller, type, 'delete') ? 204 : 403
        cell(`${type} bulk delete`, gone, await bulk('DELETE', one))
        const another = await subject(type)
        cell(`${type} delete`, gone, (await asked(caller, 'DELETE', `${endpoint}/${another}`)).status)
        cell(`${type} is there`, gone === 204 ? 404 : 200, (await stage.scim.get(`${endpoint}/${another}`)).status)
      }

      expect(actual).toEqual(expected)
    })

    it('searches everything that it may list, and nothing else', async () => {
      const answer = await asked(caller, 'GET', `/?attributes=meta.resourceType&count=1000`)

      const listed = types.filter((type) => may(caller, type, 'list'))
      const found = new Set(
        (answer.body.Resources ?? []).map(({ meta }: { meta: { resourceType: string } }) => meta.resourceType),
      )
      expect(answer.status).toBe(listed.length === 0 ? 403 : 200)
      for (const type of types) if (found.has(type)) expect(listed).toContain(type)
    })

    it.each(types)('sees of a %s what it may read, by whatever way it asks', async (type) => {
      const id = await subject(type)
      const expected: Cells = {}
      const actual: Cells = {}
      const endpoint = endpoints[type]
      const own = (name: string) => filtered(endpoint, `id eq "${id}" and ${name} pr`)
      for (const name of Object.keys(attributes[type])) {
        const isShown = may(caller, type, 'read') ? shows(caller, type, name) : 403
        const isReadable = reads(caller, type, name)
        const found = isReadable ? (shows(caller, type, name) ? 1 : 0) : 'invalidFilter'
        const listing = (value: unknown) => (may(caller, type, 'list') ? value : 403)
        const shown = ({ status, body }: Answer) => (status === 200 ? valueIn(body, name) !== undefined : status)
        expected[name] = [
          isShown,
          isShown,
          listing(isReadable && shows(caller, type, name)),
          listing(found),
          listing(found),
        ]
        const readings = [
          await asked(caller, 'GET', `${endpoint}/${id}`),
          await asked(caller, 'GET', `${endpoint}/${id}?attributes=${encodeURIComponent(name)}`),
        ]
        const list = await asked(caller, 'GET', filtered(endpoint, `id eq "${id}"`))
        const matches = await asked(caller, 'GET', own(name))
        const search = await asked(caller, 'POST', `${endpoint}/.search`, {
          schemas: [urn.searchRequest],
          filter: `id eq "${id}" and ${name} pr`,
        })
        const total = ({ status, body }: Answer) => (status === 200 ? body.totalResults : (body.scimType ?? status))
        actual[name] = [
          ...readings.map(shown),
          list.status === 200 ? valueIn(list.body.Resources[0], name) !== undefined : list.status,
          total(matches),
          total(search),
        ]
      }

      expect(actual).toEqual(expected)
    })

    it.each(types)('sorts the list of every %s by what it may read', async (type) => {
      const expected: Cells = {}
      const actual: Cells = {}
      for (const name of Object.keys(attributes[type])) {
        expected[name] = may(caller, type, 'list') ? (reads(caller, type, name) ? 200 : 'invalidPath') : 403
        const { status, body } = await asked(
          caller,
          'GET',
          `${endpoints[type]}?count=1&sortBy=${encodeURIComponent(name)}`,
        )
        actual[name] = body.scimType ?? status
      }

      expect(actual).toEqual(expected)
    })

    it.each(types)('changes of a %s what it may write, and where it may not nothing is changed', async (type) => {
      const id = await subject(type)
      const one = `${endpoints[type]}/${id}`
      const expected: Cells = {}
      const actual: Cells = {}
      const writing = async (name: string, should: number, write: () => Promise<number>) => {
        const before = contentOf(await stage.admin.stored(String(await stage.admin.dnOf(id))))
        const status = await write()
        const after = contentOf(await stage.admin.stored(String(await stage.admin.dnOf(id))))
        expected[name] = [should, should === 200]
        actual[name] = [status === 204 ? 200 : status, JSON.stringify(before) !== JSON.stringify(after)]
      }
      const password = type === 'User' ? { password: ['correct horse {n}', 'battery staple {n}'] as const } : {}
      for (const [name, [first, second]] of Object.entries({ ...attributes[type], ...password })) {
        const should = (operation: Operation) => statusOfWrite(caller, { type, operation, name, done: 200 })
        const both = [fresh(second), fresh(first), fresh(second)]
        await writing(
          `PATCH ${name}`,
          should('patch'),
          async () => (await asked(caller, 'PATCH', one, patchBody(name, both[0]))).status,
        )
        await writing(`bulk PATCH ${name}`, should('patch'), async () => {
          const operation = { method: 'PATCH', path: one, data: patchBody(name, both[1]) }
          return bulkStatus(await asked(caller, 'POST', '/Bulk', bulkBody(operation)))
        })
        await writing(`PUT ${name}`, should('replace'), async () => {
          const { body } = await stage.scim.get(one)
          const known = await knownOf(caller, one)
          return (await asked(caller, 'PUT', one, withAttribute(known, name, changedFrom(valueIn(body, name), both))))
            .status
        })
      }

      expect(actual).toEqual(expected)
    })

    it.each(types)('creates a %s with what it may write', async (type) => {
      const expected: Cells = {}
      const actual: Cells = {}
      const password = type === 'User' ? { password: ['correct horse {n}'] as const } : {}
      for (const [name, [value]] of Object.entries({ ...attributes[type], ...password })) {
        expected[name] = statusOfWrite(caller, { type, operation: 'create', name, done: 201 })
        const body = withAttribute(minimal(type), name, fresh(value))
        actual[name] = (await asked(caller, 'POST', endpoints[type], body)).status
      }

      expect(actual).toEqual(expected)
    })
  })
})

describe('a change that is refused to a client', () => {
  it('is in the trail of changes, by itself and in bulk', async () => {
    const [leavers] = callers.filter(({ name }) => name === 'leavers') as [Caller]
    const path = `/Users/${people[0]}`
    stage.scim.observations.length = 0
    const send = (method: string, at: string, body: unknown) =>
      stage.scim.request(method, at, { token: tokenAt('root', leavers), body })

    await send('PATCH', path, patchBody('title', 'x'))
    await send('POST', '/Bulk', bulkBody({ method: 'PATCH', path, data: patchBody('title', 'x') }))

    const told = stage.scim.observations.filter(({ kind }) => kind === 'change')
    const refused = { client: 'leavers', operation: 'patch', resourceId: people[0], outcome: 'refused', status: 403 }
    expect(told).toEqual([expect.objectContaining(refused), expect.objectContaining(refused)])
  })
})

/** The one of the values that is not stored. */
const changedFrom = (stored: unknown, values: readonly unknown[]): unknown =>
  values.find((value) => !JSON.stringify(stored ?? null).includes(inner(value))) ?? values[0]

const inner = (value: unknown): string =>
  Array.isArray(value) || (typeof value === 'object' && value !== null)
    ? JSON.stringify(Object.values([value].flat()[0] as object)[0])
    : JSON.stringify(value)
