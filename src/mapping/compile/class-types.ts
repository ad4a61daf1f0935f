/** The attribute types that object classes bring, those of their superiors included. RFC 4512 §2.4, §4.1.1 */
import type { ObjectClassDescription, Subschema } from '../../directory/subschema.ts'

/** What entries of the class must and may have, in lower case, each under its first name. */
export const typesOf = (description: ObjectClassDescription, subschema: Subschema): readonly string[] =>
  withSuperiors(description, subschema).flatMap(({ must, may }) => named([...must, ...may], subschema))

/** What entries of the class must have, in lower case, each under its first name. */
export const requiredTypesOf = (description: ObjectClassDescription, subschema: Subschema): readonly string[] =>
  withSuperiors(description, subschema).flatMap(({ must }) => named(must, subschema))

/** Whether entries of the class may have every attribute type there is. RFC 4512 §4.3 */
export const allowsEverything = (description: ObjectClassDescription, subschema: Subschema): boolean =>
  withSuperiors(description, subschema).some(({ names }) => names.some((name) => /^extensibleObject$/i.test(name)))

/** Circles, which no server makes, end. */
const withSuperiors = (
  description: ObjectClassDescription,
  subschema: Subschema,
): readonly ObjectClassDescription[] => {
  const classes = new Set([description])
  for (const each of classes) {
    for (const name of each.superiors) {
      const superior = subschema.objectClass(name)
      if (superior && ![...classes].some(({ oid }) => oid === superior.oid)) classes.add(superior)
    }
  }
  return [...classes]
}

const named = (types: readonly string[], subschema: Subschema): readonly string[] =>
  types.map((type) => (subschema.attributeType(type)?.names[0] ?? type).toLowerCase())
