/**
 * leaver: who is to be disabled is disabled, though the same request gives another userName, which nobody can get here.
 * A documented deviation from RFC 7644 §3.5.1 and §3.5.2, by which the whole request would fail and leave the person in.
 */
import { ScimError } from '../../scim/error.ts'
import type { Resource } from '../../scim/resource/resource.ts'
import type { ResourceType } from '../../scim/schema/resource-type.ts'
import type { Dependencies } from '../dependencies.ts'
import type { Target } from '../operations.ts'
import type { LeaverRename, Scope } from '../scope.ts'

/** The new state from the stored one, under the resource type's rules of what may change. */
type Decide = (resourceType: ResourceType) => (before: Resource) => Resource

interface Deciding {
  readonly target: Target
  readonly resourceType: ResourceType
  readonly decide: Decide
  /** What follows from the names that are stored in the end. */
  readonly settle?: (before: Resource, after: Resource) => Resource
}

const asDecided = (_: Resource, after: Resource): Resource => after

export interface Leaver {
  readonly next: (before: Resource) => Resource
  /** After the write: tells whether a name that was sent has been left alone. */
  done(): void
}

/**
 * `next` gives what was asked for. Where that is refused, and would end in `active: false` if names could change, it gives
 * that with the stored name; with `refuse`, the refusal, and the deactivation that is lost with it is told.
 */
export const leaverIn = (
  { observe }: Pick<Dependencies, 'observe'>,
  { leaverRename = 'keepName', client, requestId }: Scope,
  { target, resourceType, decide, settle = asDecided }: Deciding,
): Leaver => {
  let isNameKept = false
  const whom = { resourceId: target.id, client, ...(requestId !== undefined && { requestId }) }
  return {
    next: (before) => {
      isNameKept = false
      try {
        return settle(before, decide(resourceType)(before))
      } catch (thrown) {
        const left = isMutability(thrown) ? deactivated(before, { resourceType, decide, settle }) : undefined
        if (left === undefined) throw thrown
        if (refused[leaverRename]) {
          if (before.active !== false) observe({ kind: 'deactivation-lost', ...whom })
          throw thrown
        }
        isNameKept = true
        return left
      }
    },
    done: () => {
      if (isNameKept) observe({ kind: 'leaver-kept-name', ...whom })
    },
  }
}

const refused: Readonly<Record<LeaverRename, boolean>> = { keepName: false, refuse: true }

const isMutability = (thrown: unknown): boolean => thrown instanceof ScimError && thrown.scimType === 'mutability'

/** undefined: not the name alone is at fault, or nobody is deactivated. */
const deactivated = (
  before: Resource,
  { resourceType, decide, settle }: Required<Omit<Deciding, 'target'>>,
): Resource | undefined => {
  const renamable = withRenaming(resourceType)
  const { userName } = before
  if (renamable === resourceType || userName === undefined) return undefined
  try {
    const after = decide(renamable)(before)
    return after.active === false ? settle(before, { ...after, userName }) : undefined
  } catch (thrown) {
    if (thrown instanceof ScimError) return undefined
    throw thrown
  }
}

/** One of each type serves all requests: what is known of a type is kept by its identity. */
const renamables = new WeakMap<ResourceType, ResourceType>()

/** The same type with a userName that may change, or itself where none is fixed. */
const withRenaming = (resourceType: ResourceType): ResourceType => {
  const known = renamables.get(resourceType)
  if (known !== undefined) return known
  const { schema } = resourceType
  const isFixed = schema.attributes.some(
    (attribute) => attribute.name === 'userName' && attribute.mutability === 'immutable',
  )
  const attributes = schema.attributes.map((attribute) =>
    attribute.name === 'userName' ? { ...attribute, mutability: 'readWrite' as const } : attribute,
  )
  const renamable = isFixed ? { ...resourceType, schema: { ...schema, attributes } } : resourceType
  renamables.set(resourceType, renamable)
  return renamable
}
