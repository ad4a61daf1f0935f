/** The rows of `active` that no other attribute takes: by the password policy's lock, and by where the entry is. */
import * as v from 'valibot'
import { attributeType, enforcement, filled } from './declaration-parts.ts'

/**
 * False where `flag` is FALSE or `lock` is 000001010000Z (ppolicy's lock by an administrator); writing sets and clears
 * both, whichever are named. `enforcedBy`: what keeps somebody from binding, where that cannot be seen in the directory.
 */
export const active = v.strictObject({
  flag: v.optional(attributeType),
  lock: v.optional(attributeType),
  enforcedBy: v.optional(enforcement),
})

/**
 * False below `inactiveIn`; writing moves the entry there, and back to `activeIn`, or else to where new entries go.
 * `enforcedBy` as for a value map.
 */
export const activePlace = v.strictObject({
  inactiveIn: filled,
  activeIn: v.optional(filled),
  access: v.optional(v.picklist(['readOnly'])),
  enforcedBy: v.optional(enforcement),
})

export type ActivePlaceRow = v.InferOutput<typeof activePlace>
