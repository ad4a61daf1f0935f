/** posixUser, posixGroup: extensions of ours that show what login services read of an account and of a group. RFC 2307 §3 */
import { urn } from '../urn.ts'
import { integer, string } from './attribute.ts'
import type { Schema } from './schema.ts'

export const posixUser: Schema = {
  id: urn.posixUser,
  name: 'PosixUser',
  description: 'What login services read of an account',
  attributes: [
    integer('uidNumber', { description: 'Number of the account.' }),
    integer('gidNumber', { description: 'Number of its primary group.' }),
    string('homeDirectory', { description: 'Path of the home directory.', caseExact: true }),
    string('loginShell', { description: 'Path of the login shell.', caseExact: true }),
    string('gecos', { description: 'The common name, as login services show it.' }),
  ],
}

export const posixGroup: Schema = {
  id: urn.posixGroup,
  name: 'PosixGroup',
  description: 'What login services read of a group',
  attributes: [integer('gidNumber', { description: 'Number of the group.' })],
}
