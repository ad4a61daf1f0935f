/** passwordState: what the directory's password policy knows of a person; names after draft-hunt-scim-password-mgmt. */
import { urn } from '../urn.ts'
import { boolean, dateTime, integer } from './attribute.ts'
import type { Schema } from './schema.ts'

const readOnly = (description: string) => ({ description, mutability: 'readOnly' }) as const

export const passwordState: Schema = {
  id: urn.passwordState,
  name: 'PasswordState',
  description: "Password and login state, as the directory's password policy keeps it",
  attributes: [
    boolean('locked', {
      description: 'Locked for a while after failed logins. Writing false unlocks; true cannot be written.',
      required: true,
      supplied: true,
    }),
    dateTime('lockedUntilDate', readOnly('When that lock ends by itself, where the policy says so.')),
    integer('loginAttempts', readOnly('Failed logins since the last successful one, as far as they count.')),
    dateTime('lastFailedLoginDate', readOnly('The last failed login since the last successful one.')),
    dateTime('lastSuccessfulLoginDate', readOnly('The last successful login.')),
    dateTime('lastChangedDate', readOnly('When the password was set.')),
    dateTime('expiryDate', readOnly('When the password is too old, where the policy says so.')),
    boolean('mustChange', readOnly('The password must be changed at the next login.')),
  ],
}
