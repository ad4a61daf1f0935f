/** Active rule: ppolicy's lock by an administrator, with a flag beside it for everybody else to read. */
import { type AttributeValues, type Entry, textOf } from '../../ldap/entry.ts'
import { always, equal, lessOrEqual, or } from '../../ldap/filter.ts'
import { normaliseValue, sameValue } from '../../ldap/matching.ts'
import type { ResolvedPath } from '../../scim/path/resolve.ts'
import type { Encoded, Leaf, Lock, Rule } from '../mapping.ts'
import { everything, exactly, negationOf, nothing, type Pushdown } from '../pushdown.ts'

/** slapo-ppolicy: locked until an administrator unlocks. Any other time is a lock after failed binds, no deactivation. */
export const lockedForGood = '000001010000Z'

/** A bar ends a password in 1970, up to this: no end that anybody would plan. */
const lastBar = '19710101000000Z'

export interface ActiveHomes {
  readonly flag: string | undefined
  readonly lock: string | undefined
  /** slapo-ppolicy's `pwdEndTime`: keeps a person from binding while a new password takes the lock away. */
  readonly bar?: string | undefined
}

/**
 * The lock, where one is mapped, is the truth, since it is what keeps a person from binding; the flag is written with
 * it. Without a lock the flag is the truth. Absent: active. A bar is as good as a lock: it is gone when the password is
 * set, unless whoever set it died over it.
 */
export const activeRule = (path: ResolvedPath, homes: ActiveHomes): Rule => ({
  path,
  types: typesOf(homes),
  decode: (entry) => !isInactive(entry.attributes, homes),
  encode: (value, { stored }) => encode(value !== false, stored, homes),
  pushdown: (leaf) => push(leaf, homes),
  content: ({ attributes }) => [['active', [String(!isInactive(attributes, homes))]]],
})

const typesOf = ({ flag, lock, bar }: ActiveHomes): readonly string[] =>
  [flag, lock, bar].filter((type) => type !== undefined)

const isInactive = (attributes: Entry['attributes'], { flag, lock, bar }: ActiveHomes): boolean => {
  if (lock === undefined) return flag !== undefined && textOf(attributes, flag) === 'FALSE'
  return isLocked(attributes, { type: lock, ...(bar !== undefined && { bar }) })
}

/** By lock or bar, and not by failed binds. */
export const isLocked = (attributes: AttributeValues, { type, bar }: Lock): boolean => {
  const time = textOf(attributes, type)
  if (time !== undefined && sameValue('generalizedTimeMatch', time, lockedForGood)) return true
  return bar !== undefined && isBarred(textOf(attributes, bar))
}

/** Whether this end of a password is a bar. */
export const isBarred = (end: string | undefined): boolean => {
  if (end === undefined) return false
  const key = normaliseValue('generalizedTimeMatch', end)
  return /^\d/.test(key) && key <= normaliseValue('generalizedTimeMatch', lastBar)
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

/** An end that somebody planned is none of ours. */
const asStored = (stored: AttributeValues, homes: ActiveHomes): Encoded =>
  typesOf(homes).flatMap((type) => {
    const value = textOf(stored, type)
    if (value === undefined || (type === homes.bar && !isBarred(value))) return []
    return [[type, [value]] as const]
  })

const push = (leaf: Leaf, { flag, lock, bar }: ActiveHomes): Pushdown => {
  if (leaf.kind === 'present') return exactly(always)
  if (leaf.kind === 'element') return everything
  const barred = bar === undefined ? [] : [lessOrEqual(bar, lastBar)]
  const inactive = exactly(
    lock === undefined ? equal(flag as string, 'FALSE') : or(equal(lock, lockedForGood), ...barred),
  )
  if (leaf.value === null) return leaf.operator === 'eq' ? nothing : exactly(always)
  const asksForInactive = (leaf.value === false) === (leaf.operator === 'eq')
  return asksForInactive ? inactive : negationOf(inactive)
}
