/** T4 removeByValue: `remove` of a list with the elements to be removed as `value`. Entra ID, JumpCloud, authentik */
import { invalidValue } from '../../scim/error.ts'
import type { JsonObject } from '../../scim/resource/json-object.ts'
import type { ResourceType } from '../../scim/schema/resource-type.ts'
import { targetOf } from '../names.ts'
import type { Tolerance } from '../tolerance.ts'

const isByValue = ({ op, path, value }: JsonObject, resourceType: ResourceType): boolean => {
  if (typeof op !== 'string' || op.toLowerCase() !== 'remove' || value === undefined || value === null) return false
  const target = typeof path === 'string' ? targetOf(path, resourceType) : undefined
  if (target?.kind !== 'attribute' || !target.attribute.multiValued) return false
  return !target.isFiltered && target.subAttribute === undefined
}

/** That only these elements go, the strict parser sees to; that they may be bare ids, `oneForList`. */
export const removeByValue: Tolerance = {
  id: 'T4',
  name: 'removeByValue',
  soften: {},
  refuse: {
    shape: (operation, { resourceType }) => {
      // The RFC gives it no meaning, and to remove everything is never what was meant.
      if (isByValue(operation, resourceType)) {
        throw invalidValue('remove takes no value: name the elements by a filter in the path')
      }
      return [operation]
    },
  },
}
