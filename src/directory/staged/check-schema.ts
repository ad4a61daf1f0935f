/** checkSchema: what a server's schema demands of an entry, as far as it can be told here. RFC 4512 §2.4, §2.5 */
import { type AttributeValues, textsOf } from '../../ldap/entry.ts'
import { DirectoryError } from '../directory.ts'
import type { Subschema } from '../subschema.ts'
import { canonicalType } from './canonical-type.ts'

const undefinedAttributeType = 17
const constraintViolation = 19
const objectClassViolation = 65

/**
 * Types that exist, one value where there may be no more, and everything that the object classes of the entry require. What they allow is left to the server.
 * @throws DirectoryError 17, 19, 65
 */
export const checkSchema = (attributes: AttributeValues, subschema: Subschema): void => {
  for (const [type, values] of attributes) {
    const description = subschema.attributeType(type)
    if (description === undefined) throw new DirectoryError(undefinedAttributeType, 'no such attribute type')
    if (description.singleValue && values.length > 1)
      throw new DirectoryError(constraintViolation, `${type} cannot have multiple values`)
  }
  for (const type of required(textsOf(attributes, 'objectClass'), subschema)) {
    if (!attributes.has(canonicalType(type, subschema)))
      throw new DirectoryError(objectClassViolation, `${type} is required`)
  }
}

const required = (classes: readonly string[], subschema: Subschema): ReadonlySet<string> => {
  const types = new Set<string>()
  const seen = new Set<string>()
  const collect = (name: string): void => {
    const description = subschema.objectClass(name)
    if (description === undefined || seen.has(description.oid)) return
    seen.add(description.oid)
    for (const type of description.must) types.add(type)
    description.superiors.forEach(collect)
  }
  classes.forEach(collect)
  return types
}
