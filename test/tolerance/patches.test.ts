/** PATCH as identity providers send it. */
import { describe, expect, it } from 'vitest'
import { urn } from '../../src/scim/urn.ts'
import { createDialect } from '../../src/tolerance/dialect.ts'
import type { ToleranceName } from '../../src/tolerance/wire.ts'
import {
  engineers,
  enterprise,
  held,
  interop,
  patched,
  patchedGroup,
  patchOf,
  rfc,
  tolerant,
  userType,
  withoutTolerance,
} from './support.ts'

const E = enterprise

/** id, name, what, what comes in, the same by the letter, what the letter says to it. */
const habits: readonly (readonly [string, ToleranceName, string, unknown, unknown, RegExp])[] = [
  [
    'T2',
    'booleanText',
    'a user is disabled (Entra)',
    patchOf({ op: 'Replace', path: 'active', value: 'False' }),
    patchOf({ op: 'replace', path: 'active', value: false }),
    /^400 invalidValue: Operations\[0\]: active/,
  ],
  [
    'T2',
    'booleanText',
    'text in the filter of a path (Entra)',
    patchOf({ op: 'Replace', path: 'emails[primary eq "True"].value', value: 'b@corp.example' }),
    patchOf({ op: 'replace', path: 'emails[primary eq true].value', value: 'b@corp.example' }),
    /^400 invalidFilter: Operations\[0\]/,
  ],
  [
    'T3',
    'keysAsPaths',
    'paths as keys (Entra, aadOptscim062020)',
    patchOf({
      op: 'replace',
      value: {
        displayName: 'Ada Lovelace',
        'name.familyName': 'Lovelace',
        [`${E}:employeeNumber`]: '1852',
        [`${E}:manager.value`]: 'm-2',
        'emails[type eq "work"].value': 'b@corp.example',
      },
    }),
    patchOf(
      { op: 'replace', path: 'displayName', value: 'Ada Lovelace' },
      { op: 'replace', path: `${E}:employeeNumber`, value: '1852' },
      { op: 'replace', path: 'name.familyName', value: 'Lovelace' },
      { op: 'replace', path: `${E}:manager.value`, value: 'm-2' },
      { op: 'replace', path: 'emails[type eq "work"].value', value: 'b@corp.example' },
    ),
    /^400 invalidSyntax: "name.familyName" is no attribute/,
  ],
  [
    'T5',
    'oneForList',
    'one object for a list (Postman)',
    patchOf({ op: 'add', path: 'roles', value: { value: 'clerk' } }),
    patchOf({ op: 'add', path: 'roles', value: [{ value: 'clerk' }] }),
    /^400 invalidValue: roles takes an array/,
  ],
  [
    'T6',
    'referenceForms',
    'a manager by id (Entra)',
    patchOf({ op: 'Add', path: `${E}:manager`, value: 'm-2' }),
    patchOf({ op: 'add', path: `${E}:manager`, value: { value: 'm-2' } }),
    /^400 invalidValue: .*manager/,
  ],
  [
    'T6',
    'referenceForms',
    'a manager in an array (Entra)',
    patchOf({ op: 'Add', path: `${E}:manager`, value: [{ $ref: '../Users/m-2', value: 'm-2' }] }),
    patchOf({ op: 'add', path: `${E}:manager`, value: { $ref: '../Users/m-2', value: 'm-2' } }),
    /^400 invalidValue: .*manager/,
  ],
  [
    'T8',
    'unquotedLiteral',
    'no quotes in the filter of a path (Postman)',
    patchOf({ op: 'replace', path: 'emails[type eq work].value', value: 'b@corp.example' }),
    patchOf({ op: 'replace', path: 'emails[type eq "work"].value', value: 'b@corp.example' }),
    /^400 invalidFilter: Operations\[0\]/,
  ],
  [
    'T10',
    'unqualifiedNames',
    'a path without its URN (Entra)',
    patchOf({ op: 'Replace', path: 'manager', value: { value: 'm-2' } }),
    patchOf({ op: 'replace', path: `${E}:manager`, value: { value: 'm-2' } }),
    /^400 invalidPath: Operations\[0\]: "manager" is no attribute/,
  ],
  [
    'T11',
    'unknownSchemas',
    'somebody else’s schema in a value (authentik)',
    patchOf({ op: 'replace', value: { schemas: [urn.user, 'urn:custom'], title: 'Lady' } }),
    patchOf({ op: 'replace', value: { schemas: [urn.user], title: 'Lady' } }),
    /^400 invalidValue: Operations\[0\]: schemas names/,
  ],
  [
    'T13',
    'emptyText',
    'an empty text clears (Entra)',
    patchOf({ op: 'Replace', path: 'title', value: '' }),
    patchOf({ op: 'replace', path: 'title', value: null }),
    /^400 invalidValue: title takes no empty text/,
  ],
  [
    'T13',
    'emptyText',
    'an empty text clears a part',
    patchOf({ op: 'Replace', path: 'name.givenName', value: '' }),
    patchOf({ op: 'remove', path: 'name.givenName' }),
    /^400 invalidValue: givenName takes no empty text/,
  ],
  [
    'T19',
    'inferredSchemas',
    'no schemas',
    { Operations: [{ op: 'replace', path: 'title', value: 'Lady' }] },
    patchOf({ op: 'replace', path: 'title', value: 'Lady' }),
    /^400 invalidSyntax: schemas must name/,
  ],
  [
    'T20',
    'coreUnderUrn',
    'the core URN as path',
    patchOf({ op: 'replace', path: urn.user, value: { title: 'Lady' } }),
    patchOf({ op: 'replace', value: { title: 'Lady' } }),
    /^400 invalidPath: Operations\[0\]/,
  ],
  [
    'T20',
    'coreUnderUrn',
    'the core URN as key',
    patchOf({ op: 'replace', value: { [urn.user]: { title: 'Lady' } } }),
    patchOf({ op: 'replace', value: { title: 'Lady' } }),
    /^400 invalidSyntax: "urn/,
  ],
]

describe.each(habits)('%s %s: %s', (_id, name, _what, message, letter, refusal) => {
  it('is taken for what it means', () => {
    expect(patched(tolerant, message)).toEqual(patched(rfc, letter))
    expect(patched(tolerant, message)).toBeTypeOf('object')
    expect(patched(tolerant, message)).not.toEqual(held)
  })

  it('is refused by the letter', () => {
    expect(patched(rfc, message)).toMatch(refusal)
    expect(patched(interop, message)).toMatch(/^400 /)
  })

  it('is refused, or left out and told, where this tolerance alone is off', () => {
    const dialect = withoutTolerance(name)
    const result = patched(dialect, message)

    if (typeof result === 'string') expect(result).toMatch(/^400 /)
    else expect(dialect.patch(message, userType).ignored).not.toEqual([])
  })
})

describe('T4 removeByValue', () => {
  const left = { ...engineers, members: [{ value: 'u-1' }, { value: 'u-3' }] }

  it.each([
    ['Entra', { op: 'Remove', path: 'members', value: [{ $ref: null, value: 'u-2' }] }],
    ['JumpCloud, authentik', { op: 'remove', path: 'members', value: [{ value: 'u-2' }] }],
    ['an object', { op: 'remove', path: 'members', value: { value: 'u-2' } }],
    ['an id', { op: 'remove', path: 'members', value: 'u-2' }],
    ['ids', { op: 'remove', path: 'members', value: ['u-2', 'nobody'] }],
  ])('takes these alone: %s', (_, operation) => {
    expect(patchedGroup(tolerant, patchOf(operation))).toEqual(left)
    expect(patchedGroup(rfc, patchOf(operation))).toMatch(/^400 invalidValue: remove takes no value/)
    expect(patchedGroup(withoutTolerance('removeByValue'), patchOf(operation))).toMatch(/^400 invalidValue/)
  })

  it.each([[[]], [''], [[{}]], [[{ display: 'x' }]]])('takes nobody by %j', (value) => {
    const result = patchedGroup(tolerant, patchOf({ op: 'remove', path: 'members', value }))

    if (typeof result === 'string') expect(result).toMatch(/^400 /)
    else expect(result).toEqual(engineers)
  })
})

describe('T13 emptyText', () => {
  it('empties no list, and nothing that is required', () => {
    expect(patchedGroup(tolerant, patchOf({ op: 'replace', path: 'members', value: '' }))).toMatch(/^400 invalidValue/)
    expect(patched(tolerant, patchOf({ op: 'replace', path: 'active', value: '' }))).toMatch(/^400 mutability/)
    expect(patched(tolerant, patchOf({ op: 'replace', path: 'userName', value: '' }))).toMatch(/^400 invalidValue/)
  })

  it.each(['', { value: '' }, [{ value: '' }]])('clears a manager: %j (T6)', (value) => {
    const after = patched(tolerant, patchOf({ op: 'Replace', path: `${E}:manager`, value }))

    expect(after).toMatchObject({ [E]: { employeeNumber: '1815' } })
    expect(after).not.toHaveProperty([E, 'manager'])
  })
})

describe('T14 unmappedPaths', () => {
  const soft = createDialect({ wire: 'tolerant', tolerances: { unmappedPaths: true } })
  const ignored = (...operations: readonly unknown[]) => soft.patch(patchOf(...operations), userType).ignored

  it('leaves out what is not mapped (Entra’s default mappings), and is off unless asked for', () => {
    const message = patchOf(
      { op: 'Replace', path: 'nickName', value: 'Countess' },
      { op: 'Replace', path: `${E}:division`, value: 'x' },
      { op: 'Add', path: 'ims[type eq "skype"].value', value: 'x' },
      { op: 'Replace', path: 'title', value: 'Lady' },
    )

    expect(patched(soft, message)).toEqual({ ...held, title: 'Lady' })
    for (const dialect of [tolerant, rfc]) {
      expect(patched(dialect, message)).toMatch(/^400 invalidPath: Operations\[0\]: "nickName" is no attribute/)
    }
  })

  it('leaves everything as it is where nothing of a request is stored', () => {
    expect(patched(soft, patchOf({ op: 'replace', path: 'nickName', value: 'x' }))).toBe(held)
    expect(patched(soft, patchOf({ op: 'remove', path: 'nickName' }))).toBe(held)
  })

  it('tells names in canonical case, and none of the values in their filters', () => {
    expect(
      ignored(
        { op: 'add', path: 'NICKNAME', value: 'x' },
        { op: 'add', path: 'ims[value eq "secret"].value', value: 'x' },
        { op: 'replace', value: { shoe: 1, 'ims[type eq "aim"].value': 'x', [`${E}:division`]: 'x' } },
        { op: 'add', path: 'emails', value: [{ value: 'x', colour: 'red' }] },
      ),
    ).toEqual(['nickName', 'ims.value', 'shoe', `${E}:division`, 'emails.colour'])
  })

  it.each(['shoeSize', 'name.shoe', 'urn:nobody:User:shoe', 'emails[type eq'])(
    'lets a path that nobody defines be refused: %s',
    (path) => {
      expect(patched(soft, patchOf({ op: 'replace', path, value: 'x' }))).toMatch(/^400 invalid/)
    },
  )
})

describe('what the strict parser takes by the RFC’s own word', () => {
  it.each([
    ['T1: op in any case', patchOf({ op: 'REPLACE', path: 'title', value: 'Lady' }), { ...held, title: 'Lady' }],
    [
      'T12: what is readOnly and equal (Okta, authentik)',
      patchOf({
        op: 'replace',
        value: { id: 'u-1', schemas: [urn.user], meta: {}, groups: [{ value: 'g-1', type: 'direct' }], title: 'Lady' },
      }),
      { ...held, title: 'Lady' },
    ],
    [
      'T18: a name for an operation (Postman)',
      patchOf({ op: 'replace', name: 'addTitle', path: 'title', value: 'Lady' }),
      { ...held, title: 'Lady' },
    ],
    ['T21: what is there already', patchOf({ op: 'add', path: 'title', value: 'Countess' }), held],
  ])('%s', (_, message, after) => {
    expect(patched(rfc, message)).toEqual(after)
    expect(patched(tolerant, message)).toEqual(after)
  })

  it('T12: what is readOnly and not equal is refused in any wire', () => {
    expect(patched(tolerant, patchOf({ op: 'replace', value: { id: 'u-2' } }))).toMatch(/^400 mutability/)
  })

  it('T21: a member that is there, and one that is not', () => {
    const message = patchOf(
      { op: 'add', path: 'members', value: [{ value: 'u-1' }] },
      { op: 'remove', path: 'members[value eq "x"]' },
    )

    expect(patchedGroup(rfc, message)).toBe(engineers)
  })
})

describe('errors of operations that became several', () => {
  it('name the operation that the client sent', () => {
    const message = patchOf(
      { op: 'replace', value: { 'name.givenName': 'A', 'name.familyName': 'L', title: 'x' } },
      { op: 'replace', path: 'displayName', value: 'x' },
      { op: 'replace', path: 'active', value: 'perhaps' },
    )

    expect(patched(tolerant, message)).toMatch(/^400 invalidValue: Operations\[2\]: active/)
  })
})
