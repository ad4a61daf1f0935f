/** withSpecified: what is returned on request is returned to who has just written it, too. RFC 7643 §7 (returned: request) */
import { isJsonObject } from '../resource/json-object.ts'
import { type Resource, valueAt } from '../resource/resource.ts'
import { type Attribute, findAttribute } from '../schema/attribute.ts'
import { type PlacedAttribute, placedAttributes } from '../schema/placed-attribute.ts'
import type { ResourceType } from '../schema/resource-type.ts'
import type { ProjectedPath, Projection } from './query.ts'

/** What a client gives for an attribute: JSON, or what was accepted of it. */
export interface Given {
  readonly placed: PlacedAttribute
  readonly json: unknown
}

/** `given` is asked for only where the resource type has such attributes. A client that lists what it wants gets that. */
export const withSpecified = (
  projection: Projection,
  resourceType: ResourceType,
  given: () => readonly Given[],
): Projection => {
  if (projection.kind === 'attributes' || !hasOnRequest(resourceType)) return projection
  return { ...projection, specified: given().flatMap(pathsIn) }
}

/** Asked for on each write, and the same each time. */
const known = new WeakMap<ResourceType, boolean>()

const hasOnRequest = (resourceType: ResourceType): boolean => {
  const has = known.get(resourceType) ?? placedAttributes(resourceType).some(isEverOnRequest)
  known.set(resourceType, has)
  return has
}

/** The attributes of a body. */
export const givenIn = (resourceType: ResourceType, resource: Resource): readonly Given[] =>
  placedAttributes(resourceType).flatMap((placed) => {
    const json = valueAt(resource, placed.attribute, placed.extension)
    return json === undefined ? [] : [{ placed, json }]
  })

const isOnRequest = ({ returned }: Attribute): boolean => returned === 'request'

const isEverOnRequest = ({ attribute }: Pick<PlacedAttribute, 'attribute'>): boolean =>
  isOnRequest(attribute) || (attribute.subAttributes ?? []).some(isOnRequest)

const pathsIn = ({ placed: { attribute, extension }, json }: Given): readonly ProjectedPath[] => {
  const place = extension === undefined ? { attribute } : { attribute, extension }
  const names = [json].flat().flatMap((element) => (isJsonObject(element) ? Object.keys(element) : []))
  const parts = names.flatMap((name) => findAttribute(attribute.subAttributes, name) ?? [])
  return [place, ...parts.filter(isOnRequest).map((subAttribute) => ({ ...place, subAttribute }))]
}
