/**
 * asUsual: refusals of Active Directory under the result codes that other servers have for them. RFC 4511 §4.1.9, [MS-ERREF]
 * §2.2
 */
import { DirectoryError } from '../directory.ts'

/** ERROR_MEMBER_IN_ALIAS, ERROR_MEMBER_NOT_IN_ALIAS; Samba says it in words. */
const isMember = /^0*562:|already exists for target/i
const isNoMember = /^0*561:|(?:doesn't exist|already deleted) for target/i

/** Of a modify: a member who is there already is attributeOrValueExists (20), one who is not is noSuchAttribute (16). */
export const asUsual = (thrown: unknown): unknown => {
  if (!(thrown instanceof DirectoryError) || thrown.diagnostic === undefined) return thrown
  const { code, diagnostic } = thrown
  if (code === 68 && isMember.test(diagnostic)) return withCode(thrown, 20)
  return code === 53 && isNoMember.test(diagnostic) ? withCode(thrown, 16) : thrown
}

const withCode = (cause: DirectoryError, code: number): DirectoryError =>
  new DirectoryError(code, cause.message, {
    cause,
    ...(cause.diagnostic !== undefined && { diagnostic: cause.diagnostic }),
  })
