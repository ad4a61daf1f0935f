/** Active map rule: `active` by a value map over an attribute of the directory's own, such as a status. RFC 7643 §4.1.1 */
import { type AttributeValues, valuesOf } from '../../ldap/entry.ts'
import { always, not, or } from '../../ldap/filter.ts'
import type { ResolvedPath } from '../../scim/path/resolve.ts'
import type { Leaf, Rule } from '../mapping.ts'
import { everything, exactly, negationOf, nothing, type Pushdown } from '../pushdown.ts'
import { asEncoded, filterFor, mappedIn, mappedValue, storedFor, type ValueMap } from './value-map.ts'

export interface ActiveMap extends ValueMap {
  /** Of an entry without a value in the map. */
  readonly otherwise: boolean
}

/**
 * Nobody is neither: one value that means false is enough, and without any value `otherwise` says it. A new entry gets
 * its value even where it would go without saying, for the others who read it.
 */
export const activeMapRule = (path: ResolvedPath, map: ActiveMap): Rule => {
  const { type, whole } = map.column
  return {
    path,
    types: [type],
    isAlone: true,
    isTotal: true,
    decode: ({ attributes }) => isActive(attributes, map),
    encode: (value, { stored }) => {
      const wanted = typeof value === 'boolean' ? value : map.otherwise
      const isNew = stored.size === 0
      if (!isNew && wanted === isActive(stored, map)) {
        return asEncoded(type, whole ? valuesOf(stored, type) : mappedIn(stored, map))
      }
      const needsNone = wanted === map.otherwise && !map.values.some(({ shown }) => shown === wanted)
      return needsNone ? [] : asEncoded(type, [storedFor(wanted, path, map)])
    },
    pushdown: (leaf) => push(leaf, map),
  }
}

const isActive = (attributes: AttributeValues, map: ActiveMap): boolean => {
  const shown = mappedIn(attributes, map).map((value) => mappedValue(value, map))
  return shown.includes(false) ? false : shown.includes(true) || map.otherwise
}

const push = (leaf: Leaf, map: ActiveMap): Pushdown => {
  if (leaf.kind === 'present') return exactly(always)
  if (leaf.kind === 'element') return everything
  if (leaf.value === null) return leaf.operator === 'eq' ? nothing : exactly(always)
  const [isFalse, isTrue] = [false, true].map((wanted) => filterFor(map, (shown) => shown === wanted)?.filter)
  if (isFalse === undefined || isTrue === undefined || map.column.description.isLoose) return everything
  const inactive = exactly(map.otherwise ? isFalse : or(isFalse, not(isTrue)))
  const asksForInactive = (leaf.value === false) === (leaf.operator === 'eq')
  return asksForInactive ? inactive : negationOf(inactive)
}
