/** PlacedAttribute: a top-level attribute and the extension it stands under. RFC 7643 §3 */
import { kept } from '../kept-with.ts'
import type { Attribute } from './attribute.ts'
import { commonOf, type ResourceType } from './resource-type.ts'
import type { Schema } from './schema.ts'

export interface PlacedAttribute {
  readonly attribute: Attribute
  /** undefined: core or common. */
  readonly extension: Schema | undefined
}

/** Every top-level attribute of the type: common (`schemas` too), core, then those of its extensions. One resource type serves all requests. */
export const placedAttributes = kept((resourceType: ResourceType): readonly PlacedAttribute[] => [
  ...commonOf(resourceType).map((attribute) => ({ attribute, extension: undefined })),
  ...resourceType.schema.attributes.map((attribute) => ({ attribute, extension: undefined })),
  ...resourceType.extensions.flatMap(({ schema }) =>
    schema.attributes.map((attribute) => ({ attribute, extension: schema })),
  ),
])

/** By name and by name with URN, in lower case; a core attribute comes before a common one of its name. */
export const placedByName = kept((resourceType: ResourceType): ReadonlyMap<string, PlacedAttribute> => {
  const names = new Map<string, PlacedAttribute>()
  for (const placed of placedAttributes(resourceType)) {
    const { attribute, extension } = placed
    names.set(`${(extension ?? resourceType.schema).id}:${attribute.name}`.toLowerCase(), placed)
    if (extension === undefined) names.set(attribute.name.toLowerCase(), placed)
  }
  return names
})

/** `name`, `urn:…:User:manager`, `name.familyName`: what error details call it. RFC 7644 §3.10 */
export const placedName = ({ attribute, extension }: PlacedAttribute, subAttribute?: Attribute): string => {
  const name = extension === undefined ? attribute.name : `${extension.id}:${attribute.name}`
  return subAttribute === undefined ? name : `${name}.${subAttribute.name}`
}
