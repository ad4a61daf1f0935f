/** Rows of accounts: passwords, and `active` by the password policy's lock, by where the entry is, and by one bit of a number. */
import * as v from 'valibot'
import { attributeType, enforcement, filled } from './parts.ts'

const isOneBit = (mask: number): boolean => Number.isInteger(Math.log2(mask)) && mask >= 1 && mask <= 2 ** 30

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

/**
 * True or false by a bit of an integer, whose other bits stay; `others` are those of a new entry. `whenSet`: what SCIM shows
 * where it is set. `enforcedBy`: of `active` alone, what keeps somebody
 * from binding who is not active.
 */
export const bits = v.strictObject({
  bits: attributeType,
  mask: v.pipe(v.number(), v.check(isOneBit, 'expected one bit: 1, 2, 4 and so on up to 1073741824')),
  whenSet: v.boolean(),
  others: v.optional(v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(2_147_483_647))),
  access: v.optional(v.picklist(['readOnly'])),
  enforcedBy: v.optional(enforcement),
})

/**
 * `password`: by the Password Modify operation (RFC 3062), or as a value that the directory hashes itself; `as`: in Active
 * Directory's form of unicodePwd.
 */
export const password = v.strictObject({
  password: attributeType,
  by: v.picklist(['operation', 'value']),
  as: v.optional(v.picklist(['quotedUtf16'])),
})

export type ActivePlaceRow = v.InferOutput<typeof activePlace>
