/** project: a resource cut down to what an answer shows. RFC 7643 §7 (returned), RFC 7644 §3.9 */
import type { Attribute } from '../schema/attribute.ts'
import { commonAttributes, commonOf, type ResourceType } from '../schema/resource-type.ts'
import type { Schema } from '../schema/schema.ts'
import type { Projection } from '../search/query.ts'
import { type ComplexValue, type Extension, type Resource, type Value, valueAt } from './resource.ts'
import { partsShown } from './selection.ts'

/** What has nothing left to show goes; `schemas` stays as it is, whatever else goes. */
export function project(resource: Resource, projection: Projection, resourceType: ResourceType): Resource {
  const core = [...commonOf(resourceType), ...resourceType.schema.attributes]
  const shown = new Map<string, Value | Extension>(projectAttributes(core, { resource, projection }))
  for (const { schema } of resourceType.extensions) {
    if (resource[schema.id] === undefined) continue
    const held = projectAttributes(schema.attributes, { resource, projection, extension: schema })
    if (held.size > 0) shown.set(schema.id, Object.fromEntries(held))
  }
  return Object.fromEntries(shown)
}

/** Whether an answer can show the top-level attribute; what no answer shows need not be fetched. */
export const wants = (projection: Projection, attribute: Attribute, extension?: Schema): boolean => {
  const isShown = partsShown(projection, attribute, extension)
  return isShown !== undefined && (attribute.subAttributes?.some(isShown) ?? true)
}

/** Whether an answer shows `meta.version`, and so may have an ETag. RFC 7644 §3.14 */
export const wantsVersion = (projection: Projection): boolean => {
  const meta = commonAttributes.find(({ name }) => name === 'meta') as Attribute
  const version = meta.subAttributes?.find(({ name }) => name === 'version') as Attribute
  return partsShown(projection, meta)?.(version) ?? false
}

interface Holder {
  readonly resource: Resource
  readonly projection: Projection
  readonly extension?: Schema
}

function projectAttributes(
  attributes: readonly Attribute[],
  { resource, projection, extension }: Holder,
): ReadonlyMap<string, Value> {
  const shown = new Map<string, Value>()
  for (const attribute of attributes) {
    const value = valueAt(resource, attribute, extension)
    const isShown = value === undefined ? undefined : partsShown(projection, attribute, extension)
    if (value === undefined || isShown === undefined) continue
    const projected = projectValue(attribute, value, isShown)
    if (projected !== undefined) shown.set(attribute.name, projected)
  }
  return shown
}

function projectValue(
  { subAttributes }: Attribute,
  value: Value,
  isShown: (subAttribute: Attribute) => boolean,
): Value | undefined {
  if (subAttributes === undefined) return value
  const names = subAttributes.filter(isShown).map(({ name }) => name)
  const elements = (Array.isArray(value) ? value : [value]) as readonly ComplexValue[]
  const projected = elements.map((element) => pick(element, names)).filter((element) => element !== undefined)
  return Array.isArray(value) && projected.length > 0 ? projected : projected[0]
}

const pick = (element: ComplexValue, names: readonly string[]): ComplexValue | undefined => {
  const picked: Record<string, ComplexValue[string]> = {}
  let isEmpty = true
  for (const name of names) {
    const value = element[name]
    if (value === undefined) continue
    picked[name] = value
    isEmpty = false
  }
  return isEmpty ? undefined : picked
}
