/** withAside: a reference whose id is nobody is kept beside the DNs, where the operator says so, instead of being refused. */
import { textsOf, valuesOf } from '../../ldap/entry.ts'
import { equal, present } from '../../ldap/filter.ts'
import type { ComplexValue } from '../../scim/resource/resource.ts'
import type { Rule } from '../mapping.ts'
import { atLeast, eitherOf } from '../pushdown.ts'
import { idGivenIn, idsIn } from './reference.ts'

/**
 * An id that is a resource is stored as `rule` has it; any other goes to `aside` as it is, and is shown as `{ value }`
 * alone. One of the two holds at a time: whoever is found out later takes the place of the text with the next write.
 */
export const withAside = (rule: Rule, aside: string): Rule => {
  const { to = [] } = rule
  return {
    ...rule,
    types: [...rule.types, aside],
    aside,
    decode: (entry, lookup) => {
      const known = rule.decode(entry, lookup)
      const [value] = textsOf(entry.attributes, aside)
      return known ?? (value === undefined ? undefined : { value })
    },
    encode: (value, encoding) => {
      const id = value === undefined ? undefined : idGivenIn(value as ComplexValue)
      if (id === undefined || encoding.isKnown(id, to)) return rule.encode(value, encoding)
      return [[aside, [id]]]
    },
    choices: (entry, lookup) => [...(rule.choices?.(entry, lookup) ?? []), [aside, valuesOf(entry.attributes, aside)]],
    pushdown: (leaf, known) => {
      const named = idsIn(leaf).map((id) => atLeast(equal(aside, id)))
      return eitherOf([rule.pushdown(leaf, known), ...(named.length > 0 ? named : [atLeast(present(aside))])])
    },
  }
}
