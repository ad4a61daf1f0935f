/** refuseStale: 412 where a condition names another version than the one that is stored. RFC 7644 §3.14 */
import { preconditionFailed, type ScimError, unavailable } from '../../scim/error.ts'
import { matches, type Precondition } from '../../scim/resource/version.ts'
import type { Target } from '../operations.ts'

/** `version`: of what was just read, on which the write is then guarded. @throws 412 */
export const refuseStale = ({ resourceType }: Target, ifMatch: Precondition | undefined, version: string): void => {
  if (ifMatch !== undefined && !matches(ifMatch, version, 'content')) throw staleVersion(resourceType)
}

/** After a write that was not answered: it may be our own that changed the version, so that 412 could be a lie. */
export const orUnknown = (check: () => void): void => {
  try {
    check()
  } catch (thrown) {
    throw unavailable('an answer of the directory was lost; read the resource before you try again', 1, thrown)
  }
}

export const staleVersion = ({ name }: Target['resourceType']): ScimError =>
  preconditionFailed(`the ${name} has changed since that version`)
