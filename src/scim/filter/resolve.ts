/** resolveFilter: a filter's names as definitions, its literals checked against their types. RFC 7644 §3.4.2.2, §3.10 */
import { unreachable } from '../../text/unreachable.ts'
import { invalidFilter } from '../error.ts'
import { type Definitions, findDefinitions } from '../path/find.ts'
import { type AttributeName, printName } from '../path/name.ts'
import { findAttribute } from '../schema/attribute.ts'
import type { ResourceType } from '../schema/resource-type.ts'
import { checkComparison } from './check-comparison.ts'
import type { Comparison, Filter, FilterSyntax, Literal } from './filter.ts'
import { checkReadable, nullTest, resolveElementFilter, unknownAttribute } from './resolve-element.ts'
import { asElements, findFiltered } from './simple-list.ts'

/**
 * @throws invalidFilter for an unknown attribute, one that is never returned, an operator or literal that does not
 * fit the attribute's type
 */
export const resolveFilter = (syntax: FilterSyntax, resourceType: ResourceType): Filter => {
  switch (syntax.kind) {
    case 'and':
    case 'or':
      return { kind: syntax.kind, filters: syntax.filters.map((each) => resolveFilter(each, resourceType)) }
    case 'not':
      return { kind: 'not', filter: resolveFilter(syntax.filter, resourceType) }
    case 'present':
      return { kind: 'present', path: definitionsOf(syntax.path, resourceType) }
    case 'compare':
      return resolveComparison(syntax, resourceType)
    case 'element': {
      const path = readable(syntax.path, resourceType, findDefinitions)
      if (path.subAttribute !== undefined)
        throw invalidFilter('A value path stands on an attribute, not a sub-attribute')
      return { kind: 'element', path, filter: resolveElementFilter(syntax.filter, asElements(path.attribute)) }
    }
    default:
      return unreachable(syntax)
  }
}

interface ComparisonSyntax {
  readonly path: AttributeName
  readonly operator: Comparison
  readonly value: Literal
}

const resolveComparison = (syntax: ComparisonSyntax, resourceType: ResourceType): Filter => {
  const named = definitionsOf(syntax.path, resourceType)
  if (syntax.value === null) return nullTest(syntax, { kind: 'present', path: named })
  const path = withValue(named)
  checkComparison(printName(syntax.path), path.subAttribute ?? path.attribute, syntax)
  return { kind: 'compare', path, operator: syntax.operator, value: syntax.value }
}

const definitionsOf = (name: AttributeName, resourceType: ResourceType): Definitions =>
  readable(name, resourceType, findFiltered)

const readable = (name: AttributeName, resourceType: ResourceType, find: typeof findDefinitions): Definitions => {
  const found = find(name, resourceType)
  if (found === undefined) throw unknownAttribute(name, resourceType.name)
  checkReadable(found.attribute)
  if (found.subAttribute !== undefined) checkReadable(found.subAttribute)
  return found
}

/** `emails co "x"` of RFC 7644 Fig. 2, and `manager eq "u"` of Entra: the sub-attribute `value`, where there is one. */
const withValue = (path: Definitions): Definitions => {
  if (path.subAttribute !== undefined) return path
  const subAttribute = findAttribute(path.attribute.subAttributes, 'value')
  if (subAttribute !== undefined) checkReadable(subAttribute)
  return subAttribute === undefined ? path : { ...path, subAttribute }
}
