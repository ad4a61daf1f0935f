/**
 * withImpliedRules: the schema of 389 Directory Server with the matching rules that it does not write down: a type without
 * EQUALITY is compared there as its syntax has it (`nsAccountLock`, `memberOf`).
 */
import type { AttributeTypeDescription, Subschema } from '../subschema.ts'

export const withImpliedRules = (subschema: Subschema): Subschema => {
  const known = new WeakMap<AttributeTypeDescription, AttributeTypeDescription>()
  const implied = (type: AttributeTypeDescription): AttributeTypeDescription => {
    const equality = type.equality ?? bySyntax[type.syntax ?? '']
    const whole = known.get(type) ?? { ...type, equality }
    known.set(type, whole)
    return whole
  }
  return {
    attributeType: (name) => {
      const type = subschema.attributeType(name)
      return type && implied(type)
    },
    objectClass: (name) => subschema.objectClass(name),
  }
}

/** Directory String, DN, Boolean, INTEGER, Generalized Time. RFC 4517 §3.3 */
const bySyntax: Readonly<Record<string, string>> = {
  '1.3.6.1.4.1.1466.115.121.1.15': 'caseIgnoreMatch',
  '1.3.6.1.4.1.1466.115.121.1.12': 'distinguishedNameMatch',
  '1.3.6.1.4.1.1466.115.121.1.7': 'booleanMatch',
  '1.3.6.1.4.1.1466.115.121.1.27': 'integerMatch',
  '1.3.6.1.4.1.1466.115.121.1.24': 'generalizedTimeMatch',
}
