/** attributeOfTest: the definition that a test in a filter speaks of. RFC 7644 §3.4.2.2, §3.10 */
import { asElements, findFiltered } from '../scim/filter/simple-list.ts'
import { parseName } from '../scim/path/name.ts'
import { type Attribute, findAttribute } from '../scim/schema/attribute.ts'
import type { ResourceType } from '../scim/schema/resource-type.ts'
import type { FilterTest } from './filter-text.ts'

/** Of the first of the types that has it; of a complex one its `value`. undefined: nobody has it. */
export const attributeOfTest = (
  { name, owner }: FilterTest,
  resourceTypes: readonly ResourceType[],
): Attribute | undefined => {
  for (const resourceType of resourceTypes) {
    const found = owner === undefined ? leaf(name.text, resourceType) : part(owner.text, name.text, resourceType)
    if (found !== undefined) return found
  }
  return undefined
}

const leaf = (text: string, resourceType: ResourceType): Attribute | undefined => {
  const name = parseName(text)
  const found = name && findFiltered(name, resourceType)
  if (found === undefined) return undefined
  return found.subAttribute ?? findAttribute(found.attribute.subAttributes, 'value') ?? found.attribute
}

const part = (owner: string, text: string, resourceType: ResourceType): Attribute | undefined => {
  const name = parseName(owner)
  const found = name && findFiltered(name, resourceType)
  return found && findAttribute(asElements(found.attribute).subAttributes, text)
}
