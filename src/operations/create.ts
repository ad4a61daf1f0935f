/** create: a new entry from a body. RFC 7644 §3.3 */
import type { Entry } from '../ldap/entry.ts'
import { complete } from '../mapping/defaults.ts'
import { idOf } from '../mapping/identity.ts'
import type { Mapping } from '../mapping/mapping.ts'
import { planAdd } from '../mapping/plan-change.ts'
import { planRead, readAll } from '../mapping/plan-search.ts'
import { ScimError, withDetail } from '../scim/error.ts'
import { accept } from '../scim/resource/accept.ts'
import { requireAttributes } from '../scim/resource/required.ts'
import { type Dependencies, mappingOf } from './dependencies.ts'
import { encodingFor } from './encoding.ts'
import type { Operations } from './operations.ts'
import { type NewPassword, passwordIn, setPassword, withPassword } from './password.ts'
import { present } from './present.ts'
import { findEntry } from './read.ts'
import { afterWrite } from './retry.ts'
import { translate } from './translate.ts'
import { refuseTaken } from './uniqueness.ts'
import { isEntry } from './write-assertion.ts'

export const createCreate =
  (dependencies: Dependencies): Operations['create'] =>
  async (_scope, resourceType, body, projection) => {
    const mapping = mappingOf(dependencies, resourceType)
    const accepted = accept(mapping.resourceType, body)
    requireAttributes(mapping.resourceType, accepted)
    const resource = complete(mapping, accepted)
    const password = passwordIn(mapping, resource)
    await refuseTaken(dependencies, mapping, { resource })
    const encoding = await encodingFor(dependencies, mapping, { resource })
    const { dn, attributes } = planAdd(mapping, resource, encoding)
    const { types } = readAll(mapping)
    const all = password?.by === 'value' ? withPassword(attributes, password) : attributes
    const added = await dependencies.directory.add(dn, all, { types })
    const entry =
      password?.by === 'operation'
        ? await protect(dependencies, mapping, { added, password, isInactive: resource.active === false })
        : added
    return afterWrite(present(dependencies, entry, { mapping, reading: planRead(mapping, projection), projection }))
  }

interface Protection {
  readonly added: Entry
  readonly password: NewPassword
  readonly isInactive: boolean
}

/** The new entry with its password. One that the directory refuses leaves no entry behind. */
const protect = async (
  dependencies: Dependencies,
  mapping: Mapping,
  { added, password, isInactive }: Protection,
): Promise<Entry> => {
  try {
    await setPassword(dependencies, mapping, { entry: added, password, isInactive })
  } catch (thrown) {
    await takeBack(dependencies, added, thrown)
    throw thrown
  }
  const target = { resourceType: mapping.resourceType, id: idOf(added) }
  return afterWrite(findEntry(dependencies, { mapping, target }, readAll(mapping).types))
}

/** Of this very entry: another may have its DN by now. */
const takeBack = async ({ directory }: Dependencies, added: Entry, thrown: unknown): Promise<void> => {
  try {
    await directory.delete(added.dn, isEntry(added))
  } catch (cause) {
    const refusal = translate(thrown)
    const error =
      refusal instanceof ScimError ? refusal : new ScimError(500, undefined, 'the password could not be set')
    const more = '(the resource was created without its password, and could not be removed again)'
    throw withDetail(error, `${error.message} ${more}`, cause)
  }
}
