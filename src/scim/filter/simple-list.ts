/** Lists of simple values in filters: each value goes by the name `value`, as in PATCH paths. RFC 7643 §2.4, RFC 7644 §3.5.2.2 */
import { type Definitions, findDefinitions } from '../path/find.ts'
import type { AttributeName } from '../path/name.ts'
import type { ComplexValue, SimpleValue } from '../resource/resource.ts'
import { type Attribute, complex } from '../schema/attribute.ts'
import type { ResourceType } from '../schema/resource-type.ts'

/** The attribute as value paths see it: complex, with `value` alone where its values are simple. Of a list. */
export const asElements = (attribute: Attribute): Attribute =>
  isSimpleList(attribute)
    ? complex(attribute.name, [{ ...attribute, name: 'value', multiValued: false }], { multiValued: true })
    : attribute

/** A value of the attribute as `asElements` defines it. */
export const asElement = (attribute: Attribute, value: SimpleValue | ComplexValue): ComplexValue =>
  attribute.type === 'complex' ? (value as ComplexValue) : ({ value } as ComplexValue)

/** As `findDefinitions`, and the list itself for `notes.value` where its values are simple. */
export const findFiltered = (name: AttributeName, resourceType: ResourceType): Definitions | undefined => {
  const found = findDefinitions(name, resourceType)
  const { subAttribute, ...list } = name
  if (found !== undefined || subAttribute?.toLowerCase() !== 'value') return found
  const top = findDefinitions(list, resourceType)
  return top !== undefined && isSimpleList(top.attribute) ? top : undefined
}

const isSimpleList = ({ type, multiValued }: Attribute): boolean => multiValued && type !== 'complex'
