/** restrictSchema: a schema cut down to what a mapping can store. RFC 7643 §2.2 */
import type { Attribute } from './attribute.ts'
import type { Schema } from './schema.ts'

/**
 * `isMapped` is asked for simple attributes (`title`) and for sub-attributes (`name.familyName`), in canonical case and
 * with what is defined around them; a complex attribute stays as long as one of its sub-attributes does. What is gone here is unknown everywhere:
 * ignored in bodies, refused in filters and paths, absent from `/Schemas`.
 */
export const restrictSchema = (schema: Schema, isMapped: IsMapped): Schema => ({
  ...schema,
  attributes: schema.attributes.flatMap((attribute) => restrict(attribute, isMapped)),
})

export type IsMapped = (path: string, attribute: Attribute, subAttribute?: Attribute) => boolean

const restrict = (attribute: Attribute, isMapped: IsMapped): readonly Attribute[] => {
  if (attribute.subAttributes === undefined) return isMapped(attribute.name, attribute) ? [attribute] : []
  const subAttributes = attribute.subAttributes.filter((part) =>
    isMapped(`${attribute.name}.${part.name}`, attribute, part),
  )
  return subAttributes.length === 0 ? [] : [{ ...attribute, subAttributes }]
}
