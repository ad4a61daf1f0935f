/** Requests: whole HTTP requests, from good ones that a provider sends to nonsense. RFC 7644 §3 */
import fc from 'fast-check'
import { printFilter } from '../../src/scim/filter/print.ts'
import { urn } from '../../src/scim/urn.ts'
import { groupType, userType } from '../scim/schema/sample-types.ts'
import { filterText, pathText } from './filter-texts.ts'
import { aroundJson } from './json.ts'
import { anyText, around, mutated, prototypeNames, storableText } from './texts.ts'
import { typedBody, typedPatch, typedTest } from './typed.ts'
import { pathName, someBody, words } from './vocabulary.ts'

/** Some text of every request is replaced by this, wrapped in what means something to LDAP. */
export const marker = 'zqmarkerqz'

export interface FuzzedRequest {
  readonly method: string
  /** Below the base path; `{id}` stands for a resource that is there. */
  readonly path: string
  readonly headers: Readonly<Record<string, string>>
  readonly token: 'write' | 'rfc' | 'interop' | 'read' | string
  readonly body: string | undefined
  /** Which of the resources that are there is meant. */
  readonly at: number
}

/** The client's own word: what LDAP would take for structure stands on both sides of it. */
const word = fc
  .tuple(
    fc.oneof(
      fc.constantFrom('', '*)(uid=*', ',ou=groups', '+cn=x', '\\', '"', '#', ' ', '(', '*', 'a=', ';x'),
      storableText,
    ),
    fc.oneof(
      fc.constantFrom(
        '',
        ')',
        '*)(objectClass=*))(&(uid=',
        `,ou=${marker}`,
        `+cn=${marker}`,
        `=${marker}`,
        '\\2a',
        '<>',
        ' ',
      ),
      storableText,
    ),
  )
  .map(([before, after]) => `${before}${marker}${after}`)

const placeholder = /^(?:ada|Ada|x|s|a|a@b\.example)$/

/** Every text that says nothing by itself becomes the word. */
const marked = (json: unknown, text: string): unknown => {
  if (typeof json === 'string') return placeholder.test(json) ? text : json
  if (Array.isArray(json)) return json.map((each) => marked(each, text))
  if (typeof json !== 'object' || json === null) return json
  return Object.fromEntries(Object.entries(json).map(([name, value]) => [name, marked(value, text)]))
}

/** Bodies that can be stored, as often as not: required attributes are there. */
const whole = (type: typeof userType) =>
  fc
    .tuple(
      typedBody(type),
      fc.constantFrom<object>({}, { userName: 'ada', name: { familyName: 'ada' }, displayName: 'ada' }),
      fc.nat({ max: 400 }),
    )
    .map(([body, required, n]) => {
      const json = { ...body, ...required } as Record<string, unknown>
      return typeof json.userName === 'string' && n % 4 > 0 ? { ...json, userName: `${json.userName}${n}` } : json
    })

const someMembers = fc.array(fc.constant({ value: '{id}' }), { maxLength: 3 })
const groupBody = fc.tuple(whole(groupType), someMembers).map(([body, members]) => ({ ...body, members }))
const memberPatch = fc
  .tuple(
    fc.constantFrom('add', 'remove', 'replace'),
    fc.constantFrom('members', 'members[value eq "{id}"]'),
    someMembers,
  )
  .map(([op, path, value]) => ({
    schemas: [urn.patchOp],
    Operations: [path === 'members' ? { op, path, value } : { op: 'remove', path }],
  }))
const minimal = fc
  .nat({ max: 10_000 })
  .map((n) => ({ schemas: [urn.user], userName: 'ada', name: { familyName: 'ada', givenName: `${n}` } }))

const bulkOperation = fc.oneof(
  fc
    .tuple(fc.oneof(minimal, whole(userType)), fc.constantFrom('q', 'r', '__proto__'))
    .map(([data, bulkId]) => ({ method: 'POST', path: '/Users', bulkId, data })),
  groupBody.map((data) => ({
    method: 'POST',
    path: '/Groups',
    bulkId: 'g',
    data: { ...data, members: [{ value: 'bulkId:q' }] },
  })),
  fc.oneof(typedPatch(userType), memberPatch).map((data) => ({ method: 'PATCH', path: '/Users/{id}', data })),
  fc.constantFrom(
    { method: 'DELETE', path: '/Users/{id}' },
    { method: 'DELETE', path: '/Users/bulkId:q' },
    { method: 'GET', path: '/Users' },
  ),
)
const bulk = fc.record(
  {
    schemas: fc.constant([urn.bulkRequest]),
    failOnErrors: fc.constantFrom(1, 5),
    Operations: fc.array(bulkOperation, { minLength: 1, maxLength: 4 }),
  },
  { requiredKeys: ['schemas', 'Operations'] },
)

const filter = fc.oneof(
  { weight: 4, arbitrary: fc.oneof(typedTest(userType), typedTest(groupType)).map(printFilter) },
  { weight: 2, arbitrary: filterText },
)
const search = fc.record(
  {
    schemas: fc.constant([urn.searchRequest]),
    filter,
    sortBy: fc.oneof(pathName, pathText),
    sortOrder: fc.constantFrom('ascending', 'descending'),
    startIndex: fc.constantFrom(1, 2, 0),
    count: fc.constantFrom(0, 1, 5),
    cursor: fc.constantFrom('', 'AbC'),
    attributes: fc.array(pathName, { maxLength: 3 }),
  },
  { requiredKeys: ['schemas'] },
)
const query = search.map((given) => {
  const { schemas: _, ...parameters } = given
  return new URLSearchParams(
    Object.entries(parameters).map(([name, value]): [string, string] => [name, String(value).toWellFormed()]),
  ).toString()
})

type Draft = Pick<FuzzedRequest, 'method' | 'path'> & { readonly json?: unknown }

const ids = fc.oneof(
  { weight: 6, arbitrary: fc.constant('{id}') },
  {
    weight: 1,
    arbitrary: fc.oneof(
      fc.constantFrom(
        '.search',
        '..',
        'Me',
        '%2e%2e',
        '0b9f3b6e-6d5c-4c6e-9a57-1d1f7f3ff001',
        '%00',
        ...prototypeNames,
      ),
      anyText.map((text) => encodeURIComponent(text.toWellFormed())),
    ),
  },
)
const endpoint = fc.constantFrom('/Users', '/Users', '/Groups')
const one = fc.tuple(endpoint, ids).map((parts) => parts.join('/'))
const withJson = (method: string, path: fc.Arbitrary<string>, json: fc.Arbitrary<unknown>) =>
  fc.record({
    method: fc.constant(method),
    path,
    json: fc.oneof({ weight: 3, arbitrary: json }, { weight: 1, arbitrary: aroundJson(json, words) }),
  })

const draft: fc.Arbitrary<Draft> = fc.oneof(
  { weight: 4, arbitrary: withJson('POST', fc.constant('/Users'), fc.oneof(minimal, whole(userType), someBody)) },
  { weight: 2, arbitrary: withJson('POST', fc.constant('/Groups'), groupBody) },
  { weight: 3, arbitrary: withJson('PUT', one, fc.oneof(whole(userType), minimal, groupBody)) },
  { weight: 5, arbitrary: withJson('PATCH', one, fc.oneof(typedPatch(userType), typedPatch(groupType), memberPatch)) },
  { weight: 2, arbitrary: withJson('POST', fc.constant('/Bulk'), bulk) },
  { weight: 2, arbitrary: withJson('POST', fc.constantFrom('/Users/.search', '/Groups/.search', '/.search'), search) },
  {
    weight: 5,
    arbitrary: fc
      .tuple(fc.constantFrom('/Users', '/Groups', '', '/'), query)
      .map(([path, text]) => ({ method: 'GET', path: `${path}?${text}` })),
  },
  {
    weight: 3,
    arbitrary: fc
      .tuple(fc.constantFrom('GET', 'GET', 'DELETE', 'HEAD'), one)
      .map(([method, path]) => ({ method, path })),
  },
  {
    weight: 1,
    arbitrary: fc
      .tuple(
        fc.constantFrom('GET', 'POST', 'OPTIONS', 'PUT', 'QUERY'),
        fc.constantFrom(
          '/Me',
          '/Schemas',
          '/ResourceTypes',
          '/ServiceProviderConfig',
          '/Schemas/urn:x',
          '/Bulk',
          '/nothing',
          '/../..',
          '//',
        ),
      )
      .map(([method, path]) => ({ method, path })),
  },
)

const tag = fc.constantFrom('*', 'W/"x.y"', 'W/"x"', '"', 'W/"a", W/"b"')
const header = around(tag).map((text) => text.replace(/[^\x20-\x7e]/g, '').trim())
const headers = fc.record(
  {
    'If-Match': header,
    'If-None-Match': header,
    Prefer: fc.constantFrom('return=minimal', 'return=representation', 'return='),
    'Scimdap-Bulk': fc.constantFrom('atomic', 'x'),
    'Content-Encoding': fc.constantFrom('identity', 'gzip'),
  },
  { requiredKeys: [] },
)
const someHeaders = fc.oneof({ weight: 4, arbitrary: fc.constant({}) }, { weight: 1, arbitrary: headers })
const token = fc.oneof(
  { weight: 12, arbitrary: fc.constantFrom('write', 'write', 'write', 'rfc', 'interop') },
  { weight: 1, arbitrary: fc.constantFrom('read', 'x', '') },
)

export const anyRequest: fc.Arbitrary<FuzzedRequest> = fc
  .tuple(draft, someHeaders, token, word, fc.nat({ max: 10_000 }), mutated(fc.constant('')), fc.nat({ max: 19 }))
  .map(([{ method, path, json }, given, who, text, at, noise, n]) => ({
    method,
    path: path.replaceAll(/%22(?:ada|Ada|x|a)%22/g, () => encodeURIComponent(JSON.stringify(text.toWellFormed()))),
    headers: { ...given },
    token: who,
    body:
      json === undefined
        ? undefined
        : n === 0
          ? `${JSON.stringify(marked(json, text))}${noise}`
          : JSON.stringify(marked(json, text)),
    at,
  }))
