/** project: a resource cut down to what an answer shows. RFC 7643 §7 (returned), RFC 7644 §3.9 */
import { kept, keptWith } from '../kept-with.ts'
import type { Attribute } from '../schema/attribute.ts'
import { commonAttributes, commonOf, type ResourceType } from '../schema/resource-type.ts'
import type { Schema } from '../schema/schema.ts'
import type { Projection } from '../search/query.ts'
import type { ComplexValue, Extension, Resource, Value } from './resource.ts'
import { partsShown } from './selection.ts'

/** What has nothing left to show goes; `schemas` stays as it is, whatever else goes. */
export function project(resource: Resource, projection: Projection, resourceType: ResourceType): Resource {
  const { core, extensions } = shownUnder(projection, resourceType)
  const shown: Record<string, unknown> = {}
  pickInto(shown, resource, core)
  for (const { id, parts } of extensions) {
    const held = resource[id] as Resource | undefined
    if (held === undefined) continue
    const kept: Record<string, unknown> = {}
    if (pickInto(kept, held, parts)) shown[id] = kept
  }
  return shown as Resource
}

/** An attribute that is shown; of a complex one these sub-attributes. */
interface Shown {
  readonly name: string
  readonly subNames: readonly string[] | undefined
}

const shownUnder = keptWith((projection: Projection, resourceType: ResourceType) => {
  const shownOf = (attributes: readonly Attribute[], extension?: Schema) =>
    attributes.flatMap((attribute): readonly Shown[] => {
      const isShown = partsShown(projection, attribute, extension)
      if (isShown === undefined) return []
      return [{ name: attribute.name, subNames: attribute.subAttributes?.filter(isShown).map(({ name }) => name) }]
    })
  return {
    core: shownOf([...commonOf(resourceType), ...resourceType.schema.attributes]),
    extensions: resourceType.extensions.map(({ schema }) => ({
      id: schema.id,
      parts: shownOf(schema.attributes, schema),
    })),
  }
})

/** Whether an answer can show the top-level attribute; what no answer shows need not be fetched. */
export const wants = (projection: Projection, attribute: Attribute, extension?: Schema): boolean => {
  const isShown = partsShown(projection, attribute, extension)
  return isShown !== undefined && (attribute.subAttributes?.some(isShown) ?? true)
}

/** Whether an answer shows `meta.version`, and so may have an ETag. RFC 7644 §3.14 */
export const wantsVersion = kept((projection: Projection): boolean => partsShown(projection, meta)?.(version) ?? false)

const meta = commonAttributes.find(({ name }) => name === 'meta') as Attribute
const version = meta.subAttributes?.find(({ name }) => name === 'version') as Attribute

/** Whether there was anything. */
const pickInto = (shown: Record<string, unknown>, holder: Resource | Extension, parts: readonly Shown[]): boolean => {
  let isAny = false
  for (const { name, subNames } of parts) {
    const value = (holder as Resource)[name] as Value | undefined
    if (value === undefined) continue
    const projected = subNames === undefined ? value : projectValue(value, subNames)
    if (projected === undefined) continue
    shown[name] = projected
    isAny = true
  }
  return isAny
}

const projectValue = (value: Value, names: readonly string[]): Value | undefined => {
  const elements = (Array.isArray(value) ? value : [value]) as readonly ComplexValue[]
  const projected = elements.map((element) => pick(element, names)).filter((element) => element !== undefined)
  return Array.isArray(value) && projected.length > 0 ? projected : projected[0]
}

const pick = (element: ComplexValue, names: readonly string[]): ComplexValue | undefined => {
  if (isWithin(element, names)) return element
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

/** Most are shown whole, and need no copy. */
const isWithin = (element: ComplexValue, names: readonly string[]): boolean => {
  let isAny = false
  for (const name in element) {
    if (!names.includes(name)) return false
    isAny = true
  }
  return isAny
}
