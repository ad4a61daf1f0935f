/** resolveElementFilter: the filter of a value path on the definitions of its sub-attributes. RFC 7644 Fig. 1 (valFilter) */
import { unreachable } from '../../text/unreachable.ts'
import { invalidFilter, type ScimError } from '../error.ts'
import { type AttributeName, printName, quoted } from '../path/name.ts'
import { type Attribute, findAttribute } from '../schema/attribute.ts'
import { checkComparison } from './check-comparison.ts'
import type { Comparison, ElementFilter, FilterSyntax } from './filter.ts'

/** @throws invalidFilter where `attribute` is not complex, and as `resolveFilter` does */
export const resolveElementFilter = (syntax: FilterSyntax, attribute: Attribute): ElementFilter => {
  if (attribute.type !== 'complex')
    throw invalidFilter(`${attribute.name} is not complex: it has no sub-attributes to filter by`)
  switch (syntax.kind) {
    case 'and':
    case 'or':
      return { kind: syntax.kind, filters: syntax.filters.map((each) => resolveElementFilter(each, attribute)) }
    case 'not':
      return { kind: 'not', filter: resolveElementFilter(syntax.filter, attribute) }
    case 'present':
      return { kind: 'present', subAttribute: subAttributeOf(syntax.path, attribute) }
    case 'compare': {
      const subAttribute = subAttributeOf(syntax.path, attribute)
      if (syntax.value === null) return nullTest(syntax, { kind: 'present', subAttribute })
      checkComparison(`${attribute.name}.${subAttribute.name}`, subAttribute, syntax)
      return { kind: 'compare', subAttribute, operator: syntax.operator, value: syntax.value }
    }
    case 'element':
      throw invalidFilter('Value paths do not nest')
    default:
      return unreachable(syntax)
  }
}

type NullComparison = { readonly path: AttributeName; readonly operator: Comparison }

/** `eq null`: unassigned (RFC 7643 §2.5); `ne null`: assigned. There is no other comparison with null. */
export const nullTest = <F extends object>({ path, operator }: NullComparison, present: F) => {
  if (operator === 'ne') return present
  if (operator === 'eq') return { kind: 'not' as const, filter: present }
  throw invalidFilter(`${operator} does not compare ${printName(path)} with null`)
}

/** The definition, unless it is `returned: never`: a filter would tell what no answer shows. */
export const checkReadable = (attribute: Attribute): void => {
  if (attribute.returned === 'never') throw invalidFilter(`${attribute.name} may not stand in a filter`)
}

export const unknownAttribute = (name: AttributeName, owner: string): ScimError =>
  invalidFilter(`${quoted(printName(name))} is no attribute of ${owner}`)

const subAttributeOf = (name: AttributeName, attribute: Attribute): Attribute => {
  const plain = name.urn === undefined && name.subAttribute === undefined
  const found = plain ? findAttribute(attribute.subAttributes, name.attribute) : undefined
  if (found === undefined) throw unknownAttribute(name, attribute.name)
  checkReadable(found)
  return found
}
