/** SortKey: what stands for a resource while resources are ordered. RFC 7644 §3.4.2.3 */
import { type ComparisonKey, compareKeys, comparisonKey } from '../filter/compare.ts'
import { type ComplexValue, type Resource, type SimpleValue, type Value, valueAt } from '../resource/resource.ts'
import type { Sort } from './query.ts'

/** undefined: no value, which stands last ascending and first descending. */
export type SortKey = ComparisonKey | undefined

/** Of a multi-valued attribute the primary value counts, else the first. `sort.path` leads to a simple attribute. */
export const sortKeyOf = ({ path }: Sort, resource: Resource): SortKey => {
  const { extension, attribute, subAttribute } = path
  const chosen = primaryOf(valueAt(resource, attribute, extension))
  if (chosen === undefined) return undefined
  if (subAttribute === undefined) return comparisonKey(attribute, chosen as SimpleValue)
  const value = primaryOf((chosen as ComplexValue)[subAttribute.name])
  return value === undefined ? undefined : comparisonKey(subAttribute, value as SimpleValue)
}

/** Negative, 0 or positive, for Array.sort. 0 means a tie, which the caller breaks, or pages would lose resources. */
export const compareSortKeys = ({ order }: Sort): ((a: SortKey, b: SortKey) => number) =>
  order === 'ascending' ? ascending : (a, b) => ascending(b, a)

const ascending = (a: SortKey, b: SortKey): number => {
  if (a === undefined || b === undefined) return Number(a === undefined) - Number(b === undefined)
  return compareKeys(a, b)
}

const primaryOf = (value: Value | undefined): SimpleValue | ComplexValue | undefined => {
  if (!Array.isArray(value)) return value as SimpleValue | ComplexValue | undefined
  const elements = value as readonly (SimpleValue | ComplexValue)[]
  return elements.find((each) => typeof each === 'object' && each.primary === true) ?? elements[0]
}
