/** T13 emptyText: an empty text for what need not have a value: it has none. Entra ID */
import { invalidValue } from '../../scim/error.ts'
import { type Attribute, isDemanded } from '../../scim/schema/attribute.ts'
import type { Tolerance } from '../tolerance.ts'

/** Not of lists: nobody empties `members` by a text. */
const isEmpty = (json: unknown, attribute: Attribute, isElement: boolean): boolean =>
  json === '' && !isElement && !attribute.multiValued && !isDemanded(attribute)

export const emptyText: Tolerance = {
  id: 'T13',
  name: 'emptyText',
  soften: { value: (json, attribute, isElement) => (isEmpty(json, attribute, isElement) ? null : json) },
  refuse: {
    value: (json, attribute, isElement) => {
      if (isEmpty(json, attribute, isElement) && attribute.mutability !== 'readOnly') {
        throw invalidValue(`${attribute.name} takes no empty text, which no directory stores: null clears it`)
      }
      return json
    },
  },
}
