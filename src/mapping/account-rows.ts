/** Rows of accounts: what a declaration says of a password and of one bit of an integer. `declaration.ts` has the others. */
import * as v from 'valibot'

export const attributeType = v.pipe(
  v.string(),
  v.regex(/^[A-Za-z][A-Za-z0-9-]*(;[A-Za-z0-9-]+)*$/, 'expected the name of an LDAP attribute type, such as mail'),
)

const isOneBit = (mask: number): boolean => Number.isInteger(Math.log2(mask)) && mask >= 1 && mask <= 2 ** 30
/** What keeps somebody from binding. */
export const enforcement = v.pipe(v.string(), v.regex(/\S/, 'expected words: what keeps somebody from binding'))

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
