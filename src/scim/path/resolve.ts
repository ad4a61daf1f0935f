/** ResolvedPath: an attribute path whose names are definitions. After it nobody compares names. */
import { invalidPath } from '../error.ts'
import type { ElementFilter } from '../filter/filter.ts'
import { resolveElementFilter } from '../filter/resolve-element.ts'
import { extensionOf, type ResourceType } from '../schema/resource-type.ts'
import type { Schema } from '../schema/schema.ts'
import { type Definitions, findDefinitions } from './find.ts'
import { parseName, printName, quoted } from './name.ts'
import type { AttributePath } from './path.ts'

/** `extension` undefined: an attribute of the core schema or a common one (`id`, `externalId`, `meta`, `schemas`). */
export interface ResolvedPath extends Definitions {
  /** PATCH paths only. */
  readonly valueFilter?: ElementFilter
}

/** @throws invalidPath for unknown names and a value filter on what has no elements; invalidFilter inside the brackets */
export const resolvePath = (path: AttributePath, resourceType: ResourceType): ResolvedPath => {
  const found = findDefinitions(path, resourceType)
  if (found === undefined) throw invalidPath(`${quoted(printName(path))} is no attribute of ${resourceType.name}`)
  if (path.valueFilter === undefined) return found
  if (found.attribute.type !== 'complex') throw invalidPath(`${found.attribute.name} takes no value filter`)
  return { ...found, valueFilter: resolveElementFilter(path.valueFilter, found.attribute) }
}

/**
 * What a name in `attributes` or `excludedAttributes` stands for: an attribute, or a whole extension where it is the
 * URN of one. undefined where nobody knows the name.
 */
export const findPath = (text: string, resourceType: ResourceType): Definitions | WholeExtension | undefined => {
  const extension = extensionOf(resourceType, text)
  if (extension !== undefined) return { extension }
  const name = parseName(text)
  return name && findDefinitions(name, resourceType)
}

export interface WholeExtension {
  readonly extension: Schema
  readonly attribute?: undefined
}
