/** create: a new entry from a body. RFC 7644 §3.3 */
import { DirectoryError } from '../directory/directory.ts'
import type { Entry } from '../ldap/entry.ts'
import { and, equal, or } from '../ldap/filter.ts'
import { decode } from '../mapping/decode.ts'
import { at, complete } from '../mapping/encode.ts'
import type { Lookup, Mapping, Rule } from '../mapping/mapping.ts'
import { planAdd } from '../mapping/plan-change.ts'
import { planRead, readAll } from '../mapping/plan-search.ts'
import { uniqueness } from '../scim/error.ts'
import { accept } from '../scim/resource/accept.ts'
import { sameValue } from '../scim/resource/equality.ts'
import { requireAttributes } from '../scim/resource/required.ts'
import type { Resource } from '../scim/resource/resource.ts'
import { type Dependencies, mappingOf } from './dependencies.ts'
import { encodingFor } from './encoding.ts'
import type { Operations } from './operations.ts'
import { setPassword } from './password.ts'
import { present } from './present.ts'

export const createCreate =
  (dependencies: Dependencies): Operations['create'] =>
  async (_scope, resourceType, body, projection) => {
    const mapping = mappingOf(dependencies, resourceType)
    const accepted = accept(mapping.resourceType, body)
    requireAttributes(mapping.resourceType, accepted)
    const resource = complete(mapping, accepted)
    await refuseTaken(dependencies, mapping, resource)
    const encoding = await encodingFor(dependencies, mapping, { resource })
    const { dn, attributes } = planAdd(mapping, resource, encoding)
    const { types } = readAll(mapping)
    const added = await dependencies.directory.add(dn, attributes, { types })
    const entry =
      typeof resource.password === 'string' ? await withPassword(dependencies, mapping, { added, resource }) : added
    return present(dependencies, entry, { mapping, reading: planRead(mapping, projection), projection })
  }

/**
 * A value that must be unique may be held by an entry with another RDN, where only a search finds it; among entries
 * that the gateway names, the RDN makes it atomic (68).
 */
const refuseTaken = async (dependencies: Dependencies, mapping: Mapping, resource: Resource): Promise<void> => {
  for (const rule of mapping.rules.filter(isUnique)) {
    const value = at(resource, rule.path)
    if (typeof value !== 'string') continue
    const filter = and(mapping.entryFilter, or(...rule.types.map((type) => equal(type, value))))
    const { base, scope } = mapping
    const entries = await dependencies.directory.search({ base, scope, filter, types: ['entryUUID', ...rule.types] })
    const holders = entries.map((entry) => decode(mapping, { entry, lookup: nothingElse, rules: [rule] }))
    if (holders.some((holder) => sameValue(rule.path.attribute, at(holder, rule.path), value))) {
      throw uniqueness(`another ${mapping.resourceType.name} has this ${rule.path.attribute.name}`)
    }
  }
}

const isUnique = ({ path }: Rule): boolean => path.attribute.uniqueness !== 'none' && path.subAttribute === undefined

const nothingElse: Lookup = { referenceAt: () => undefined, groupsOf: () => undefined, locate: () => '' }

/** A password that the directory refuses leaves no entry behind. */
const withPassword = async (
  { directory }: Dependencies,
  mapping: Mapping,
  { added, resource }: { readonly added: Entry; readonly resource: Resource },
): Promise<Entry> => {
  try {
    await setPassword(directory, mapping, { entry: added, after: resource })
  } catch (thrown) {
    await directory.delete(added.dn)
    throw thrown
  }
  const entry = await directory.read(added.dn, readAll(mapping).types)
  if (entry === undefined) throw new DirectoryError(32, 'the new entry was deleted while its password was set')
  return entry
}
