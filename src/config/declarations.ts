/** checkDeclaration: mistakes in a mapping that no directory is needed for, and what was probably meant. */
import { declarationProblems, rowPaths } from '../mapping/declaration/problems.ts'
import { presets } from '../mapping/presets/presets.ts'
import type { ResourceType } from '../scim/schema/resource-type.ts'
import type { ConfiguredResource } from './config.ts'
import type { Finding } from './finding.ts'
import { nearest } from './nearest.ts'

export const checkDeclaration = ({ option, resourceType, declaration }: ConfiguredResource): readonly Finding[] =>
  declarationProblems(declaration, resourceType)
    .filter(
      ({ path, isUnknown }) => !isUnknown || !isTakenOut(String(path.at(-1) ?? ''), { resourceType, declaration }),
    )
    .map(({ path, message, isUnknown }) => ({
      path: [...option, ...path],
      message: isUnknown ? message + hintFor(String(path.at(-1) ?? ''), resourceType) : message,
      ...(isUnknown && { part: 'key' as const }),
    }))

/** A row of the preset that a resource type described anew has no attribute for: taking it out is no mistake. */
const isTakenOut = (
  key: string,
  { resourceType, declaration }: Pick<ConfiguredResource, 'resourceType' | 'declaration'>,
): boolean =>
  declaration.attributes[key] === null &&
  Object.values(presets).some((preset) =>
    Object.entries(preset).some(
      ([name, { attributes }]) => name === resourceType.name && Object.hasOwn(attributes, key),
    ),
  )

/** The near one; or that of the same name in another schema, since rows of an extension carry its URN. */
const hintFor = (key: string, resourceType: ResourceType): string => {
  const known = rowPaths(resourceType)
  const meant = nearest(key, known) ?? known.find((path) => localName(path) === localName(key))
  if (meant !== undefined) return `; did you mean ${meant}?`
  const urns = resourceType.extensions.map(({ schema }) => schema.id)
  if (!key.includes(':')) return ''
  return urns.length === 0
    ? `; ${resourceType.name} has no extensions`
    : `; the extensions of ${resourceType.name} are ${urns.join(', ')}`
}

const localName = (path: string): string => path.slice(path.lastIndexOf(':') + 1).toLowerCase()
