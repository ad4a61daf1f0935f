/** Bodies of POST and PUT as identity providers send them. */
import { describe, expect, it } from 'vitest'
import { urn } from '../../src/scim/urn.ts'
import type { ToleranceName } from '../../src/tolerance/wire.ts'
import {
  accepted,
  enterprise,
  groupType,
  interop,
  rfc,
  tolerant,
  userType,
  withoutTolerance,
  withTolerance,
} from './support.ts'

const schemas = [urn.user]
const ada = { schemas, userName: 'ada' }

/** id, name, what, what comes in, as what it is accepted, what the letter says to it. */
const habits: readonly (readonly [string, ToleranceName, string, unknown, unknown, RegExp])[] = [
  [
    'T2',
    'booleanText',
    'active as text (OneLogin)',
    { ...ada, active: 'True' },
    { userName: 'ada', active: true },
    /^400 invalidValue: active/,
  ],
  [
    'T2',
    'booleanText',
    'active as text, false',
    { ...ada, active: 'false' },
    { userName: 'ada', active: false },
    /^400 invalidValue: active/,
  ],
  [
    'T2',
    'booleanText',
    "a role's primary as text (Microsoft's validator)",
    { ...ada, roles: [{ primary: 'True', value: 'clerk' }] },
    { userName: 'ada', roles: [{ primary: true, value: 'clerk' }] },
    /^400 invalidValue: roles.primary/,
  ],
  [
    'T5',
    'oneForList',
    'emails as an object (OneLogin)',
    { ...ada, emails: { value: 'a@b.example', type: 'work' } },
    { userName: 'ada', emails: [{ value: 'a@b.example', type: 'work' }] },
    /^400 invalidValue: emails/,
  ],
  [
    'T5',
    'oneForList',
    'emails as texts',
    { ...ada, emails: ['a@b.example'] },
    { userName: 'ada', emails: [{ value: 'a@b.example' }] },
    /^400 invalidValue: emails/,
  ],
  [
    'T6',
    'referenceForms',
    'manager as an id (Entra)',
    { schemas: [urn.user, enterprise], userName: 'ada', [enterprise]: { manager: 'm-1' } },
    { userName: 'ada', [enterprise]: { manager: { value: 'm-1' } } },
    /^400 invalidValue: .*manager/,
  ],
  [
    'T6',
    'referenceForms',
    'manager as an array of one',
    { schemas: [urn.user, enterprise], userName: 'ada', [enterprise]: { manager: [{ value: 'm-1' }] } },
    { userName: 'ada', [enterprise]: { manager: { value: 'm-1' } } },
    /^400 invalidValue: .*manager/,
  ],
  [
    'T10',
    'unqualifiedNames',
    'Manager and department beside their extension (Entra, Postman)',
    {
      schemas: [urn.user, enterprise],
      userName: 'ada',
      department: 'Engines',
      Manager: { value: 'm-1' },
      costCenter: null,
    },
    { userName: 'ada', [enterprise]: { department: 'Engines', manager: { value: 'm-1' } } },
    /^400 invalidSyntax: "department" is no attribute/,
  ],
  [
    'T11',
    'unknownSchemas',
    'a schema of somebody else (Entra, a group)',
    { schemas: [urn.user, 'http://schemas.microsoft.com/2006/11/ResourceManagement/ADSCIM/2.0/User'], userName: 'ada' },
    { userName: 'ada' },
    /^400 invalidSyntax: schemas names what is no schema/,
  ],
  [
    'T11',
    'unknownSchemas',
    'an extension that schemas does not name (Entra)',
    { ...ada, [enterprise]: { employeeNumber: '1815' } },
    { userName: 'ada', [enterprise]: { employeeNumber: '1815' } },
    /^400 invalidSyntax: schemas must name urn.*enterprise/,
  ],
  [
    'T13',
    'emptyText',
    'an empty text (Entra)',
    { ...ada, title: '', locale: null, roles: [] },
    { userName: 'ada' },
    /^400 invalidValue: title takes no empty text/,
  ],
  [
    'T13',
    'emptyText',
    'an empty text for a boolean',
    { ...ada, active: '' },
    { userName: 'ada' },
    /^400 invalidValue: active/,
  ],
  [
    'T14',
    'unknownAttributes',
    'attributes of nobody (Postman)',
    { ...ada, shoeSize: 38, emails: [{ value: 'a@b.example', colour: 'red' }] },
    { userName: 'ada', emails: [{ value: 'a@b.example' }] },
    /^400 invalidSyntax: "shoeSize" is no attribute/,
  ],
  [
    'T19',
    'inferredSchemas',
    'no schemas (WSO2)',
    { userName: 'ada' },
    { userName: 'ada' },
    /^400 invalidSyntax: schemas is missing/,
  ],
  [
    'T19',
    'inferredSchemas',
    'schemas without any',
    { schemas: [], userName: 'ada' },
    { userName: 'ada' },
    /^400 invalidSyntax: schemas must name/,
  ],
  [
    'T20',
    'coreUnderUrn',
    'core attributes under their URN (scimverify)',
    { schemas, [urn.user]: { userName: 'ada', title: 'Countess' } },
    { userName: 'ada', title: 'Countess' },
    /^400 invalidSyntax: "urn:ietf:params:scim:schemas:core:2.0:User" is no attribute/,
  ],
]

describe.each(habits)('%s %s: %s', (_id, name, _what, body, expected, refusal) => {
  it('is taken for what it means', () => {
    expect(accepted(tolerant, body)).toEqual(expected)
  })

  it('is refused by the letter, and by the interop profile', () => {
    expect(accepted(rfc, body)).toMatch(refusal)
    expect(accepted(interop, body)).toMatch(refusal)
  })

  it('is refused, or left out and told, where this tolerance alone is off', () => {
    const dialect = withoutTolerance(name)
    const result = accepted(dialect, body)

    if (typeof result === 'string') expect(result).toMatch(/^400 /)
    else expect(dialect.resource(body, userType).ignored).not.toEqual([])
  })
})

describe('a switch by name', () => {
  it('lets one tolerance into the letter', () => {
    expect(accepted(withTolerance('inferredSchemas'), { userName: 'ada' })).toEqual({ userName: 'ada' })
    expect(accepted(withTolerance('inferredSchemas'), { userName: 'ada', active: 'True' })).toMatch(/^400/)
  })
})

describe('T14 unknownAttributes: what is left out', () => {
  const ignored = (body: unknown) => tolerant.resource(body, userType).ignored

  it('is told by its name, each once', () => {
    const emails = [
      { value: 'a', colour: 'red' },
      { value: 'b', colour: 'blue' },
    ]

    expect(ignored({ ...ada, nickName: 'Countess', emails, 'urn:custom:User': { a: 1 } })).toEqual([
      'nickName',
      'emails.colour',
      'urn:custom:User',
    ])
  })

  it('is not told of what is unassigned, or the server’s own', () => {
    expect(
      ignored({
        ...ada,
        nickName: null,
        ims: [],
        shoe: '',
        id: 'x',
        meta: { resourceType: 'User', x: 1 },
        groups: [{ a: 1 }],
      }),
    ).toEqual([])
  })

  it('is told of a display of members, which Okta sends and a list of names does not hold', () => {
    const body = { schemas: [urn.group], displayName: 'E', members: [{ value: 'u-2', display: 'grace@corp.example' }] }

    expect(tolerant.resource(body, groupType).ignored).toEqual(['members.display'])
    // RFC 7644 §3.5.2 has it in its examples.
    expect(accepted(rfc, body, groupType)).toEqual({ displayName: 'E', members: [{ value: 'u-2' }] })
    expect(rfc.resource(body, groupType).ignored).toEqual(['members.display'])
  })

  it('is told of an unqualified name that the extension says otherwise', () => {
    const body = { ...ada, department: 'One', [enterprise]: { department: 'Two' } }

    expect(accepted(tolerant, body)).toEqual({ userName: 'ada', [enterprise]: { department: 'Two' } })
    expect(ignored(body)).toEqual(['department'])
  })

  it('is told of a core attribute that stands at the top, too', () => {
    const body = { ...ada, [urn.user]: { userName: 'eve' } }

    expect(accepted(tolerant, body)).toEqual({ userName: 'ada' })
    expect(ignored(body)).toEqual([urn.user])
  })
})

describe('what the strict parser takes by the RFC’s own word', () => {
  it.each([
    [
      'T7: a role whose value is JSON as text (Entra)',
      { ...ada, roles: [{ value: '{"id":"7f","value":"25"}' }] },
      { userName: 'ada', roles: [{ value: '{"id":"7f","value":"25"}' }] },
    ],
    [
      'T10: names in any case (Ping)',
      { Schemas: schemas, UserName: 'ada', Emails: [{ Value: 'a@b', Primary: true }] },
      { userName: 'ada', emails: [{ value: 'a@b', primary: true }] },
    ],
    [
      'T12: id, meta and groups (Okta)',
      { ...ada, id: 'u-1', meta: { version: 'W/"1"' }, groups: [] },
      { userName: 'ada' },
    ],
    ['T13: null and the empty list (Entra)', { ...ada, title: null, addresses: null, roles: [] }, { userName: 'ada' }],
    [
      'T22: country by name, locale with _, any time zone',
      { ...ada, locale: 'en_US', timezone: 'GMT Standard', addresses: [{ country: 'Norway' }] },
      { userName: 'ada', locale: 'en_US', timezone: 'GMT Standard', addresses: [{ country: 'Norway' }] },
    ],
  ])('%s', (_, body, expected) => {
    expect(accepted(rfc, body)).toEqual(expected)
    expect(accepted(tolerant, body)).toEqual(expected)
    expect(tolerant.resource(body, userType).ignored).toEqual([])
  })

  it('T18: a member without type and with $ref null (Entra)', () => {
    const body = { schemas: [urn.group], displayName: 'E', members: [{ $ref: null, value: 'u-2' }] }

    expect(accepted(rfc, body, groupType)).toEqual({ displayName: 'E', members: [{ value: 'u-2' }] })
  })
})
