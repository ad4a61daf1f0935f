/** refuseStale: 412 where a condition names another version than the one that is stored, as far as that is known. RFC 7644 §3.14 */
import { preconditionFailed, ScimError, unavailable } from '../../scim/error.ts'
import { matches, type Precondition } from '../../scim/resource/version.ts'
import type { Target } from '../operations.ts'

/** `version`: of what was just read, on which the write is then guarded. @throws 412 */
export const refuseStale = ({ resourceType }: Target, ifMatch: Precondition | undefined, version: string): void => {
  if (ifMatch !== undefined && !matches(ifMatch, version, 'content')) throw staleVersion(resourceType)
}

/**
 * A refusal after a write that was not answered: it may be that very write that makes it one, so that 400 or 412 could
 * be a lie. Only a 404 stays: the resource is gone, whatever was done to it.
 */
export const asUnknown = (thrown: unknown): never => {
  if (!(thrown instanceof ScimError) || thrown.status === 404 || thrown.status >= 500) throw thrown
  throw unavailable('an answer of the directory was lost; read the resource before you try again', 1, thrown)
}

export const staleVersion = ({ name }: Target['resourceType']): ScimError =>
  preconditionFailed(`the ${name} has changed since that version`)
