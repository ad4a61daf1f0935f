/** patch: PATCH. RFC 7644 §3.5.2 */
import { typesIn } from '../../ldap/filter.ts'
import { isSameAttribute, type Mapping, type Rule } from '../../mapping/mapping.ts'
import { applyPatch } from '../../scim/patch/apply.ts'
import { givenBy } from '../../scim/patch/given.ts'
import { givenIds } from '../../scim/patch/given-ids.ts'
import { memberChanges } from '../../scim/patch/member-changes.ts'
import { type PatchOperation, parsePatchRequest } from '../../scim/patch/operation.ts'
import type { Resource } from '../../scim/resource/resource.ts'
import type { PlacedAttribute } from '../../scim/schema/placed-attribute.ts'
import type { ResourceType } from '../../scim/schema/resource-type.ts'
import { withSpecified } from '../../scim/search/specified.ts'
import { type Dependencies, mappingOf } from '../dependencies.ts'
import type { Operations, PatchOptions } from '../operations.ts'
import { leaverIn } from './leaver.ts'
import { createPatchMembers } from './patch-members.ts'
import { refuseOperations } from './permitted.ts'
import { versionOnly } from './version-only.ts'
import { createWrite } from './write.ts'

/** A patch that only adds and removes members goes to the directory as it is: a large group is never read for it. */
export const createPatch = (dependencies: Dependencies): Operations['patch'] => {
  const write = createWrite(dependencies)
  const patchMembers = createPatchMembers(dependencies)
  return async (scope, target, body, options) => {
    const mapping = mappingOf(dependencies, target.resourceType)
    const operations = parsePatchRequest(body, options)
    refuseOperations(mapping, operations)
    const isShown = isToBeShown(mapping, options)
    const { resourceType } = mapping
    const request = {
      target,
      trail: scope.trail,
      projection: isShown
        ? withSpecified(options.projection, resourceType, () => givenBy(operations, resourceType))
        : versionOnly(resourceType),
      ...(options.ifMatch === undefined ? {} : { ifMatch: options.ifMatch }),
    }
    const members = memberChanges(operations, mapping.resourceType)
    const list = members && directList(mapping, members.placed)
    const direct = members && list && (await patchMembers({ ...request, members, list }))
    const decide = (type: ResourceType) => (before: Resource) => applyPatch(before, operations, type)
    const leaver = leaverIn(dependencies, scope, { target, resourceType, decide })
    const stored =
      direct ??
      (await write({
        ...request,
        next: leaver.next,
        seesMemberships: speaksOfMemberships(mapping, operations),
        // What a single operation gives is there afterwards.
        given: () => (operations.length === 1 ? [] : givenIds(operations, mapping.resourceType)),
      }))
    leaver.done()
    return { stored, isShown }
  }
}

/** Whether one of them may name the groups of the resource, repeated or not: rather once too often. */
const speaksOfMemberships = ({ rules }: Mapping, operations: readonly PatchOperation[]): boolean => {
  const names = rules.flatMap(({ needs, path }) => (needs === 'memberships' ? [path.attribute.name.toLowerCase()] : []))
  if (names.length === 0) return false
  if (operations.length > fewOperations) return true
  const text = JSON.stringify(operations).toLowerCase()
  return names.some((name) => text.includes(name))
}

/** More are not looked through. */
const fewOperations = 20

/** The rule of a list whose values can go to the directory as they are: of one type, which needs no class to be added and no filter asks for. */
const directList = (mapping: Mapping, { attribute, extension }: PlacedAttribute): Rule | undefined => {
  const rule = mapping.rules.find((each) => isSameAttribute(each.path, { attribute, extension }))
  if (rule?.isList !== true || rule.types.length !== 1) return undefined
  const [type = ''] = rule.types
  if (mapping.declaredFilter !== undefined && typesIn(mapping.declaredFilter).has(type.toLowerCase())) return undefined
  const needsClass = mapping.auxiliaryClasses.some(({ may }) => may.includes(type.toLowerCase()))
  return needsClass ? undefined : rule
}

/** Whoever names attributes wants to see them. RFC 7644 §3.5.2 */
const isToBeShown = (mapping: Mapping, { answer, projection }: PatchOptions): boolean => {
  if (projection.kind !== 'default' || answer === 'representation') return true
  return answer !== 'minimal' && !mapping.rules.some(({ isList }) => isList)
}
