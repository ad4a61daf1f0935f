/** patch: PATCH. RFC 7644 §3.5.2 */
import type { Mapping } from '../mapping/mapping.ts'
import { applyPatch } from '../scim/patch/apply.ts'
import { memberChanges } from '../scim/patch/member-changes.ts'
import { parsePatchRequest } from '../scim/patch/operation.ts'
import { type Dependencies, mappingOf } from './dependencies.ts'
import type { Operations, PatchOptions } from './operations.ts'
import { createPatchMembers } from './patch-members.ts'
import { versionOnly } from './version-only.ts'
import { createWrite } from './write.ts'

/** A patch that only adds and removes members goes to the directory as it is: a large group is never read for it. */
export const createPatch = (dependencies: Dependencies): Operations['patch'] => {
  const write = createWrite(dependencies)
  const patchMembers = createPatchMembers(dependencies)
  return async (_scope, target, body, options) => {
    const mapping = mappingOf(dependencies, target.resourceType)
    const operations = parsePatchRequest(body, options)
    const isShown = isToBeShown(mapping, options)
    const request = {
      target,
      projection: isShown ? options.projection : versionOnly(mapping.resourceType),
      ...(options.ifMatch === undefined ? {} : { ifMatch: options.ifMatch }),
    }
    const members = memberChanges(operations, mapping.resourceType)
    const rule = members && mapping.rules.find(({ path }) => path.attribute.name === members.placed.attribute.name)
    const stored =
      members !== undefined && rule?.needs === 'references' && rule.types.length === 1
        ? await patchMembers({ ...request, members, memberType: rule.types[0] as string })
        : await write({ ...request, next: (before) => applyPatch(before, operations, mapping.resourceType) })
    return { stored, isShown }
  }
}

/** Whoever names attributes wants to see them. RFC 7644 §3.5.2 */
const isToBeShown = (mapping: Mapping, { answer, projection }: PatchOptions): boolean => {
  if (projection.kind !== 'default' || answer === 'representation') return true
  return answer !== 'minimal' && mapping.versionBy === 'content'
}
