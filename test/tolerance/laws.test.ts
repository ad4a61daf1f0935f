/** What holds of every dialect, whatever a client sends. */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { ScimError } from '../../src/scim/error.ts'
import { urn } from '../../src/scim/urn.ts'
import { createDialect, type Dialect } from '../../src/tolerance/dialect.ts'
import { toleranceNames } from '../../src/tolerance/wire.ts'
import { accepted, enterprise, interop, patched, rfc, tolerant, understood, userType } from './support.ts'

const dialects: readonly Dialect[] = [
  tolerant,
  rfc,
  interop,
  createDialect({ wire: 'tolerant', tolerances: { createUnmatched: true, unmappedPaths: true } }),
  ...toleranceNames.map((name) => createDialect({ wire: 'rfc', tolerances: { [name]: true } })),
]

/** Names that mean something here, and those of prototypes. */
const name = fc.constantFrom(
  ...[
    'userName',
    'USERNAME',
    'active',
    'name',
    'givenName',
    'name.givenName',
    'emails',
    'emails[type eq "work"].value',
  ],
  ...[
    'roles',
    'value',
    'type',
    'primary',
    'manager',
    'department',
    'nickName',
    'schemas',
    'title',
    'id',
    'meta',
    'groups',
  ],
  ...['op', 'Op', 'path', 'value', 'Operations', 'operations', 'place', '$ref', 'shoe', ''],
  ...[
    urn.user,
    enterprise,
    `${enterprise}:manager`,
    `${enterprise}:division`,
    `${urn.user}:userName`,
    'urn:x',
    '[',
    ']',
    '.',
  ],
  ...['__proto__', 'constructor', 'toString', 'hasOwnProperty'],
)
const word = fc.constantFrom(
  ...[
    '',
    'True',
    'false',
    'ada',
    'add',
    'Replace',
    'remove',
    'work',
    'emails[type eq work].value',
    'roles[primary eq "True"]',
  ],
  ...[urn.patchOp, urn.user, enterprise, 'urn:custom'],
)
const leaf = fc.oneof(word, word, name, fc.string(), fc.boolean(), fc.integer(), fc.constant(null))
const { json } = fc.letrec((tie) => ({
  json: fc.oneof({ maxDepth: 4 }, leaf, fc.array(tie('json'), { maxLength: 4 }), tie('object')),
  object: fc.array(fc.tuple(name, tie('json')), { maxLength: 6 }).map((members) => Object.fromEntries(members)),
}))

const frozen = (value: unknown): unknown => {
  if (typeof value === 'object' && value !== null) Object.values(Object.freeze(value)).forEach(frozen)
  return value
}

/** Runs it; a ScimError is an answer. */
const calm = (act: () => unknown): void => {
  try {
    act()
  } catch (error) {
    if (!(error instanceof ScimError)) throw error
    expect(error.status).toBe(400)
  }
}

describe('a dialect', () => {
  it('takes any JSON, and changes none of it', () => {
    fc.assert(
      fc.property(json, (body) => {
        frozen(body)
        const message = frozen({ Operations: body })
        for (const dialect of dialects) {
          calm(() => dialect.resource(body, userType))
          calm(() => dialect.patch(body, userType))
          calm(() => dialect.patch(message, userType))
        }
      }),
      { numRuns: 1_000 },
    )
    expect(Object.hasOwn(Object.prototype, 'userName')).toBe(false)
  })

  it('throws nothing at all where everything is tolerated', () => {
    fc.assert(
      fc.property(json, fc.oneof(word, fc.string()), (body, text) => {
        tolerant.resource(body, userType)
        tolerant.patch(body, userType)
        tolerant.filter(text, [userType])
        tolerant.query(text)
      }),
      { numRuns: 1_000 },
    )
  })
})

const value = fc.oneof(
  fc.constantFrom('x', 'True', '', true, false, null, 5),
  fc.record(
    {
      value: fc.constantFrom('x', 'y', true),
      type: fc.constantFrom('work', 'home'),
      primary: fc.constantFrom(true, 'True', false),
    },
    { requiredKeys: [] },
  ),
  fc.array(
    fc.record({ value: fc.constantFrom('x', 'y'), type: fc.constantFrom('work', 'home') }, { requiredKeys: ['value'] }),
    { maxLength: 3 },
  ),
  fc.record({ givenName: fc.constantFrom('A', null), familyName: fc.constantFrom('L', '') }, { requiredKeys: [] }),
)
const attribute = fc.constantFrom(
  'userName',
  'title',
  'Title',
  'active',
  'name',
  'emails',
  'roles',
  'groups',
  'nickName',
  'department',
)
const members = (names: fc.Arbitrary<string>) => fc.dictionary(names, value, { maxKeys: 4 })
const body = fc
  .tuple(
    members(attribute),
    fc.option(members(fc.constantFrom('department', 'manager', 'division')), { nil: undefined }),
    fc.constantFrom([urn.user], [urn.user, enterprise], []),
  )
  .map(([core, extension, schemas]) => ({
    schemas,
    userName: 'ada',
    ...core,
    ...(extension && { [enterprise]: extension }),
  }))

const path = fc.constantFrom(
  ...['title', 'active', 'name', 'name.givenName', 'emails', 'emails[type eq "work"].value', 'emails[type eq "home"]'],
  ...[
    'emails[primary eq true].value',
    'roles',
    'nickName',
    `${enterprise}:manager`,
    `${enterprise}:manager.value`,
    enterprise,
  ],
)
const operation = fc.oneof(
  fc.record({ op: fc.constantFrom('add', 'Replace'), path, value }),
  fc.record({ op: fc.constantFrom('add', 'replace'), value: members(fc.oneof(attribute, path)) }),
  fc.record({ op: fc.constant('remove'), path }),
)

describe('a request that is right by the letter', () => {
  it('means the same in the tolerant wire: a body', () => {
    let right = 0
    fc.assert(
      fc.property(body, (given) => {
        const letter = accepted(rfc, given)
        if (typeof letter === 'string') return
        right++
        expect(accepted(tolerant, given)).toEqual(letter)
        expect(tolerant.resource(given, userType).ignored).toEqual(rfc.resource(given, userType).ignored)
      }),
      { numRuns: 3_000 },
    )
    expect(right).toBeGreaterThan(100)
  })

  it('means the same in the tolerant wire: a PATCH', () => {
    let right = 0
    fc.assert(
      fc.property(fc.array(operation, { minLength: 1, maxLength: 3 }), (operations) => {
        const message = { schemas: [urn.patchOp], Operations: operations }
        const letter = patched(rfc, message)
        if (typeof letter === 'string') return
        right++
        expect(patched(tolerant, message)).toEqual(letter)
        expect(tolerant.patch(message, userType).ignored).toEqual(rfc.patch(message, userType).ignored)
      }),
      { numRuns: 3_000 },
    )
    expect(right).toBeGreaterThan(100)
  })

  it('means the same in the tolerant wire: a filter', () => {
    const test = fc
      .tuple(
        fc.constantFrom(
          'userName',
          'active',
          'emails',
          'emails.primary',
          'id',
          `${enterprise}:manager`,
          'meta.created',
        ),
        fc.constantFrom('eq', 'NE', 'co', 'gt'),
        fc.constantFrom(
          '"ada"',
          '"True"',
          'true',
          'FALSE',
          'null',
          '5',
          '"a and b eq c"',
          '"%20+"',
          '"\\""',
          '"2011-05-13T04:42:34Z"',
        ),
      )
      .map((parts) => parts.join(' '))
    const filter = fc
      .array(
        fc.oneof(
          test,
          test.map((each) => `not (${each})`),
          fc.constantFrom('title pr', 'emails[type eq "work" and value co "x"]', 'emails[primary eq true]'),
        ),
        {
          minLength: 1,
          maxLength: 3,
        },
      )
      .map((tests) => tests.join(' and '))
    let right = 0
    fc.assert(
      fc.property(filter, (given) => {
        const letter = understood(rfc, given)
        if (typeof letter === 'string') return
        right++
        expect(understood(tolerant, given)).toEqual(letter)
      }),
      { numRuns: 2_000 },
    )
    expect(right).toBeGreaterThan(100)
  })
})

describe('a large request', () => {
  it('is read in time that grows with its size', { timeout: 60_000 }, () => {
    const elements = Array.from({ length: 100_000 }, (_, index) => ({
      value: `u-${index}`,
      type: 'work',
      primary: 'False',
    }))
    const keys = Object.fromEntries(Array.from({ length: 100_000 }, (_, index) => [`x.${index}`, 1]))
    const operations = Array.from({ length: 5_000 }, (_, index) => ({
      op: 'Add',
      path: `emails[value eq ${index}].type`,
      value: 'work',
    }))
    const started = process.cpuUsage()

    tolerant.resource({ userName: 'ada', emails: elements, ...keys }, userType)
    tolerant.patch({ Operations: operations }, userType)
    tolerant.patch({ Operations: [{ op: 'replace', value: keys }] }, userType)

    // Of this process alone: others share the machine.
    expect(process.cpuUsage(started).user).toBeLessThan(8_000_000)
  })
})
