/** Requests as identity providers send them, over the directory, in each wire. docs/tolerances.md */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { urn } from '../../src/scim/urn.ts'
import { type Answer, filtered, interopToken, rfcToken, token, userBody } from '../support/gateway.ts'
import { fresh, openTolerantStage, type TolerantStage } from './tolerances-support.ts'

const E = urn.enterpriseUser

let stage: TolerantStage
let [ada, grace] = ['', '']
beforeAll(async () => {
  stage = await openTolerantStage()
  ;({ ada, grace } = stage)
})
afterAll(() => stage?.end())

const send: TolerantStage['send'] = (...request) => stage.send(...request)
const patch: TolerantStage['patch'] = (...request) => stage.patch(...request)

/** id, what, the request, what the tolerant answer shows, and the statuses by the letter and in the interop profile. */
const habits: readonly (readonly [string, string, (by: string) => Promise<Answer>, unknown, number, number])[] = [
  [
    'T1',
    'op in any case',
    (by) => patch(by, `/Users/${ada}`, { op: 'Replace', path: 'title', value: 'T1' }),
    { title: 'T1' },
    200,
    200,
  ],
  [
    'T2',
    'a boolean as text in a body',
    (by) => send(by, 'POST', '/Users', userBody(fresh(), { active: 'False' })),
    { active: false },
    400,
    400,
  ],
  [
    'T2',
    'a boolean as text in PATCH',
    (by) => patch(by, `/Users/${grace}`, { op: 'Replace', path: 'active', value: 'True' }),
    { active: true },
    400,
    400,
  ],
  [
    'T2',
    'a boolean as text in a filter',
    (by) => send(by, 'GET', filtered('/Users', 'userName eq "ada" and active eq "True"')),
    { totalResults: 1 },
    400,
    400,
  ],
  [
    'T3',
    'paths as keys',
    (by) =>
      patch(by, `/Users/${ada}`, {
        op: 'replace',
        value: {
          'name.givenName': 'Ada',
          [`${E}:department`]: 'Engines',
          'emails[type eq "work"].value': 'ada@y.example',
        },
      }),
    {
      name: { givenName: 'Ada', familyName: 'Tester' },
      [E]: { department: 'Engines' },
      emails: [{ value: 'ada@y.example', type: 'work' }],
    },
    400,
    400,
  ],
  [
    'T5',
    'an object for a list',
    (by) => send(by, 'POST', '/Users', userBody(fresh(), { emails: { value: 'o@x.example' } })),
    { emails: [{ value: 'o@x.example' }] },
    400,
    400,
  ],
  [
    'T6',
    'a manager by id',
    (by) => patch(by, `/Users/${ada}`, { op: 'Add', path: `${E}:manager`, value: grace }),
    { [E]: { manager: {} } },
    400,
    400,
  ],
  [
    'T6',
    'a manager cleared by an empty text',
    (by) => patch(by, `/Users/${ada}`, { op: 'Replace', path: 'manager', value: '' }),
    { [E]: { department: 'Engines' } },
    400,
    400,
  ],
  [
    'T7',
    'JSON as text',
    (by) => send(by, 'POST', '/Users', userBody(fresh(), { roles: [{ value: '{"id":"7f"}' }] })),
    { roles: [{ value: '{"id":"7f"}' }] },
    201,
    201,
  ],
  [
    'T8',
    'an unquoted literal',
    (by) => send(by, 'GET', filtered('/Users', 'userName eq ada')),
    { totalResults: 1 },
    400,
    400,
  ],
  [
    'T8',
    'an unquoted literal in a POST',
    (by) => send(by, 'POST', '/Users/.search', { schemas: [urn.searchRequest], Filter: 'userName eq ada' }),
    { totalResults: 1 },
    400,
    400,
  ],
  [
    'T8',
    'an unquoted literal over all types',
    (by) => send(by, 'GET', filtered('/', 'userName eq ada or displayName eq engineers')),
    { totalResults: 2 },
    400,
    400,
  ],
  [
    'T8',
    'an unquoted literal over all types in a POST',
    (by) => send(by, 'POST', '/.search', { schemas: [urn.searchRequest], filter: 'displayName eq engineers' }),
    { totalResults: 1 },
    400,
    400,
  ],
  [
    'T9',
    'a test behind brackets',
    (by) => send(by, 'GET', filtered('/Users', 'emails[type eq "work"].value eq "ada@y.example"')),
    { totalResults: 1 },
    400,
    400,
  ],
  [
    'T10',
    'an unqualified name in a filter',
    (by) => send(by, 'GET', filtered('/Users', `id eq "${ada}" and manager eq "${grace}"`)),
    { totalResults: 0 },
    400,
    400,
  ],
  [
    'T10',
    'unqualified names in a body',
    (by) => send(by, 'POST', '/Users', userBody(fresh(), { Department: 'Engines', manager: null })),
    { [E]: { department: 'Engines' } },
    400,
    400,
  ],
  [
    'T11',
    'a schema of nobody',
    (by) => send(by, 'POST', '/Users', { ...userBody(fresh()), schemas: [urn.user, 'http://schemas.microsoft.com/x'] }),
    { schemas: [urn.user] },
    400,
    400,
  ],
  [
    'T12',
    'what is readOnly in PUT',
    async (by) => send(by, 'PUT', `/Users/${grace}`, (await send(by, 'GET', `/Users/${grace}`)).body),
    { userName: 'grace' },
    200,
    200,
  ],
  [
    'T13',
    'an empty text',
    (by) => patch(by, `/Users/${ada}`, { op: 'Replace', path: 'title', value: '' }),
    { userName: 'ada' },
    400,
    400,
  ],
  [
    'T14',
    'an unknown attribute',
    (by) => send(by, 'POST', '/Users', userBody(fresh(), { shoeSize: 38 })),
    { active: true },
    400,
    400,
  ],
  [
    'T15',
    'a flag in the query',
    (by) => send(by, 'GET', `/Users?aadOptscim062020&filter=${encodeURIComponent('userName eq "ada"')}`),
    { totalResults: 1 },
    200,
    200,
  ],
  [
    'T19',
    'no schemas',
    (by) => send(by, 'POST', '/Users', { userName: fresh(), name: { familyName: 'X' } }),
    { schemas: [urn.user] },
    400,
    400,
  ],
  [
    'T20',
    'core attributes under their URN',
    (by) =>
      send(by, 'POST', '/Users', { schemas: [urn.user], [urn.user]: { userName: fresh(), name: { familyName: 'X' } } }),
    { name: { familyName: 'X' } },
    400,
    400,
  ],
  [
    'T22',
    'a locale with _',
    (by) => send(by, 'POST', '/Users', userBody(fresh(), { locale: 'en_US' })),
    { locale: 'en_US' },
    201,
    201,
  ],
  [
    'T23',
    'blanks as plus',
    (by) => send(by, 'GET', '/Users?filter=userName+eq+%22ada%22'),
    { totalResults: 1 },
    400,
    400,
  ],
  [
    'T23',
    'a filter encoded twice',
    (by) => send(by, 'GET', '/Users?filter=userName%2520eq%2520%2522ada%2522'),
    { totalResults: 1 },
    400,
    400,
  ],
]

describe.each(habits)('%s: %s', (_id, _what, request, shown, letter, interop) => {
  it('is done in the tolerant wire', async () => {
    const { status, body } = await request(token)

    expect([200, 201]).toContain(status)
    expect(body).toMatchObject(shown as object)
  })

  it('is answered by the letter, and by the interop profile', async () => {
    expect((await request(rfcToken)).status).toBe(letter)
    expect((await request(interopToken)).status).toBe(interop)
  })
})
