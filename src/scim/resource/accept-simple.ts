/** acceptSimple: untrusted JSON becomes one value of a simple type. RFC 7643 §2.3 */
import { unreachable } from '../../text/unreachable.ts'
import { invalidValue } from '../error.ts'
import { parseDateTime } from '../filter/date-time.ts'
import { type Attribute, type AttributeType, isDemanded } from '../schema/attribute.ts'
import { canonicalBase64 } from './base64.ts'
import type { SimpleValue } from './resource.ts'

const expected: Readonly<Record<AttributeType, string>> = {
  string: 'a string, without NUL and unpaired surrogates',
  reference: 'a URI as a string, without NUL and unpaired surrogates',
  boolean: 'true or false',
  integer: 'a whole number',
  decimal: 'a number',
  dateTime: 'a date and time like 2008-01-23T04:56:22Z',
  binary: 'a string in base64',
  complex: 'an object',
}

/**
 * The value, binary data in its one spelling, or undefined where it is unassigned: null, and an empty string where nothing is required.
 * (No LDAP string syntax holds an empty string.) Throws 400 invalidValue that names `path` and not the value.
 */
export function acceptSimple(attribute: Attribute, json: unknown, path: string): SimpleValue | undefined {
  if (json === null) return undefined
  if (isDemanded(attribute) && typeof json === 'string' && json.trim() === '') {
    throw invalidValue(`${path} must not be empty`)
  }
  if (json === '' && isTextual(attribute.type)) return undefined
  const value = attribute.type === 'binary' && typeof json === 'string' ? canonicalBase64(json) : json
  if (!isOfType(attribute.type, value)) throw invalidValue(`${path} takes ${expected[attribute.type]}`)
  return value
}

const isTextual = (type: AttributeType): boolean =>
  type === 'string' || type === 'reference' || type === 'dateTime' || type === 'binary'

function isOfType(type: AttributeType, json: unknown): json is SimpleValue {
  switch (type) {
    case 'string':
    case 'reference':
      return typeof json === 'string' && json.isWellFormed() && !json.includes('\0')
    case 'boolean':
      return typeof json === 'boolean'
    case 'integer':
      return Number.isSafeInteger(json)
    case 'decimal':
      return Number.isFinite(json)
    case 'dateTime':
      return typeof json === 'string' && parseDateTime(json) !== undefined
    case 'binary':
      return typeof json === 'string'
    case 'complex':
      return false
    default:
      return unreachable(type)
  }
}
