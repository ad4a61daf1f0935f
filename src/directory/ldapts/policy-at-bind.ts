/** policyAtBind: whether a password policy has its say when the gateway's own account is bound. draft-behera-ldap-password-policy §6.2 */
import { BindRequest, PasswordPolicyControl } from 'ldapts'
import { SessionLost, unavailable } from './errors.ts'
import { unsent } from './message.ts'
import type { Pool } from './pool.ts'

/**
 * slapo-ppolicy answers the control for every entry of its database but the rootdn, whatever the policy is (2.5.13,
 * measured). undefined: the gateway is not bound by a password.
 */
export const policyAtBind = async (pool: Pool): Promise<boolean | undefined> => {
  const { credentials } = pool.settings
  if (credentials.kind === 'external') return undefined
  const { dn, password } = credentials
  const lease = await pool.lease('bind')
  try {
    const policy = new PasswordPolicyControl()
    await lease.session.request(new BindRequest({ ...unsent, dn, password, controls: [policy] }), pool.deadline())
    return policy.value !== undefined
  } catch (error) {
    throw error instanceof SessionLost ? unavailable('no answer', error.cause) : error
  } finally {
    lease.discard()
  }
}
