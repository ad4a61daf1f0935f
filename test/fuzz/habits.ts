/** Habits: what clients send beyond the letter, in all places where a tolerance reads it. docs/tolerances.md */
import fc from 'fast-check'
import { urn } from '../../src/scim/urn.ts'
import { anyCase } from './texts.ts'

const enterprise = urn.enterpriseUser
const id = '0b9f3b6e-6d5c-4c6e-9a57-1d1f7f3ff001'

const name = anyCase(
  fc.constantFrom(
    ...[
      'userName',
      'name.givenName',
      'name',
      'active',
      'emails',
      'emails.value',
      'emails[type eq "work"].value',
      'nickName',
      'ims',
    ],
    ...[
      'emails[type eq "home"]',
      'emails[primary eq true].value',
      'emails[type eq work].value',
      'emails[primary eq "True"].value',
    ],
    ...[
      'emails[type eq "work" and value eq "x"]',
      'emails[type eq "work" and primary eq true].value',
      'emails[type ne "work"]',
      'emails[',
      'emails[]',
    ],
    ...[
      'emails[not (type eq "work")]',
      'emails[type eq "work" or value eq "x"].value',
      'nickName[value eq "x"]',
      'emails[type.x eq "work"]',
    ],
    ...[
      'manager',
      'manager.value',
      'department',
      'division',
      `${enterprise}:manager`,
      `${enterprise}:manager.value`,
      `${enterprise}.manager`,
    ],
    ...[
      enterprise,
      `${enterprise}:department`,
      `${enterprise}:nothing`,
      `${enterprise}:manager.nothing`,
      'shoe',
      'shoe.size',
      'shoe[x eq "y"].z',
    ],
    ...[
      `${urn.user}:userName`,
      `${urn.user}:name.givenName`,
      `${urn.user}:emails[type eq "work"].value`,
      `${urn.user}:nothing`,
      urn.user,
    ],
    ...[
      'members',
      `members[value eq "${id}"]`,
      'members.value',
      'groups',
      'roles',
      'roles[primary eq "True"].value',
      'addresses[type eq "work"].locality',
    ],
    ...[
      'schemas',
      'id',
      'meta',
      'externalId',
      'urn:custom:x',
      'urn:custom',
      '__proto__',
      'constructor.name',
      'op',
      'displayName',
      'contract',
      'level',
    ],
  ),
)

/** Tests on what a list may not store, in every form. */
const untyped = fc
  .tuple(
    fc.constantFrom('emails', 'Emails', 'ims', 'members', 'name', 'phoneNumbers'),
    fc.array(
      fc.constantFrom(
        'type eq "work"',
        'type eq "home"',
        'primary eq true',
        'primary eq false',
        'value eq "x"',
        'type ne "work"',
        'not (type eq "work")',
        'type.x eq "work"',
        'display eq "x"',
        'type pr',
      ),
      { minLength: 1, maxLength: 3 },
    ),
    fc.constantFrom(' and ', ' and ', ' or '),
    fc.constantFrom('', '.value', '.type', '.display'),
  )
  .map(([list, tests, word, sub]) => `${list}[${tests.join(word)}]${sub}`)

const one = fc.constantFrom<unknown>(
  ...['True', 'FALSE', 'yes', '', id, `https://x.example/scim/v2/Users/${id}`, 'x', true, null, 7, {}, []],
  ...[
    { value: id },
    { value: '' },
    { value: 'x', type: 'work', primary: 'True' },
    { $ref: `../Users/${id}` },
    { value: null },
    { givenName: '' },
  ],
  ...[
    { manager: id },
    { department: 'x' },
    { value: 'x', shoe: 1 },
    { Value: 'x', value: 'y' },
    { 'name.givenName': 'x' },
    { primary: 'False' },
  ],
)
const value = fc.oneof({ weight: 3, arbitrary: one }, { weight: 1, arbitrary: fc.array(one, { maxLength: 3 }) })

const schemas = fc.constantFrom<unknown>(
  ...[
    [urn.user],
    [urn.user, enterprise],
    [],
    ['urn:custom'],
    [urn.user, 'urn:custom', urn.user],
    urn.user,
    undefined,
    [7],
    [urn.user.toUpperCase()],
  ],
)

const members = fc
  .array(fc.tuple(name, value), { maxLength: 5 })
  .map((all) => Object.fromEntries(all) as Record<string, unknown>)

/** A body of a creation or a replacement. */
export const habitualBody: fc.Arbitrary<Record<string, unknown>> = fc
  .tuple(
    schemas,
    members,
    fc.option(fc.tuple(anyCase(fc.constantFrom(enterprise, urn.user, 'urn:custom')), members), { nil: undefined }),
  )
  .map(([given, core, extension]) => ({
    ...(given === undefined ? {} : { schemas: given }),
    userName: 'ada',
    ...core,
    ...(extension && { [extension[0]]: extension[1] }),
  }))

const operation = fc
  .tuple(
    anyCase(fc.constantFrom('add', 'replace', 'remove')),
    fc.oneof(
      { weight: 3, arbitrary: name },
      { weight: 1, arbitrary: untyped },
      { weight: 1, arbitrary: fc.constantFrom(undefined, null, '') },
    ),
    fc.oneof(value, habitualBody, fc.constant(undefined)),
  )
  .map(([op, path, json]) => ({
    op,
    ...(path === undefined ? {} : { path }),
    ...(json === undefined ? {} : { value: json }),
  }))

/** A PatchOp message. */
export const habitualPatch: fc.Arbitrary<unknown> = fc
  .tuple(
    fc.array(operation, { maxLength: 3 }),
    fc.constantFrom<unknown>([urn.patchOp], [], undefined, urn.patchOp),
    fc.constantFrom('Operations', 'operations'),
  )
  .map(([operations, given, key]) => ({ ...(given === undefined ? {} : { schemas: given }), [key]: operations }))

/** A filter. */
export const habitualFilter: fc.Arbitrary<string> = fc
  .array(
    fc
      .tuple(
        name,
        anyCase(fc.constantFrom('eq', 'co', 'pr', 'ne', 'like')),
        fc.constantFrom('"x"', 'x', 'true', '"True"', 'True', '2026-11-22T01:02:03Z', `"${id}"`, '"', "'x'", ''),
      )
      .map((parts) => parts.join(' ')),
    { minLength: 1, maxLength: 3 },
  )
  .chain((tests) => fc.constantFrom(' and ', ' or ', ' ', ' AND NOT (').map((word) => tests.join(word)))
