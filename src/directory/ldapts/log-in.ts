/** logIn: whether a person may come in with a password, by the answer of a bind and of a password policy. RFC 4513 §5.1 */
import { BindRequest, PasswordPolicyControl } from 'ldapts'
import { DirectoryError } from '../directory.ts'
import { SessionLost, unavailable } from './errors.ts'
import { unsent } from './message.ts'
import type { Pool } from './pool.ts'

/** inappropriateAuthentication, invalidCredentials, noSuchObject, invalidDNSyntax; unwillingToPerform: 389-ds, locked. */
export const bindRefusals: ReadonlySet<unknown> = new Set([48, 49, 32, 34, 53])

/**
 * On a connection of its own that is closed afterwards. An empty password is refused here: a server takes it for an
 * anonymous bind and says success (RFC 4513 §5.1.2). Refused, too, is whoever binds and may do nothing then but choose
 * another password, which slapo-ppolicy says in its response control alone (changeAfterReset).
 */
export const logIn = async (pool: Pool, dn: string, password: string): Promise<boolean> => {
  if (dn === '' || password === '') return false
  const lease = await pool.lease('bind')
  try {
    const policy = new PasswordPolicyControl()
    await lease.session.request(new BindRequest({ ...unsent, dn, password, controls: [policy] }), pool.deadline())
    return policy.value?.error === undefined
  } catch (error) {
    if (error instanceof DirectoryError && bindRefusals.has(error.code)) return false
    throw error instanceof SessionLost ? unavailable('no answer', error.cause) : error
  } finally {
    lease.discard()
  }
}
