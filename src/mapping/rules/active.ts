/** Active rule: ppolicy's lock by an administrator, with a flag beside it for everybody else to read. */
import { type AttributeValues, type Entry, textOf } from '../../ldap/entry.ts'
import { always, equal } from '../../ldap/filter.ts'
import { sameValue } from '../../ldap/matching.ts'
import type { ResolvedPath } from '../../scim/path/resolve.ts'
import type { Encoded, Leaf, Rule } from '../mapping.ts'
import { everything, exactly, negationOf, nothing, type Pushdown } from '../pushdown.ts'

/** slapo-ppolicy: locked until an administrator unlocks. Any other time is a lock after failed binds, no deactivation. */
export const lockedForGood = '000001010000Z'

export interface ActiveHomes {
  readonly flag: string | undefined
  readonly lock: string | undefined
}

/**
 * The lock, where one is mapped, is the truth, since it is what keeps a person from binding; the flag is written with
 * it. Without a lock the flag is the truth. Absent: active.
 */
export const activeRule = (path: ResolvedPath, homes: ActiveHomes): Rule => ({
  path,
  types: typesOf(homes),
  decode: (entry) => !isInactive(entry.attributes, homes),
  encode: (value, { stored }) => encode(value !== false, stored, homes),
  pushdown: (leaf) => push(leaf, homes),
  content: (attributes) => [['active', [String(!isInactive(attributes, homes))]]],
})

const typesOf = ({ flag, lock }: ActiveHomes): readonly string[] => [flag, lock].filter((type) => type !== undefined)

const isInactive = (attributes: Entry['attributes'], { flag, lock }: ActiveHomes): boolean => {
  if (lock === undefined) return flag !== undefined && textOf(attributes, flag) === 'FALSE'
  const time = textOf(attributes, lock)
  return time !== undefined && sameValue('generalizedTimeMatch', time, lockedForGood)
}

/** Values that say the same as before are given back as stored, so that nothing is written. */
const encode = (active: boolean, stored: AttributeValues, homes: ActiveHomes): Encoded => {
  if (active === !isInactive(stored, homes)) return asStored(stored, homes)
  if (active) return []
  return [
    ...(homes.flag === undefined ? [] : [[homes.flag, ['FALSE']] as const]),
    ...(homes.lock === undefined ? [] : [[homes.lock, [lockedForGood]] as const]),
  ]
}

const asStored = (stored: AttributeValues, homes: ActiveHomes): Encoded =>
  typesOf(homes).flatMap((type) => {
    const value = textOf(stored, type)
    return value === undefined ? [] : [[type, [value]] as const]
  })

const push = (leaf: Leaf, { flag, lock }: ActiveHomes): Pushdown => {
  if (leaf.kind === 'present') return exactly(always)
  if (leaf.kind === 'element') return everything
  const inactive = exactly(lock === undefined ? equal(flag as string, 'FALSE') : equal(lock, lockedForGood))
  if (leaf.value === null) return leaf.operator === 'eq' ? nothing : exactly(always)
  const asksForInactive = (leaf.value === false) === (leaf.operator === 'eq')
  return asksForInactive ? inactive : negationOf(inactive)
}
