/** syntaxMisfit: whether an attribute type can hold values of a SCIM type at all. RFC 4517 §3.3, RFC 7643 §2.3 */
import type { AttributeTypeDescription } from '../../directory/subschema.ts'
import { isDn } from '../../ldap/dn.ts'
import { fromGeneralizedTime } from '../../ldap/generalized-time.ts'
import type { AttributeType } from '../../scim/schema/attribute.ts'
import { unreachable } from '../../text/unreachable.ts'
import { acceptsText, hasSyntax, type SyntaxName } from '../values/column.ts'

/** What is wrong, in words that follow the name of the attribute type; undefined: they fit. */
export const syntaxMisfit = (type: AttributeType, description: AttributeTypeDescription): string | undefined => {
  const is = (...names: readonly SyntaxName[]) => hasSyntax(description, ...names)
  switch (type) {
    case 'string':
      // Syntaxes that are not known here may well be text.
      return is(...notText, 'boolean', 'generalizedTime') ? 'does not hold text' : undefined
    case 'reference':
      if (is('distinguishedName', 'nameAndOptionalUid')) return 'holds distinguished names: expected { reference, to }'
      return is(...notText, ...digits, 'boolean', 'generalizedTime') ? 'does not hold URIs' : undefined
    case 'boolean':
      return is('boolean', ...text) ? undefined : 'does not hold TRUE and FALSE'
    case 'integer':
      return is('integer', 'numeric', ...text) ? undefined : 'does not hold whole numbers'
    case 'decimal':
      return is(...text) ? undefined : 'does not hold decimal numbers: expected one of text'
    case 'dateTime':
      return is('generalizedTime', ...text) ? undefined : 'does not hold times'
    case 'binary':
      return is(...bytes) ? undefined : 'does not hold bytes'
    case 'complex':
      return undefined
    default:
      return unreachable(type)
  }
}

/** Whether a text that an operator wrote, or that was made after a pattern of theirs, is a value of the type. */
export const canHold = (description: AttributeTypeDescription, value: string): boolean => {
  if (hasSyntax(description, 'boolean')) return value === 'TRUE' || value === 'FALSE'
  if (hasSyntax(description, 'integer')) return /^(?:0|-?[1-9]\d*)$/.test(value)
  if (hasSyntax(description, 'generalizedTime')) return fromGeneralizedTime(value) !== undefined
  if (hasSyntax(description, 'distinguishedName')) return isDn(value)
  return syntaxMisfit('string', description) === undefined && acceptsText(description, value)
}

const text = ['directory', 'ia5', 'printable'] as const
const digits = ['integer', 'numeric', 'telephone'] as const
const bytes = [
  'octetString',
  'jpeg',
  'certificate',
  'binary',
  'fax',
  'audio',
  'certificateList',
  'certificatePair',
] as const
const notText = [...bytes, 'distinguishedName', 'nameAndOptionalUid'] as const
