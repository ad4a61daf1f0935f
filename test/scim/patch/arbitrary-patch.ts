/** arbitrary-patch: users of few attributes and values, and patches that often meet in them. */
import fc from 'fast-check'
import type { PatchOperation } from '../../../src/scim/patch/operation.ts'
import type { Resource } from '../../../src/scim/resource/resource.ts'
import { urn } from '../../../src/scim/urn.ts'
import { userType } from '../schema/sample-types.ts'

export const types = { user: userType }

const text = fc.constantFrom('a', 'A', 'b', ' b ', 'ß')
const kind = fc.constantFrom('work', 'home', 'HOME')
const optional = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { nil: undefined })
const defined = <T extends object>(value: T): T =>
  Object.fromEntries(Object.entries(value).filter(([, part]) => part !== undefined)) as T

const email = fc
  .record({ value: optional(text), type: optional(kind), display: optional(text), primary: optional(fc.boolean()) })
  .map(defined)
const name = fc.record({ familyName: text, givenName: optional(text) }).map(defined)
const manager = fc.record({ value: text })

const folded = (part: string | undefined) => part?.trim().toLowerCase()

/** As a mapping shows it: no empty elements, no value and type twice, one primary at most. */
const stored = fc
  .uniqueArray(email, {
    selector: ({ value, type }) => JSON.stringify([value, type].map(folded)),
    maxLength: 4,
  })
  .map((emails) => emails.filter(({ value }) => value !== undefined))
  .map((emails) => emails.map((each, at) => ({ ...each, primary: at === 0 })))

export const before: fc.Arbitrary<Resource> = fc
  .record({ title: optional(text), emails: stored, name, employeeNumber: optional(text), manager: optional(manager) })
  .map(({ title, emails, name: names, employeeNumber, manager: boss }) => {
    const extension = defined({ employeeNumber, manager: boss })
    const isExtended = Object.keys(extension).length > 0
    return defined({
      schemas: isExtended ? [urn.user, urn.enterpriseUser] : [urn.user],
      id: 'u',
      userName: 'u',
      title,
      emails: emails.length === 0 ? undefined : emails,
      name: names,
      [urn.enterpriseUser]: isExtended ? extension : undefined,
    }) as Resource
  })

const filter = fc.oneof(
  fc.tuple(fc.constantFrom('type', 'value', 'display'), text).map(([part, value]) => `${part} eq "${value}"`),
  kind.map((type) => `type eq "${type}" and not (value ew "b")`),
  fc.constantFrom('primary eq true', 'value pr', 'display eq null'),
)
const orNull = <T>(arbitrary: fc.Arbitrary<T>) =>
  fc.oneof({ weight: 5, arbitrary }, { weight: 1, arbitrary: fc.constant(null) })

/** Paths and values that fit them. */
const placed: fc.Arbitrary<{ path?: string; value: unknown }> = fc.oneof(
  fc.record({ path: fc.constant('title'), value: orNull(text) }),
  fc.record({ path: fc.constant('emails'), value: orNull(fc.oneof(email, fc.array(email, { maxLength: 3 }))) }),
  fc.record({ path: filter.map((each) => `emails[${each}]`), value: orNull(email) }),
  fc.record({ path: filter.map((each) => `emails[${each}].value`), value: orNull(text) }),
  fc.record({ path: filter.map((each) => `emails[${each}].primary`), value: fc.boolean() }),
  fc.record({ path: fc.constantFrom('emails.display', 'name.givenName', 'name.familyName'), value: orNull(text) }),
  fc.record({ path: fc.constant('name'), value: orNull(name) }),
  fc.record({ path: fc.constant(`${urn.enterpriseUser}:manager.value`), value: orNull(text) }),
  fc.record({ path: fc.constant(urn.enterpriseUser), value: fc.record({ employeeNumber: text }) }),
  fc.record({ value: fc.record({ title: orNull(text), emails: fc.array(email, { maxLength: 2 }), nonsense: text }) }),
  fc.record({ value: fc.record({ [urn.enterpriseUser]: orNull(fc.record({ employeeNumber: text })) }) }),
)

export const writing: fc.Arbitrary<PatchOperation> = fc
  .tuple(fc.constantFrom('add' as const, 'replace' as const), placed)
  .map(([op, each]) => ({ op, ...each }))

const removal: fc.Arbitrary<PatchOperation> = placed
  .filter(({ path }) => path !== undefined)
  .map(({ path }) => ({ op: 'remove' as const, path: path as string }))

const listRemoval: fc.Arbitrary<PatchOperation> = fc
  .array(email, { maxLength: 2 })
  .map((value) => ({ op: 'remove' as const, path: 'emails', value }))

export const operations: fc.Arbitrary<readonly PatchOperation[]> = fc.array(fc.oneof(writing, removal, listRemoval), {
  maxLength: 5,
})

const words = fc.constantFrom(
  ...['emails', 'members', 'name', 'tags', 'owner', 'schemas', 'meta', 'groups', 'password', 'ports', 'value', '$ref'],
  ...['[', ']', '.', ':', ' eq ', ' pr', 'not (', ')', '"a"', '*', '\\', '__proto__', 'constructor', 'toString'],
  ...[urn.user, urn.enterpriseUser, 'urn:example:Warranty', 'contract', 'aliases'],
)
const keyed = fc.dictionary(fc.oneof(words, fc.string()), fc.jsonValue({ maxDepth: 3 }), { maxKeys: 4 })
const anyValue = fc.oneof(fc.jsonValue({ maxDepth: 3 }), keyed, fc.array(keyed, { maxLength: 3 }))
const anyPath = fc.oneof(
  fc.array(words, { maxLength: 6 }).map((each) => each.join('')),
  fc.string(),
)

/** What no parser has refused yet. */
export const anyOperation: fc.Arbitrary<PatchOperation> = fc.oneof(
  fc
    .tuple(fc.constantFrom('add' as const, 'replace' as const), optional(anyPath), anyValue)
    .map(([op, path, value]) => ({ op, ...(path === undefined ? {} : { path }), value })),
  fc.tuple(anyPath, anyValue).map(([path, value]) => ({ op: 'remove' as const, path, value })),
)
