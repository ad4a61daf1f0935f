/** compileFilter: a SCIM filter as an LDAP filter that matches at least what it matches. RFC 7644 §3.4.2.2 */
import type { Filter } from '../scim/filter/filter.ts'
import type { ResolvedPath } from '../scim/path/resolve.ts'
import { unreachable } from '../text/unreachable.ts'
import { pushIdentity } from './identity.ts'
import type { Known, Leaf, Mapping, Rule } from './mapping.ts'
import { rulesFor } from './mapping.ts'
import { bothOf, eitherOf, everything, negationOf, type Pushdown } from './pushdown.ts'

type Test = Extract<Filter, { kind: 'compare' | 'present' | 'element' }>

/**
 * Throws `invalidFilter` for an attribute that this mapping does not store: an empty list would make an identity
 * provider create a duplicate.
 */
export const compileFilter = (filter: Filter, mapping: Mapping, known: Known): Pushdown => {
  switch (filter.kind) {
    case 'and':
      return bothOf(filter.filters.map((part) => compileFilter(part, mapping, known)))
    case 'or':
      return eitherOf(filter.filters.map((part) => compileFilter(part, mapping, known)))
    case 'not':
      return negationOf(compileFilter(filter.filter, mapping, known))
    case 'compare':
    case 'present':
    case 'element':
      return compileTest(filter, mapping, known)
    default:
      return unreachable(filter)
  }
}

/** Every test in the filter with the rules that it speaks of. */
export const testsIn = (filter: Filter, mapping: Mapping): readonly { rules: readonly Rule[]; leaf: Leaf }[] => {
  if ('filters' in filter) return filter.filters.flatMap((part) => testsIn(part, mapping))
  if (filter.kind === 'not') return testsIn(filter.filter, mapping)
  return [{ rules: testedRules(filter.path, mapping), leaf: leafOf(filter) }]
}

const compileTest = (test: Test, mapping: Mapping, known: Known): Pushdown => {
  const identity = pushIdentity(test, mapping.resourceType)
  if (identity !== undefined) return identity
  const rules = testedRules(test.path, mapping)
  const leaf = leafOf(test)
  if (rules.length === 1) return (rules[0] as Rule).pushdown(leaf, known)
  return leaf.kind === 'present' ? eitherOf(rules.map((rule) => rule.pushdown(leaf, known))) : everything
}

/** The rule of the very sub-attribute where it has one of its own, else all rules of the attribute. */
export const testedRules = (path: ResolvedPath, mapping: Mapping): readonly Rule[] => {
  const rules = rulesFor(mapping, path)
  const named = rules.filter(
    (rule) => rule.path.subAttribute !== undefined && rule.path.subAttribute.name === path.subAttribute?.name,
  )
  return named.length > 0 ? named : rules
}

const leafOf = (test: Test): Leaf => {
  if (test.kind === 'element') return { kind: 'element', filter: test.filter }
  const { subAttribute } = test.path
  return test.kind === 'present'
    ? { kind: 'present', subAttribute }
    : { kind: 'compare', subAttribute, operator: test.operator, value: test.value }
}
