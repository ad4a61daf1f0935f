/** T5 oneForList: one object or text where a list is expected. OneLogin, Postman collections */
import { invalidValue } from '../../scim/error.ts'
import { isJsonObject } from '../../scim/resource/json-object.ts'
import { type Attribute, findAttribute } from '../../scim/schema/attribute.ts'
import type { Tolerance } from '../tolerance.ts'

/** `"id"` is `{"value": "id"}` among elements that have a `value`. */
const asElement = (json: unknown, attribute: Attribute): unknown =>
  typeof json === 'string' && findAttribute(attribute.subAttributes, 'value') !== undefined ? { value: json } : json

export const oneForList: Tolerance = {
  id: 'T5',
  name: 'oneForList',
  soften: {
    value: (json, attribute, isElement) => {
      if (!attribute.multiValued) return json
      if (isElement) return asElement(json, attribute)
      return typeof json === 'string' || isJsonObject(json) ? [json] : json
    },
  },
  refuse: {
    value: (json, { multiValued, name }, isElement) => {
      if (multiValued && !isElement && json !== null && !Array.isArray(json))
        throw invalidValue(`${name} takes an array`)
      return json
    },
  },
}
