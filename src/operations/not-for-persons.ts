/** notForPersons: what needs more than the eyes and the rights of one person to be done whole. */
import { forbidden, type ScimError } from '../scim/error.ts'

const refusals = {
  create: 'nobody is created by a caller who acts as a person: use a client that acts as the gateway',
  delete: 'nobody is deleted by a caller who acts as a person: what refers to them may be hidden from it',
  rename: 'nobody is renamed by a caller who acts as a person: what refers to them may be hidden from it',
  unseen: 'the directory hides from this person in which state the resource is: a change could not be guarded',
} as const

export const notForPersons = (what: keyof typeof refusals): ScimError => forbidden(refusals[what])
