/** givenBy: the attributes that a client speaks of in a patch, and what it gives for them. RFC 7644 §3.5.2 */
import type { ResourceType } from '../schema/resource-type.ts'
import type { Given } from '../search/specified.ts'
import { assignmentsIn, assignmentsOf } from './assignments.ts'
import { atOperation, type PatchOperation } from './operation.ts'
import { resolveTarget } from './target.ts'

/** What is removed is not given. @throws as applyPatch */
export const givenBy = (operations: readonly PatchOperation[], resourceType: ResourceType): readonly Given[] =>
  operations.flatMap((operation, index) =>
    atOperation(operation.place ?? index, () => givenByOne(operation, resourceType)),
  )

const givenByOne = ({ op, path, value }: PatchOperation, resourceType: ResourceType): readonly Given[] => {
  if (op === 'remove') return []
  const target = resolveTarget(path, resourceType)
  if (target.kind === 'resource') return assignmentsIn(resourceType, value)
  if (target.kind === 'extension') return assignmentsOf(target.extension, value)
  const { placed, subAttribute } = target
  return [{ placed, json: subAttribute === undefined ? value : { [subAttribute.name]: value } }]
}
