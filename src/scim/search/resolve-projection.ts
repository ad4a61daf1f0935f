/** resolveProjection: which attributes an answer shows, as a request names them. RFC 7644 §3.9 */
import { invalidValue } from '../error.ts'
import { findPath } from '../path/resolve.ts'
import type { ResourceType } from '../schema/resource-type.ts'
import type { ProjectedPath, Projection } from './query.ts'

/** The names to show or to hide; undefined and an empty list ask for nothing. */
export interface RequestedProjection {
  readonly attributes?: readonly string[]
  readonly excludedAttributes?: readonly string[]
}

/**
 * Unknown names are dropped; where all are, the least is shown (`attributes`) or nothing hidden. What clients ask for again
 * and again is one object, so that what is made of it is made once (`keptWith`).
 */
export const resolveProjection = (requested: RequestedProjection, resourceType: ResourceType): Projection => {
  const { attributes = [], excludedAttributes = [] } = requested
  if (attributes.length > 0 && excludedAttributes.length > 0)
    throw invalidValue('attributes and excludedAttributes exclude each other')
  if (attributes.length > 0) return knownProjection('attributes', attributes, resourceType)
  if (excludedAttributes.length > 0) return knownProjection('excluded', excludedAttributes, resourceType)
  return everything
}

const everything: Projection = { kind: 'default' }

/** Of one resource type: the few that its clients use. Whoever asks for ever other ones only has them made each time. */
const mostKnown = 200
const longestKnown = 1_000
const known = new WeakMap<ResourceType, Map<string, Projection>>()

const knownProjection = (
  kind: 'attributes' | 'excluded',
  names: readonly string[],
  resourceType: ResourceType,
): Projection => {
  const key = `${kind} ${names.join(' ')}`
  const its = known.get(resourceType) ?? new Map<string, Projection>()
  known.set(resourceType, its)
  const projection = its.get(key) ?? { kind, paths: pathsOf(names, resourceType) }
  if (its.size < mostKnown && key.length <= longestKnown) its.set(key, projection)
  return projection
}

/** Each path once, however often and in whatever spelling it was named: no more than the schemas hold. */
const pathsOf = (names: readonly string[], resourceType: ResourceType): readonly ProjectedPath[] => {
  const paths = new Map<string, ProjectedPath>()
  for (const name of names) {
    const path = findPath(name, resourceType)
    if (path !== undefined) paths.set(keyOf(path), path)
  }
  return [...paths.values()]
}

const keyOf = ({ extension, attribute, ...rest }: ProjectedPath): string =>
  JSON.stringify([extension?.id, attribute?.name, 'subAttribute' in rest ? rest.subAttribute?.name : undefined])
