/**
 * withImpliedRules: the schema of a server with the matching rules that it does not write down: a type without EQUALITY is
 * compared as its syntax has it, by 389 Directory Server (`nsAccountLock`, `memberOf`) and by Active Directory (all types).
 */
import type { AttributeTypeDescription, Subschema } from '../subschema.ts'

export const withImpliedRules = (subschema: Subschema): Subschema =>
  eachType(subschema, (type) => ({ ...type, equality: type.equality ?? bySyntax[type.syntax ?? ''] }))

/**
 * Texts are compared without regard to accents, width and kana by Active Directory, so that it finds more than their rule
 * would. [MS-ADTS] §3.1.1.2.2.4
 */
export const withRulesOfActiveDirectory = (subschema: Subschema): Subschema =>
  eachType(subschema, (type) => {
    const syntax = type.syntax ?? ''
    const substring = type.substring ?? substringBySyntax[syntax]
    return {
      ...type,
      equality: type.equality ?? moreBySyntax[syntax] ?? bySyntax[syntax],
      substring,
      ...(syntax === directoryString && { isLoose: true }),
    }
  })

const eachType = (
  subschema: Subschema,
  withRules: (type: AttributeTypeDescription) => AttributeTypeDescription,
): Subschema => {
  const known = new WeakMap<AttributeTypeDescription, AttributeTypeDescription>()
  const implied = (type: AttributeTypeDescription): AttributeTypeDescription => {
    const whole = known.get(type) ?? withRules(type)
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

const directoryString = '1.3.6.1.4.1.1466.115.121.1.15'

/** IA5 String, Octet String, Large Integer. */
const moreBySyntax: Readonly<Record<string, string>> = {
  '1.3.6.1.4.1.1466.115.121.1.26': 'caseExactIA5Match',
  '1.3.6.1.4.1.1466.115.121.1.40': 'octetStringMatch',
  '1.2.840.113556.1.4.906': 'integerMatch',
}

const substringBySyntax: Readonly<Record<string, string>> = {
  '1.3.6.1.4.1.1466.115.121.1.15': 'caseIgnoreSubstringsMatch',
  '1.3.6.1.4.1.1466.115.121.1.26': 'caseExactIA5SubstringsMatch',
}
