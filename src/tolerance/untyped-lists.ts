/** untypedLists: value filters by what tells elements apart in RFC 7643 and the list here does not store. RFC 7643 §2.4 */
import { ScimError } from '../scim/error.ts'
import type { FilterSyntax } from '../scim/filter/filter.ts'
import { findDefinitions } from '../scim/path/find.ts'
import { type AttributePath, parsePath, printPath } from '../scim/path/path.ts'
import { isIdentified } from '../scim/resource/element-identity.ts'
import { type Attribute, findAttribute } from '../scim/schema/attribute.ts'
import { placedName } from '../scim/schema/placed-attribute.ts'
import type { ResourceType } from '../scim/schema/resource-type.ts'
import { standardOf } from './unmapped.ts'

export interface UntypedPath {
  /** Names of what the filter asks for and nothing here stores: `emails.type`. */
  readonly ignored: readonly string[]
  /** Without those tests. undefined: other elements are meant than a list without types is taken to have. */
  readonly path?: string
  /** No test is left: the only element is meant, or the primary one. */
  readonly isOnly: boolean
}

/**
 * `emails[type eq "work"].value` where e-mail addresses have no type: such a list is taken for that of work, as the
 * mappings of all providers have it. undefined for every other path. Never of members: a test is no other's name.
 */
export const untypedPath = (path: string, resourceType: ResourceType): UntypedPath | undefined => {
  const parsed = path.includes('[') ? parsedPath(path) : undefined
  const tests = parsed?.valueFilter && equalities(parsed.valueFilter)
  if (parsed === undefined || tests === undefined) return undefined
  const { valueFilter: _, subAttribute, ...name } = parsed
  const here = findDefinitions(name, resourceType)
  const standard = findDefinitions(name, standardOf(resourceType) ?? resourceType)
  if (here === undefined || standard === undefined || !here.attribute.multiValued) return undefined
  if (isIdentified(here.attribute)) return undefined
  const lacking = tests.filter((test) => isLacking(test, here.attribute, standard.attribute))
  if (lacking.length === 0) return undefined
  const ignored = lacking.map(({ path: { attribute } }) =>
    placedName(
      { attribute: here.attribute, extension: here.extension },
      findAttribute(standard.attribute.subAttributes, attribute),
    ),
  )
  if (!lacking.every(isMeant)) return { ignored, isOnly: false }
  const left = tests.filter((test) => !lacking.includes(test))
  const filter: FilterSyntax | undefined = left.length > 1 ? { kind: 'and', filters: left } : left[0]
  const whole = { ...name, ...(subAttribute && { subAttribute }), ...(filter && { valueFilter: filter }) }
  return { ignored, path: printPath(whole), isOnly: filter === undefined }
}

/** What is no path is left to be refused. */
const parsedPath = (path: string): AttributePath | undefined => {
  try {
    return parsePath(path)
  } catch (thrown) {
    if (thrown instanceof ScimError) return undefined
    throw thrown
  }
}

type Equality = Extract<FilterSyntax, { kind: 'compare' }>

const equalities = (filter: FilterSyntax): readonly Equality[] | undefined => {
  if (filter.kind === 'compare') return filter.operator === 'eq' && isName(filter) ? [filter] : undefined
  if (filter.kind !== 'and') return undefined
  const parts = filter.filters.map(equalities)
  return parts.every((part) => part !== undefined) ? parts.flat() : undefined
}

const isName = ({ path: { urn, subAttribute } }: Equality): boolean => urn === undefined && subAttribute === undefined

const isLacking = ({ path: { attribute } }: Equality, here: Attribute, standard: Attribute): boolean =>
  findAttribute(here.subAttributes, attribute) === undefined &&
  findAttribute(standard.subAttributes, attribute) !== undefined

const isMeant = ({ path: { attribute }, value }: Equality): boolean => {
  const given = String(value).toLowerCase()
  return attribute.toLowerCase() === 'type'
    ? given === 'work'
    : attribute.toLowerCase() === 'primary' && given === 'true'
}
