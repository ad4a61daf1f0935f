/** Typed: values, bodies, filters and operations that fit a resource type, most of them. */
import fc from 'fast-check'
import type { Comparison, FilterSyntax, Literal } from '../../src/scim/filter/filter.ts'
import { printFilter } from '../../src/scim/filter/print.ts'
import { type AttributeName, parseName } from '../../src/scim/path/name.ts'
import type { Attribute } from '../../src/scim/schema/attribute.ts'
import { type PlacedAttribute, placedAttributes, placedName } from '../../src/scim/schema/placed-attribute.ts'
import type { ResourceType } from '../../src/scim/schema/resource-type.ts'
import { urn } from '../../src/scim/urn.ts'
import { storableText } from './texts.ts'

const id = '0b9f3b6e-6d5c-4c6e-9a57-1d1f7f3ff001'
const texts = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.constantFrom('ada', 'Ada', 'work', 'home', 'a@b.example', 'x', 'a', id, 'User', 's', 'true', 'False'),
  },
  { weight: 1, arbitrary: storableText },
)
const instants = fc.oneof(
  fc
    .tuple(
      fc.constantFrom('2026-11-22', '2024-02-29', '2025-02-29', '2026-13-01', '2026-04-31', '0000-01-01'),
      fc.constantFrom('01:02:03', '24:00:00', '24:00:01', '23:60:00', '23:59:60'),
      fc.constantFrom('', '.5', '.500', '.0'),
      fc.constantFrom('Z', '', '+02:00', '-14:00', '+14:01', '-01:60'),
    )
    .map(([date, time, fraction, zone]) => `${date}T${time}${fraction}${zone}`),
  fc.constantFrom('2026-11-22T01:02:03Z', '2026-11-22T01:02:03.5Z', '2026-11-22', ''),
)

const simple = ({ type, canonicalValues }: Attribute): fc.Arbitrary<string | number | boolean> => {
  if (type === 'boolean') return fc.constantFrom<boolean | string>(true, false, 'True', 'false', '')
  if (type === 'integer') return fc.constantFrom(0, 7, -1, 1.5, 2 ** 53)
  if (type === 'decimal') return fc.constantFrom(0, 1.5, -2, 1e21)
  if (type === 'dateTime') return instants
  if (type === 'binary') return fc.constantFrom('AAAA', 'AAA=', 'AA==', 'A', 'A A=', 'QUJD', '!', '')
  if (type === 'reference') return fc.constantFrom('https://x.example/a', `/Users/${id}`, 'urn:x', '', ' ')
  return canonicalValues === undefined ? texts : fc.oneof(fc.constantFrom(...canonicalValues), texts)
}

/** One value, as `value` of an operation or in a body; now and then of the wrong kind. */
export const fitting = (attribute: Attribute): fc.Arbitrary<unknown> => {
  const one = oneOf(attribute)
  const wrong = fc.constantFrom<unknown>(null, 'x', 7, true, {}, [], [[]], { value: 'x' }, { type: 'work' })
  const good = attribute.multiValued ? fc.oneof(fc.array(one, { maxLength: 3 }), one) : one
  return fc.oneof({ weight: 12, arbitrary: good }, { weight: 1, arbitrary: wrong })
}

const oneOf = (attribute: Attribute): fc.Arbitrary<unknown> => {
  const { subAttributes } = attribute
  if (subAttributes === undefined) return simple(attribute)
  const parts = Object.fromEntries(subAttributes.map((sub) => [sub.name, fitting(sub)]))
  return fc.record(parts, { requiredKeys: [], noNullPrototype: true })
}

const operators: readonly Comparison[] = ['eq', 'eq', 'eq', 'ne', 'co', 'sw', 'ew', 'gt', 'ge', 'lt', 'le']

const literalOf = (attribute: Attribute): fc.Arbitrary<Literal> =>
  fc.oneof(
    { weight: 8, arbitrary: simple(attribute) },
    { weight: 1, arbitrary: fc.constantFrom<Literal>(null, 'x', 1, true) },
  )

const testOf = (path: AttributeName, attribute: Attribute): fc.Arbitrary<FilterSyntax> =>
  fc.oneof(
    { weight: 1, arbitrary: fc.constant<FilterSyntax>({ kind: 'present', path }) },
    {
      weight: 5,
      arbitrary: fc
        .tuple(fc.constantFrom(...operators), literalOf(attribute))
        .map(([operator, value]): FilterSyntax => ({ kind: 'compare', path, operator, value })),
    },
  )

/** What stands in the brackets behind an attribute. */
const elementTest = ({ subAttributes }: Attribute): fc.Arbitrary<FilterSyntax> => {
  const subs = subAttributes ?? []
  const leaf = fc.oneof(
    ...subs.map((sub) => testOf({ attribute: sub.name }, sub)),
    testOf({ attribute: 'value' }, subs[0] ?? ({ type: 'string' } as Attribute)),
    testOf({ attribute: 'type', subAttribute: 'x' }, { type: 'string' } as Attribute),
  )
  const both = (kind: 'and' | 'or') =>
    fc.array(leaf, { minLength: 2, maxLength: 3 }).map((filters): FilterSyntax => ({ kind, filters }))
  return fc.oneof(
    { weight: 4, arbitrary: leaf },
    { weight: 1, arbitrary: fc.oneof(both('and'), both('or')) },
    { weight: 1, arbitrary: leaf.map((filter): FilterSyntax => ({ kind: 'not', filter })) },
  )
}

const nameOf = (placed: PlacedAttribute, sub?: Attribute): AttributeName =>
  parseName(placedName(placed, sub)) ?? { attribute: 'x' }

/** One test on what the type has. */
export const typedTest = (resourceType: ResourceType): fc.Arbitrary<FilterSyntax> =>
  fc.oneof(
    ...placedAttributes(resourceType).map((placed) => {
      const subs = placed.attribute.subAttributes ?? []
      const value = subs.find(({ name }) => name === 'value') ?? placed.attribute
      return fc.oneof(
        testOf(nameOf(placed), value),
        ...subs.map((sub) => testOf(nameOf(placed, sub), sub)),
        ...(subs.length > 0
          ? [
              elementTest(placed.attribute).map(
                (filter): FilterSyntax => ({ kind: 'element', path: nameOf(placed), filter }),
              ),
            ]
          : []),
      )
    }),
  )

interface Operation {
  readonly op: string
  readonly path?: string
  readonly value?: unknown
}

/** Most of them what a client means that knows the schema. */
export const typedOperation = (resourceType: ResourceType): fc.Arbitrary<Operation> => {
  const op = fc.constantFrom('add', 'replace', 'remove')
  const at = placedAttributes(resourceType).map((placed) =>
    fc.tuple(op, pathOf(placed)).chain(([name, { path, attribute }]) => valued(name, path, fitting(attribute))),
  )
  const whole = fc
    .tuple(fc.constantFrom('add', 'replace'), typedBody(resourceType))
    .map(([name, value]) => ({ op: name, value }))
  const extensions = resourceType.extensions.map(({ schema }) =>
    fc
      .tuple(op, membersOf(schema.attributes))
      .map(
        ([name, value]): Operation =>
          name === 'remove' ? { op: name, path: schema.id } : { op: name, path: schema.id, value },
      ),
  )
  return fc.oneof(...at, ...at.slice(4), whole, ...extensions)
}

const valued = (op: string, path: string, value: fc.Arbitrary<unknown>): fc.Arbitrary<Operation> =>
  op === 'remove'
    ? fc.oneof(
        { weight: 3, arbitrary: fc.constant({ op, path }) },
        { weight: 1, arbitrary: value.map((each) => ({ op, path, value: each })) },
      )
    : value.map((each) => ({ op, path, value: each }))

const pathOf = (placed: PlacedAttribute): fc.Arbitrary<{ readonly path: string; readonly attribute: Attribute }> => {
  const { attribute } = placed
  const name = placedName(placed)
  const subs = attribute.subAttributes ?? []
  const plain = fc.constant({ path: name, attribute })
  if (subs.length === 0 && !attribute.multiValued) return plain
  const filtered = elementTest(attribute).map((filter) => `${name}[${printFilter(filter)}]`)
  return fc.oneof(
    plain,
    plain,
    filtered.map((path) => ({ path, attribute: { ...attribute, multiValued: false } })),
    ...(subs.length === 0
      ? []
      : [
          fc.constantFrom(...subs).map((sub) => ({ path: `${name}.${sub.name}`, attribute: sub })),
          fc
            .tuple(filtered, fc.constantFrom(...subs))
            .map(([path, sub]) => ({ path: `${path}.${sub.name}`, attribute: sub })),
        ]),
  )
}

const membersOf = (attributes: readonly Attribute[]): fc.Arbitrary<Record<string, unknown>> =>
  fc
    .subarray([...attributes], { maxLength: Math.min(4, attributes.length) })
    .chain((some) =>
      fc.tuple(...some.map((attribute) => fitting(attribute).map((value) => [attribute.name, value] as const))),
    )
    .map((members) => Object.fromEntries(members))

/** A body of that type. */
export const typedBody = (resourceType: ResourceType): fc.Arbitrary<Record<string, unknown>> =>
  fc
    .tuple(
      membersOf(resourceType.schema.attributes),
      fc.constantFrom({}, {}, { externalId: 'x', id, meta: {} }),
      fc.option(membersOf(resourceType.extensions[0]?.schema.attributes ?? []), { nil: undefined }),
    )
    .map(([core, common, extension]) => ({
      schemas: [resourceType.schema.id, ...resourceType.extensions.map(({ schema }) => schema.id)],
      ...core,
      ...common,
      ...(extension && resourceType.extensions[0] ? { [resourceType.extensions[0].schema.id]: extension } : {}),
    }))

/** A PatchOp of one to five operations. */
export const typedPatch = (resourceType: ResourceType): fc.Arbitrary<unknown> =>
  fc
    .array(typedOperation(resourceType), { minLength: 1, maxLength: 5 })
    .map((Operations) => ({ schemas: [urn.patchOp], Operations }))
