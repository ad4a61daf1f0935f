/** Scopes: what a client may ask for at the token endpoint, and what it gets. RFC 6749 §3.3 */
import type { Grant } from '../../operations/scope.ts'
import type { CallingClient, Principal } from '../principal.ts'
import { OAuthError } from './oauth-error.ts'

/** scim: all that the client may. scim.read: reading, though the client may write. */
export const scopes = ['scim', 'scim.read'] as const

export type GrantedScope = (typeof scopes)[number]

/** `asked`: words with blanks between them; undefined: all that there is. Throws invalid_scope. */
export const grantedScope = (asked: string | undefined, { access }: CallingClient): GrantedScope => {
  const words = asked === undefined ? ['scim'] : asked.split(' ')
  if (!words.every((word) => isScope(word))) {
    throw new OAuthError('invalid_scope', `The scopes of this service are ${scopes.join(' and ')}`)
  }
  return access === 'write' && words.includes('scim') ? 'scim' : 'scim.read'
}

/** A client that may write no more has no token that may. */
export const narrowed = (principal: Principal, scope: GrantedScope): Principal =>
  scope === 'scim' ? principal : { ...principal, grant: readOnly }

export const isScope = (word: unknown): word is GrantedScope => scopes.some((scope) => scope === word)

const readOnly: Grant = { read: true, write: false }
