/** checkComparison: which operator and literal an attribute's type allows. RFC 7644 Table 3, RFC 7643 §2.3 */
import { invalidFilter } from '../error.ts'
import type { Attribute, AttributeType } from '../schema/attribute.ts'
import { parseDateTime } from './date-time.ts'
import type { Comparison, Literal } from './filter.ts'

type Allowed = { readonly ordering: boolean; readonly substring: boolean; readonly literal: string }

/**
 * Ordering of booleans and binaries: refused by RFC 7644. Substrings of what is no text: refused too, as they would
 * depend on the spelling of the value.
 */
const allowed: Readonly<Record<Exclude<AttributeType, 'complex'>, Allowed>> = {
  string: { ordering: true, substring: true, literal: 'a string' },
  reference: { ordering: true, substring: true, literal: 'a string' },
  dateTime: { ordering: true, substring: false, literal: 'a dateTime as in "2011-05-13T04:42:34Z"' },
  integer: { ordering: true, substring: false, literal: 'an integer' },
  decimal: { ordering: true, substring: false, literal: 'a number' },
  boolean: { ordering: false, substring: false, literal: 'true or false' },
  binary: { ordering: false, substring: false, literal: 'a string' },
}

/** @throws invalidFilter; `name` is what the client calls the attribute */
export const checkComparison = (
  name: string,
  { type }: Attribute,
  { operator, value }: { readonly operator: Comparison; readonly value: Literal },
): void => {
  if (type === 'complex') throw invalidFilter(`${name} is complex: compare one of its sub-attributes`)
  const { ordering, substring, literal } = allowed[type]
  const refused = (isOrdering(operator) && !ordering) || (isSubstring(operator) && !substring)
  if (refused) throw invalidFilter(`${name} is of type ${type}, which ${operator} does not compare`)
  if (!hasType(type, value)) throw invalidFilter(`${name} is of type ${type}: compare it with ${literal}`)
}

export const isSubstring = (operator: Comparison): boolean => ['co', 'sw', 'ew'].includes(operator)
export type Ordering = 'gt' | 'ge' | 'lt' | 'le'
export const isOrdering = (operator: Comparison): operator is Ordering => ['gt', 'ge', 'lt', 'le'].includes(operator)

const hasType = (type: AttributeType, value: Literal): boolean => {
  if (type === 'boolean') return typeof value === 'boolean'
  if (type === 'decimal') return typeof value === 'number'
  if (type === 'integer') return Number.isInteger(value)
  if (typeof value !== 'string') return false
  return type !== 'dateTime' || parseDateTime(value) !== undefined
}
