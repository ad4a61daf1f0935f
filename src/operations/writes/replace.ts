/** replace: PUT. RFC 7644 §3.5.1 */
import { retain } from '../../mapping/defaults.ts'
import { accept } from '../../scim/resource/accept.ts'
import { replace } from '../../scim/resource/replace.ts'
import { requireAttributes } from '../../scim/resource/required.ts'
import type { Resource } from '../../scim/resource/resource.ts'
import type { ResourceType } from '../../scim/schema/resource-type.ts'
import { givenIn, withSpecified } from '../../scim/search/specified.ts'
import { type Dependencies, mappingOf } from '../dependencies.ts'
import type { Operations } from '../operations.ts'
import { leaverIn } from './leaver.ts'
import { permittedReplacement, refuseReplacement } from './permitted.ts'
import { createWrite } from './write.ts'

export const createReplace = (dependencies: Dependencies): Operations['replace'] => {
  const write = createWrite(dependencies)
  return async (scope, target, body, { projection, ifMatch }) => {
    const mapping = mappingOf(dependencies, target.resourceType)
    const { resourceType } = mapping
    const accepted = accept(resourceType, body)
    refuseReplacement(mapping, accepted)
    requireAttributes(resourceType, accepted)
    const decide = (type: ResourceType) => (before: Resource) =>
      replace(before, permittedReplacement(mapping, before, accepted), type)
    const settle = (before: Resource, after: Resource) => retain(mapping, before, after)
    const leaver = leaverIn(dependencies, scope, { target, resourceType, decide, settle })
    const stored = await write({
      target,
      projection: withSpecified(projection, resourceType, () => givenIn(resourceType, accepted)),
      ...(ifMatch === undefined ? {} : { ifMatch }),
      trail: scope.trail,
      next: leaver.next,
    })
    leaver.done()
    return stored
  }
}
