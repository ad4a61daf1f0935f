/** Equality of attribute values: by type and caseExact, sets without order. RFC 7643 §2.3, §2.4, §2.5 */
import { prepare } from '../../text/prepare.ts'
import { unreachable } from '../../text/unreachable.ts'
import { parseDateTime } from '../filter/date-time.ts'
import type { Attribute } from '../schema/attribute.ts'
import { canonicalBase64 } from './base64.ts'
import type { ComplexValue, SimpleValue, Value } from './resource.ts'

/**
 * Whether two values of the attribute mean the same. Strings as the directory compares them, dateTimes by instant, binaries by octets,
 * complex values by their sub-attributes without the readOnly ones, lists as sets; unassigned equals empty.
 */
export function sameValue(attribute: Attribute, a: Value | undefined, b: Value | undefined): boolean {
  if (a === b) return true
  const emptyA = isUnassigned(attribute, a)
  const emptyB = isUnassigned(attribute, b)
  if (emptyA || emptyB) return emptyA && emptyB
  return valueKey(attribute, a as Value) === valueKey(attribute, b as Value)
}

/**
 * Text that is the same for values that `sameValue` holds equal: for use in sets. A list gives the key of the whole
 * set, anything else that of one value or element. Keys of different attributes do not compare.
 */
export function valueKey(attribute: Attribute, value: Value): string {
  if (!isList(value)) return elementKey(attribute, value)
  const keys = new Set(value.map((element) => elementKey(attribute, element)))
  return keys.size === 0 ? '' : JSON.stringify([...keys].sort())
}

const isUnassigned = (attribute: Attribute, value: Value | undefined): boolean =>
  value === undefined || (typeof value === 'object' && valueKey(attribute, value) === '')

const isList = (value: Value): value is readonly SimpleValue[] | readonly ComplexValue[] => Array.isArray(value)

const elementKey = (attribute: Attribute, element: SimpleValue | ComplexValue): string =>
  typeof element === 'object' ? complexKey(attribute, element) : simpleKey(attribute, element)

function complexKey(attribute: Attribute, element: ComplexValue): string {
  const parts: string[] = []
  for (const subAttribute of attribute.subAttributes ?? []) {
    const value = element[subAttribute.name]
    if (value === undefined || isIgnored(attribute, subAttribute, value)) continue
    parts.push(subAttribute.name, valueKey(subAttribute, value))
  }
  return parts.length === 0 ? '' : JSON.stringify(parts)
}

const isIgnored = (attribute: Attribute, subAttribute: Attribute, value: Value): boolean => {
  // Computed by us from the rest, and never in what a client sends; in a readOnly attribute it is all there is.
  if (subAttribute.mutability === 'readOnly') return attribute.mutability !== 'readOnly'
  // "If not specified, the value of primary SHALL be assumed to be false": RFC 7643 §2.4
  return attribute.multiValued && subAttribute.name === 'primary' && value === false
}

function simpleKey({ type, caseExact }: Attribute, value: SimpleValue): string {
  const text = String(value)
  switch (type) {
    case 'string':
    case 'reference':
      return prepare(text, { caseExact })
    case 'dateTime':
      return instantKey(text)
    case 'binary':
      return canonicalBase64(text) ?? text
    case 'boolean':
    case 'integer':
    case 'decimal':
    case 'complex':
      return text
    default:
      return unreachable(type)
  }
}

const instantKey = (text: string): string => {
  const instant = parseDateTime(text)
  return instant === undefined ? text : `${instant.seconds}.${instant.fraction}`
}
