/** T4 removeByValue: `remove` of a list with the elements to be removed as `value`. Entra ID, JumpCloud, authentik */
import { invalidValue } from '../../scim/error.ts'
import type { JsonObject } from '../../scim/resource/json-object.ts'
import type { Tolerance } from '../tolerance.ts'

const isByValue = ({ op, value }: JsonObject): boolean =>
  typeof op === 'string' && op.toLowerCase() === 'remove' && value !== undefined && value !== null

/** That only these elements go, the strict parser sees to; that they may be bare ids, `oneForList`. */
export const removeByValue: Tolerance = {
  id: 'T4',
  name: 'removeByValue',
  soften: {},
  refuse: {
    shape: (operation) => {
      // The RFC gives it no meaning, and to remove everything is never what was meant.
      if (isByValue(operation)) throw invalidValue('remove takes no value: name the elements by a filter in the path')
      return [operation]
    },
  },
}
