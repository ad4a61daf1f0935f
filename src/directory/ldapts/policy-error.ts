/** explaining: a refused password with the reason that the policy's response control gives. draft-behera-ldap-password-policy §6.2 */
import type { PasswordPolicyControl } from 'ldapts'
import { DirectoryError, policyErrors } from '../directory.ts'

/** `control` went out with the write and has read its answer. Servers without a policy leave it empty. */
export const explaining = async <T>(control: PasswordPolicyControl | undefined, write: Promise<T>): Promise<T> => {
  try {
    return await write
  } catch (thrown) {
    const policyError = policyErrors[control?.value?.error ?? -1]
    if (policyError === undefined || !(thrown instanceof DirectoryError)) throw thrown
    const { code, message, diagnostic } = thrown
    throw new DirectoryError(code, message, {
      cause: thrown,
      policyError,
      ...(diagnostic !== undefined && { diagnostic }),
    })
  }
}
