/** A query as of a client to whom some attributes are not there: no answer depends on what they hold. RFC 7644 §3.4.2.2 */
import { testedRules } from '../../mapping/compile-filter.ts'
import type { Mapping } from '../../mapping/mapping.ts'
import { pathsIn } from '../../mapping/plan-search.ts'
import { invalidPath } from '../../scim/error.ts'
import { evaluate } from '../../scim/filter/evaluate.ts'
import type { Filter } from '../../scim/filter/filter.ts'
import { unknownAttribute } from '../../scim/filter/resolve-element.ts'
import { type AttributeName, printName, quoted } from '../../scim/path/name.ts'
import type { ResolvedPath } from '../../scim/path/resolve.ts'
import type { Query } from '../../scim/search/query.ts'
import { combined, negated, type TypeFilter } from '../../scim/search/root-filter.ts'
import type { RootQuery, TypeQuery } from '../../scim/search/root-query.ts'

/** @throws invalidFilter, invalidPath: what an attribute is answered with that nobody has heard of */
export const refuseUnreadable = (mapping: Mapping, { filter, sort }: Pick<Query, 'filter' | 'sort'>): void => {
  const { name } = mapping.resourceType
  const hidden = filter === undefined ? undefined : pathsIn(filter).find((path) => isHidden(mapping, path))
  if (hidden !== undefined) throw unknownAttribute(nameAt(hidden), name)
  if (sort !== undefined && isHidden(mapping, sort.path)) throw unsortable(sort.path, name)
}

/**
 * Of several types: where the client does not see the attribute of one, it is one without value, as where the type has none.
 * @throws invalidFilter, invalidPath for an attribute that it sees of none of them
 */
export const readableRootQuery = (query: RootQuery, mappingOf: (part: TypeQuery) => Mapping): RootQuery => {
  const { parts } = query
  if (parts.every((part) => mappingOf(part).limits === undefined)) return query
  const names = parts.map(({ resourceType }) => resourceType.name).join(' or ')
  const unseenIn = (pathsOf: (part: TypeQuery) => readonly ResolvedPath[]): ResolvedPath | undefined => {
    const all = parts.flatMap((part) =>
      pathsOf(part).map((path) => ({ path, isSeen: !isHidden(mappingOf(part), path) })),
    )
    const seen = new Set(all.filter(({ isSeen }) => isSeen).map(({ path }) => printName(nameAt(path))))
    return all.find(({ path }) => !seen.has(printName(nameAt(path))))?.path
  }
  const unseen = unseenIn(filterPaths)
  if (unseen !== undefined) throw unknownAttribute(nameAt(unseen), names)
  const unsorted = unseenIn(sortPaths)
  if (unsorted !== undefined) throw unsortable(unsorted, 'any resource type here')
  return { ...query, parts: parts.flatMap((part) => readablePart(part, mappingOf(part))) }
}

const filterPaths = ({ query: { filter } }: TypeQuery): readonly ResolvedPath[] =>
  filter === undefined ? [] : pathsIn(filter)

const sortPaths = ({ query: { sort } }: TypeQuery): readonly ResolvedPath[] => (sort === undefined ? [] : [sort.path])

const readablePart = (part: TypeQuery, mapping: Mapping): readonly TypeQuery[] => {
  const { filter, sort, ...others } = part.query
  const folded = filter === undefined ? 'all' : withoutHidden(filter, mapping)
  if (folded === 'none') return []
  const isSorted = sort !== undefined && !isHidden(mapping, sort.path)
  return [{ ...part, query: { ...others, ...(folded !== 'all' && { filter: folded }), ...(isSorted && { sort }) } }]
}

const withoutHidden = (filter: Filter, mapping: Mapping): TypeFilter => {
  switch (filter.kind) {
    case 'and':
    case 'or':
      return combined(
        filter.kind,
        filter.filters.map((each) => withoutHidden(each, mapping)),
      )
    case 'not':
      return negated(withoutHidden(filter.filter, mapping))
    default:
      if (!isHidden(mapping, filter.path)) return filter
      return evaluate(filter, {}) ? 'all' : 'none'
  }
}

/** Of an attribute whose parts are stored one by one the client may see some. */
const isHidden = (mapping: Mapping, path: ResolvedPath): boolean => {
  if (mapping.limits === undefined) return false
  const rules = testedRules(path, mapping.limits.whole)
  return rules.length > 0 && !rules.some((rule) => mapping.rules.includes(rule))
}

const nameAt = ({ attribute, subAttribute, extension }: ResolvedPath): AttributeName => ({
  ...(extension && { urn: extension.id }),
  attribute: attribute.name,
  ...(subAttribute && { subAttribute: subAttribute.name }),
})

const unsortable = (path: ResolvedPath, owner: string) =>
  invalidPath(`${quoted(printName(nameAt(path)))} is no attribute of ${owner}`)
