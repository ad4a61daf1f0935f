/** evaluate: whether a resource satisfies a filter; the semantics that every other reader of filters must meet. RFC 7644 §3.4.2.2 */
import { unreachable } from '../../text/unreachable.ts'
import type { Definitions } from '../path/find.ts'
import { type ComplexValue, type Resource, type SimpleValue, type Value, valueAt } from '../resource/resource.ts'
import type { Attribute } from '../schema/attribute.ts'
import type { Comparison, ElementFilter, Filter, Literal } from './filter.ts'
import { isPresent } from './presence.ts'
import { asElement } from './simple-list.ts'
import { valueTest } from './value-test.ts'

/**
 * A multi-valued attribute matches when any of its values does, `ne` included: without values it matches nothing.
 * A single-valued attribute without value differs from every literal. `emails.type ne "x"` is `emails[type ne "x"]`.
 */
export const evaluate = (filter: Filter, resource: Resource): boolean => compileEvaluator(filter)(resource)

/** `evaluate` for many resources: literals are prepared once. */
export const compileEvaluator = (filter: Filter): ((resource: Resource) => boolean) => {
  switch (filter.kind) {
    case 'and':
      return every(filter.filters.map(compileEvaluator))
    case 'or':
      return some(filter.filters.map(compileEvaluator))
    case 'not':
      return negated(compileEvaluator(filter.filter))
    case 'present': {
      const { path } = filter
      return (resource) => valuesOf(path, resource).some(isPresent)
    }
    case 'compare':
      if (filter.value === null) return compileNull(filter.operator, compileEvaluator({ ...filter, kind: 'present' }))
      return compileComparison(filter.path, comparisonTest(leafOf(filter.path), filter.operator, filter.value))
    case 'element': {
      const { attribute, extension } = filter.path
      const matches = compileElementEvaluator(filter.filter)
      return (resource) =>
        listOf(valueAt(resource, attribute, extension)).some((each) => matches(asElement(attribute, each)))
    }
    default:
      return unreachable(filter)
  }
}

/** The same for the elements of a value path, in filters and in PATCH paths. */
export const compileElementEvaluator = (filter: ElementFilter): ((element: ComplexValue) => boolean) => {
  switch (filter.kind) {
    case 'and':
      return every(filter.filters.map(compileElementEvaluator))
    case 'or':
      return some(filter.filters.map(compileElementEvaluator))
    case 'not':
      return negated(compileElementEvaluator(filter.filter))
    case 'present': {
      const { name } = filter.subAttribute
      return (element) => isPresent(element[name])
    }
    case 'compare': {
      if (filter.value === null)
        return compileNull(filter.operator, compileElementEvaluator({ ...filter, kind: 'present' }))
      const { name } = filter.subAttribute
      const test = comparisonTest(filter.subAttribute, filter.operator, filter.value)
      return (element) => test(element[name])
    }
    default:
      return unreachable(filter)
  }
}

type Predicate<T> = (subject: T) => boolean
/** Of an attribute's value, which may be unassigned. */
type Test = Predicate<Value | undefined>

const every =
  <T>(predicates: readonly Predicate<T>[]): Predicate<T> =>
  (subject) =>
    predicates.every((holds) => holds(subject))
const some =
  <T>(predicates: readonly Predicate<T>[]): Predicate<T> =>
  (subject) =>
    predicates.some((holds) => holds(subject))
const negated =
  <T>(predicate: Predicate<T>): Predicate<T> =>
  (subject) =>
    !predicate(subject)

/** `eq null` is true of what is unassigned: RFC 7643 §2.5 */
const compileNull = <T>(operator: Comparison, present: Predicate<T>): Predicate<T> =>
  operator === 'ne' ? present : operator === 'eq' ? negated(present) : () => false

const compileComparison = ({ extension, attribute, subAttribute }: Definitions, test: Test): Predicate<Resource> => {
  if (subAttribute === undefined) return (resource) => test(valueAt(resource, attribute, extension))
  const { name } = subAttribute
  if (!attribute.multiValued)
    return (resource) => test((valueAt(resource, attribute, extension) as ComplexValue | undefined)?.[name])
  return (resource) =>
    listOf(valueAt(resource, attribute, extension)).some((each) => test((each as ComplexValue)[name]))
}

const comparisonTest = (attribute: Attribute, operator: Comparison, literal: Exclude<Literal, null>): Test => {
  const holds = valueTest(attribute, operator, literal)
  if (attribute.multiValued) return (value) => listOf(value).some((each) => holds(each as SimpleValue))
  return (value) => (value === undefined ? operator === 'ne' : holds(value as SimpleValue))
}

const leafOf = ({ attribute, subAttribute }: Definitions): Attribute => subAttribute ?? attribute

/** What `pr` asks about: the attribute's values, or those of its sub-attribute in each element. */
const valuesOf = ({ extension, attribute, subAttribute }: Definitions, resource: Resource): readonly unknown[] => {
  const values = listOf(valueAt(resource, attribute, extension))
  return subAttribute === undefined ? values : values.map((each) => (each as ComplexValue)[subAttribute.name])
}

const listOf = (value: Value | undefined): readonly (SimpleValue | ComplexValue)[] =>
  value === undefined ? [] : Array.isArray(value) ? value : [value as SimpleValue | ComplexValue]
