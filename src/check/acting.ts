/** lookAtActing: whether the directory lets the account act as a person, tried on one without changing anything. RFC 4370 */
import { DirectoryError } from '../directory/directory.ts'
import type { OpenDirectory } from '../directory/ldapts/open.ts'
import { entriesOf } from '../operations/references/entries-of.ts'
import type { ActingFact, ResourceFacts } from './facts.ts'

/** authorizationDenied. */
const denied = 123

export const lookAtActing = async (
  directory: OpenDirectory,
  resources: readonly ResourceFacts[],
): Promise<ActingFact> => {
  if (!(await directory.capabilities()).proxiedAuthorization) return { state: 'not-offered' }
  const mapping = resources.find(({ name }) => name === 'User')?.mapping
  const where = { kind: 'present', type: 'objectClass' } as const
  const [person] = mapping ? await entriesOf(directory, mapping, { where, types: [], most: 1 }).catch(() => []) : []
  if (person === undefined) return { state: 'unknown' }
  try {
    // What the person may see does not matter here: only whether somebody may ask in its place.
    await directory.actingAs(person.dn).read(person.dn, [])
    return { state: 'permitted' }
  } catch (error) {
    if (!(error instanceof DirectoryError)) throw error
    return { state: error.code === denied ? 'denied' : 'permitted' }
  }
}
