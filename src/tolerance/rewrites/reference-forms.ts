/** T6 referenceForms: `manager` as an id, an object, or an array of one; empty text clears it. Entra ID */
import { type Attribute, findAttribute } from '../../scim/schema/attribute.ts'
import type { Tolerance } from '../tolerance.ts'

/** A single complex value that is known by its `value`, as `manager` is. */
const isReference = ({ type, multiValued, subAttributes }: Attribute): boolean =>
  type === 'complex' && !multiValued && findAttribute(subAttributes, 'value') !== undefined

const asObject = (json: unknown): unknown => {
  if (typeof json !== 'string') return json
  return json === '' ? null : { value: json }
}

const unwrapped = (json: unknown): unknown => {
  if (!Array.isArray(json) || json.length > 1) return json
  return json.length === 0 ? null : json[0]
}

export const referenceForms: Tolerance = {
  id: 'T6',
  name: 'referenceForms',
  soften: {
    value: (json, attribute, isElement) => (!isElement && isReference(attribute) ? asObject(unwrapped(json)) : json),
  },
}
