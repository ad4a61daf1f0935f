/** What several pieces of a declaration are written with. */
import * as v from 'valibot'

export const attributeType = v.pipe(
  v.string(),
  v.regex(/^[A-Za-z][A-Za-z0-9-]*(;[A-Za-z0-9-]+)*$/, 'expected the name of an LDAP attribute type, such as mail'),
)

export const filled = v.pipe(v.string(), v.nonEmpty())

export const enforcement = v.pipe(v.string(), v.regex(/\S/, 'expected words: what keeps somebody from binding'))
