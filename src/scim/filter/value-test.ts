/** valueTest: one comparison of one value, its literal prepared once. RFC 7644 Table 3 */
import { prepare, prepareSubstring } from '../../text/prepare.ts'
import { unreachable } from '../../text/unreachable.ts'
import type { SimpleValue } from '../resource/resource.ts'
import type { Attribute } from '../schema/attribute.ts'
import { compareKeys, comparisonKey } from './compare.ts'
import type { Comparison } from './filter.ts'

export type ValueTest = (value: SimpleValue) => boolean

/** A value that is none of the attribute's type equals nothing and differs from everything. */
export const valueTest = (attribute: Attribute, operator: Comparison, literal: SimpleValue): ValueTest => {
  switch (operator) {
    case 'eq':
      return orderTest(attribute, literal, (order) => order === 0)
    case 'ne': {
      const equal = orderTest(attribute, literal, (order) => order === 0)
      return (value) => !equal(value)
    }
    case 'gt':
      return orderTest(attribute, literal, (order) => order > 0)
    case 'ge':
      return orderTest(attribute, literal, (order) => order >= 0)
    case 'lt':
      return orderTest(attribute, literal, (order) => order < 0)
    case 'le':
      return orderTest(attribute, literal, (order) => order <= 0)
    case 'co':
      return textTest(attribute, substring(attribute, literal, 'any'), (text, part) => text.includes(part))
    case 'sw':
      return textTest(attribute, substring(attribute, literal, 'initial'), (text, part) => text.startsWith(part))
    case 'ew':
      return textTest(attribute, substring(attribute, literal, 'final'), (text, part) => text.endsWith(part))
    default:
      return unreachable(operator)
  }
}

const orderTest = (attribute: Attribute, literal: SimpleValue, holds: (order: number) => boolean): ValueTest => {
  const wanted = comparisonKey(attribute, literal)
  if (wanted === undefined) return () => false
  return (value) => {
    const key = comparisonKey(attribute, value)
    return key !== undefined && holds(compareKeys(key, wanted))
  }
}

const textTest = (attribute: Attribute, part: string, holds: (text: string, part: string) => boolean): ValueTest => {
  const form = attribute.type === 'string' ? (text: string) => prepare(text, attribute) : (text: string) => text
  return (value) => typeof value === 'string' && holds(form(value), part)
}

/** References are compared as they stand; strings as the directory prepares the pieces of a substring assertion. */
const substring = (attribute: Attribute, literal: SimpleValue, part: 'initial' | 'any' | 'final'): string =>
  attribute.type === 'string'
    ? prepareSubstring(String(literal), { caseExact: attribute.caseExact, part })
    : String(literal)
