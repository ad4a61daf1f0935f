/** resolveFilterFor: one filter over several resource types, where each may lack some of its attributes. RFC 7644 §3.4.2.1 */
import { unreachable } from '../../text/unreachable.ts'
import { evaluate } from '../filter/evaluate.ts'
import type { Filter, FilterSyntax } from '../filter/filter.ts'
import { resolveFilter } from '../filter/resolve.ts'
import { unknownAttribute } from '../filter/resolve-element.ts'
import { asElements, findFiltered } from '../filter/simple-list.ts'
import { findDefinitions } from '../path/find.ts'
import { findAttribute } from '../schema/attribute.ts'
import type { ResourceType } from '../schema/resource-type.ts'

/** What a type is asked: a filter, or the answer for all its resources alike. */
export type TypeFilter = Filter | 'all' | 'none'

/**
 * The filter for each type. To a type without the attribute it is an attribute without value: `eq` and `pr` are false,
 * `ne` is true of a single-valued attribute. Such answers are reckoned with here, none is left inside a filter.
 * @throws invalidFilter for an attribute that no type has, and as `resolveFilter` does for those that have it
 */
export const resolveFilterFor = (
  resourceTypes: readonly ResourceType[],
  syntax: FilterSyntax,
): ReadonlyMap<ResourceType, TypeFilter> =>
  new Map(resourceTypes.map((resourceType) => [resourceType, resolve(syntax, resourceType, resourceTypes)]))

const resolve = (
  syntax: FilterSyntax,
  resourceType: ResourceType,
  resourceTypes: readonly ResourceType[],
): TypeFilter => {
  switch (syntax.kind) {
    case 'and':
    case 'or':
      return combined(
        syntax.kind,
        syntax.filters.map((each) => resolve(each, resourceType, resourceTypes)),
      )
    case 'not':
      return negated(resolve(syntax.filter, resourceType, resourceTypes))
    case 'compare':
    case 'present':
    case 'element':
      return knows(resourceType, syntax) ? resolveFilter(syntax, resourceType) : withoutValue(syntax, resourceTypes)
    default:
      return unreachable(syntax)
  }
}

type TestSyntax = Extract<FilterSyntax, { kind: 'compare' | 'present' | 'element' }>

/** What the test says of a resource with no attribute at all, judged by a type that has the attribute. */
const withoutValue = (test: TestSyntax, resourceTypes: readonly ResourceType[]): TypeFilter => {
  const knowing =
    resourceTypes.find((resourceType) => knows(resourceType, test)) ??
    resourceTypes.find((resourceType) => findFiltered(test.path, resourceType) !== undefined)
  if (knowing === undefined) throw unknownAttribute(test.path, resourceTypes.map(({ name }) => name).join(' or '))
  return evaluate(resolveFilter(test, knowing), {}) ? 'all' : 'none'
}

/** Whether every name in the test is one of the type. */
const knows = (resourceType: ResourceType, test: TestSyntax): boolean => {
  if (test.kind !== 'element') return findFiltered(test.path, resourceType) !== undefined
  const found = findDefinitions(test.path, resourceType)
  if (found === undefined) return false
  const { subAttributes } = asElements(found.attribute)
  return namesIn(test.filter).every((name) => findAttribute(subAttributes, name) !== undefined)
}

const namesIn = (syntax: FilterSyntax): readonly string[] => {
  if ('filters' in syntax) return syntax.filters.flatMap(namesIn)
  return syntax.kind === 'not' ? namesIn(syntax.filter) : [syntax.path.attribute]
}

export const combined = (kind: 'and' | 'or', parts: readonly TypeFilter[]): TypeFilter => {
  const [neutral, decisive] = kind === 'and' ? (['all', 'none'] as const) : (['none', 'all'] as const)
  if (parts.includes(decisive)) return decisive
  const filters = parts.filter((part) => typeof part === 'object')
  const [first] = filters
  if (first === undefined) return neutral
  return filters.length === 1 ? first : { kind, filters }
}

export const negated = (part: TypeFilter): TypeFilter => {
  if (typeof part === 'object') return { kind: 'not', filter: part }
  return part === 'all' ? 'none' : 'all'
}
