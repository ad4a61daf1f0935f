/** PlacedAttribute: a top-level attribute and the extension it stands under. RFC 7643 §3 */
import type { Attribute } from './attribute.ts'
import { commonOf, type ResourceType } from './resource-type.ts'
import type { Schema } from './schema.ts'

export interface PlacedAttribute {
  readonly attribute: Attribute
  /** undefined: core or common. */
  readonly extension: Schema | undefined
}

/** Every top-level attribute of the type: common (`schemas` too), core, then those of its extensions. */
export const placedAttributes = (resourceType: ResourceType): readonly PlacedAttribute[] => [
  ...commonOf(resourceType).map((attribute) => ({ attribute, extension: undefined })),
  ...resourceType.schema.attributes.map((attribute) => ({ attribute, extension: undefined })),
  ...resourceType.extensions.flatMap(({ schema }) =>
    schema.attributes.map((attribute) => ({ attribute, extension: schema })),
  ),
]

/** `name`, `urn:…:User:manager`, `name.familyName`: what error details call it. RFC 7644 §3.10 */
export const placedName = ({ attribute, extension }: PlacedAttribute, subAttribute?: Attribute): string => {
  const name = extension === undefined ? attribute.name : `${extension.id}:${attribute.name}`
  return subAttribute === undefined ? name : `${name}.${subAttribute.name}`
}
