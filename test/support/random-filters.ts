/** randomFilters: filters of the whole grammar over every attribute of a resource type, every operator with every type in turn. */
import type { Random } from '../../src/demo/random.ts'
import type { Comparison, FilterSyntax } from '../../src/scim/filter/filter.ts'
import type { AttributeName } from '../../src/scim/path/name.ts'
import { type Resource, type SimpleValue, type Value, valueAt } from '../../src/scim/resource/resource.ts'
import { type Attribute, findAttribute } from '../../src/scim/schema/attribute.ts'
import { type PlacedAttribute, placedAttributes } from '../../src/scim/schema/placed-attribute.ts'
import type { ResourceType } from '../../src/scim/schema/resource-type.ts'
import { randomLiteral } from './random-literals.ts'

type Operator = Comparison | 'pr'

/** What a test can be made on: a path, the attribute that holds the values, the values that resources have there. */
interface Subject {
  /** What is drawn in turn. */
  readonly category: string
  readonly countedAs: readonly string[]
  readonly path: AttributeName
  /** Undefined: complex, only `pr` speaks of it. */
  readonly attribute: Attribute | undefined
  readonly values: readonly SimpleValue[]
  /** In brackets behind `path`: `emails[type eq "work"]`. */
  readonly element?: { readonly around: AttributeName }
}

const equality: readonly Operator[] = ['eq', 'ne', 'pr']
const ordering: readonly Operator[] = ['gt', 'ge', 'lt', 'le']
const substrings: readonly Operator[] = ['co', 'sw', 'ew']

const operatorsOf = (attribute: Attribute | undefined): readonly Operator[] => {
  if (attribute === undefined) return ['pr']
  if (attribute.type === 'boolean' || attribute.type === 'binary') return equality
  if (attribute.type === 'dateTime' || attribute.type === 'integer') return [...equality, ...ordering]
  return [...equality, ...ordering, ...substrings]
}

export interface RandomFilters {
  /** A filter of that many tests. */
  next(tests: number): FilterSyntax
  /** How often each operator met each type of attribute, multi-valued attributes, and value paths. */
  readonly counts: ReadonlyMap<string, number>
}

export interface Population {
  readonly resourceType: ResourceType
  readonly resources: readonly Resource[]
  /** Whether filters may speak of the attribute. */
  readonly isStored: (name: string) => boolean
}

export const randomFilters = (random: Random, { resourceType, resources, isStored }: Population): RandomFilters => {
  const subjects = placedAttributes(resourceType)
    .filter(({ attribute }) => isStored(attribute.name))
    .flatMap((placed) => subjectsOf(placed, resources))
  const kinds = new Map<string, { readonly operator: Operator; readonly subjects: readonly Subject[] }>()
  for (const subject of subjects) {
    for (const operator of operatorsOf(subject.attribute)) {
      const key = `${subject.category} ${operator}`
      kinds.set(key, { operator, subjects: [...(kinds.get(key)?.subjects ?? []), subject] })
    }
  }
  const met = new Map([...kinds.keys()].map((key) => [key, 0]))
  const counts = new Map<string, number>()
  const count = (name: string, operator: Operator) => {
    const key = `${name} ${operator}`
    counts.set(key, (counts.get(key) ?? 0) + 1)
  }
  /** The kind that was met least often, so that all come in turn. */
  const draw = (isWanted: (subject: Subject) => boolean = () => true) => {
    const eligible = [...kinds].filter(([, kind]) => kind.subjects.some(isWanted))
    const least = Math.min(...eligible.map(([key]) => met.get(key) ?? 0))
    const [key, { operator, subjects }] = random.pick(eligible.filter(([name]) => met.get(name) === least))
    met.set(key, least + 1)
    const subject = random.pick(subjects.filter(isWanted))
    for (const name of subject.countedAs) count(name, operator)
    return { operator, subject }
  }
  const test = ({ operator, subject }: ReturnType<typeof draw>): FilterSyntax =>
    operator === 'pr' || subject.attribute === undefined
      ? { kind: 'present', path: subject.path }
      : {
          kind: 'compare',
          path: subject.path,
          operator: operator as Comparison,
          value: randomLiteral(random, {
            attribute: subject.attribute,
            operator: operator as Comparison,
            values: subject.values,
          }),
        }
  const next = (tests: number): FilterSyntax => {
    const first = draw()
    const around = first.subject.element?.around
    const leaf: FilterSyntax =
      around === undefined
        ? test(first)
        : { kind: 'element', path: around, filter: elementTree(first, Math.min(tests, random.pick([1, 2, 2, 3]))) }
    const left = tests - 1
    const sign = random.below(4) === 0 ? ({ kind: 'not', filter: leaf } as const) : leaf
    if (left === 0) return sign
    const share = 1 + random.below(left)
    const parts = [sign, next(share), ...(left - share > 0 ? [next(left - share)] : [])]
    const whole: FilterSyntax = { kind: random.below(5) < 2 ? 'and' : 'or', filters: parts }
    return random.below(6) === 0 ? { kind: 'not', filter: whole } : whole
  }
  const elementTree = (first: ReturnType<typeof draw>, tests: number): FilterSyntax => {
    const inSame = (subject: Subject) =>
      subject.element !== undefined && nameOf(subject.element.around) === nameOf(first.subject.element?.around)
    const parts = [test(first), ...Array.from({ length: tests - 1 }, () => test(draw(inSame)))].map(
      (part): FilterSyntax => (random.below(5) === 0 ? { kind: 'not', filter: part } : part),
    )
    const [only] = parts
    if (parts.length === 1 && only !== undefined) return only
    return { kind: random.below(3) === 0 ? 'or' : 'and', filters: parts }
  }
  return { next, counts }
}

const nameOf = (name: AttributeName | undefined) => JSON.stringify(name)

const subjectsOf = (placed: PlacedAttribute, resources: readonly Resource[]): readonly Subject[] => {
  const { attribute, extension } = placed
  if (attribute.returned === 'never') return []
  const path: AttributeName = { ...(extension && { urn: extension.id }), attribute: attribute.name }
  const elements = resources.flatMap((resource) => listOf(valueAt(resource, attribute, extension)))
  if (attribute.subAttributes === undefined) {
    return [{ ...categoriesOf(attribute, attribute), path, attribute, values: elements as readonly SimpleValue[] }]
  }
  const valuesOf = ({ name }: Attribute) =>
    elements.flatMap((element) =>
      listOf((element as Record<string, Value | undefined>)[name]),
    ) as readonly SimpleValue[]
  const value = findAttribute(attribute.subAttributes, 'value')
  return [
    { category: 'complex', countedAs: [], path, attribute: undefined, values: [] },
    ...(value ? [{ ...categoriesOf(attribute, value), path, attribute: value, values: valuesOf(value) }] : []),
    ...attribute.subAttributes.flatMap((sub): readonly Subject[] => {
      const common = { attribute: sub, values: valuesOf(sub) }
      return [
        { ...common, ...categoriesOf(attribute, sub), path: { ...path, subAttribute: sub.name } },
        {
          ...common,
          category: `[${sub.type}]`,
          countedAs: [typeOf(sub), 'value path'],
          path: { attribute: sub.name },
          element: { around: path },
        },
      ]
    }),
  ]
}

const typeOf = ({ type, caseExact }: Attribute): string =>
  type === 'string' ? `string ${caseExact ? 'exact' : 'ignoring case'}` : type

const categoriesOf = (around: Attribute, attribute: Attribute) => ({
  category: `${around.multiValued ? 'many ' : ''}${typeOf(attribute)}`,
  countedAs: [typeOf(attribute), ...(around.multiValued ? ['complex multi-valued'] : [])],
})

const listOf = (value: Value | undefined): readonly unknown[] => (value === undefined ? [] : [value].flat())
