/** findDefinitions: the definitions that a name stands for. RFC 7644 §3.10 */
import type { Attribute } from '../schema/attribute.ts'
import { findAttribute } from '../schema/attribute.ts'
import { coreAttribute, extensionOf, type ResourceType } from '../schema/resource-type.ts'
import type { Schema } from '../schema/schema.ts'
import type { AttributeName } from './name.ts'

export interface Definitions {
  readonly extension?: Schema
  readonly attribute: Attribute
  readonly subAttribute?: Attribute
}

/**
 * Ignores case. Core and common attributes may carry the URN of the core schema; those of an extension must carry
 * theirs. undefined: the resource type has no such attribute or sub-attribute.
 */
export const findDefinitions = (name: AttributeName, resourceType: ResourceType): Definitions | undefined => {
  const top = findTop(name, resourceType)
  if (top === undefined || name.subAttribute === undefined) return top
  const subAttribute = findAttribute(top.attribute.subAttributes, name.subAttribute)
  return subAttribute && { ...top, subAttribute }
}

const findTop = ({ urn, attribute: name }: AttributeName, resourceType: ResourceType): Definitions | undefined => {
  if (urn === undefined || urn.toLowerCase() === resourceType.schema.id.toLowerCase()) {
    const attribute = coreAttribute(resourceType, name)
    return attribute && { attribute }
  }
  const extension = extensionOf(resourceType, urn)
  const attribute = findAttribute(extension?.attributes, name)
  return extension && attribute && { extension, attribute }
}
