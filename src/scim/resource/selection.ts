/** partsShown: which attributes and sub-attributes a projection lets through. RFC 7644 §3.9 */
import { unreachable } from '../../text/unreachable.ts'
import type { Attribute } from '../schema/attribute.ts'
import type { Schema } from '../schema/schema.ts'
import type { ProjectedPath, Projection } from '../search/query.ts'

/**
 * undefined: the attribute is not shown. Else which of its sub-attributes are.
 * A sub-attribute that is `always` returned comes whenever its attribute does; `request` only if it is named itself.
 */
export function partsShown(
  projection: Projection,
  attribute: Attribute,
  extension?: Schema,
): ((subAttribute: Attribute) => boolean) | undefined {
  if (attribute.returned === 'never') return undefined
  const { whole, parts, specified } = namesOf(projection)
  const key = keyOf(attribute, extension)
  const isLeftOut = attribute.returned === 'request' && specified?.whole.has(key) !== true
  const isShown = (part: Attribute) => isDefault(part) || isRequested(part, specified?.parts.get(key))
  const isNamed = whole.has(key)
  const isInNamedExtension = extension !== undefined && whole.has(extension.id)
  const named = parts.get(key)
  switch (projection.kind) {
    case 'default':
      return isLeftOut ? undefined : isShown
    case 'excluded':
      if (isLeftOut) return undefined
      if (attribute.returned !== 'always' && (isNamed || isInNamedExtension)) return undefined
      return (part) => isShown(part) && (part.returned === 'always' || !named?.has(part.name))
    case 'attributes':
      if (isNamed || attribute.returned === 'always' || (isInNamedExtension && isDefault(attribute))) {
        return (part) => isDefault(part) || isRequested(part, named)
      }
      return named && ((part) => part.returned === 'always' || isRequested(part, named))
    default:
      return unreachable(projection)
  }
}

const isDefault = ({ returned }: Attribute): boolean => returned === 'always' || returned === 'default'

const isRequested = (part: Attribute, named: ReadonlySet<string> | undefined): boolean =>
  part.returned !== 'never' && named?.has(part.name) === true

/** The names in a projection: whole attributes and extensions, and sub-attributes by attribute. */
interface Names extends Paths {
  readonly specified?: Paths
}

interface Paths {
  readonly whole: ReadonlySet<string>
  readonly parts: ReadonlyMap<string, ReadonlySet<string>>
}

/** One projection serves all resources of a page, and a client may send any number of paths: they are read once. */
const known = new WeakMap<Projection, Names>()

function namesOf(projection: Projection): Names {
  const found = known.get(projection)
  if (found !== undefined) return found
  const specified = projection.kind === 'attributes' ? undefined : projection.specified
  const paths = collect(projection.kind === 'default' ? [] : projection.paths)
  const names = specified === undefined ? paths : { ...paths, specified: collect(specified) }
  known.set(projection, names)
  return names
}

function collect(paths: readonly ProjectedPath[]): Paths {
  const whole = new Set<string>()
  const parts = new Map<string, Set<string>>()
  for (const path of paths) {
    if (path.attribute === undefined) whole.add(path.extension.id)
    else if (path.subAttribute === undefined) whole.add(keyOf(path.attribute, path.extension))
    else {
      const key = keyOf(path.attribute, path.extension)
      parts.set(key, (parts.get(key) ?? new Set()).add(path.subAttribute.name))
    }
  }
  return { whole, parts }
}

/** By name, since a schema may have been rebuilt. No URN ends in `:`, so a whole extension cannot be meant. */
const keyOf = (attribute: Attribute, extension: Schema | undefined): string =>
  `${extension?.id ?? ''}:${attribute.name}`
