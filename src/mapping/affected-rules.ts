/** affectedRules: the rules that a change of a resource concerns; all others encode it as before. */
import type { AttributeValues } from '../ldap/entry.ts'
import { kept } from '../scim/kept-with.ts'
import { identical } from '../scim/resource/identical.ts'
import type { Resource } from '../scim/resource/resource.ts'
import { at } from './encode.ts'
import { type Mapping, type Rule, writtenBy } from './mapping.ts'

/** A resource as decoded from an entry, and what that is to be instead. */
export interface ResourceChange {
  readonly attributes: AttributeValues
  readonly before: Resource
  readonly after: Resource
}

/**
 * Those whose value is another one, those where something is left over, which any change takes away, and all that write
 * an attribute type with one of them, however indirectly. In the order of the mapping; none where no value changes.
 */
export const affectedRules = (mapping: Mapping, { attributes, before, after }: ResourceChange): readonly Rule[] => {
  const changed = mapping.rules.filter(({ path }) => !identical(at(before, path), at(after, path)))
  if (changed.length === 0) return []
  const { groups, leaving } = partsOf(mapping)
  const left = leaving.filter(({ leftOver }) => leftOver?.(attributes).some(([, values]) => values.length > 0))
  const affected = new Set([...changed, ...left].map((rule) => groups.get(rule)))
  return mapping.rules.filter((rule) => affected.has(groups.get(rule)))
}

const partsOf = kept(({ rules }: Mapping) => ({
  groups: groupsOf(rules),
  leaving: rules.filter(({ leftOver }) => leftOver !== undefined),
}))

/** What stands for all rules that are written together: the same for each of them. */
const groupsOf = (rules: readonly Rule[]): ReadonlyMap<Rule, object> => {
  const byType = new Map<string, Set<Rule>>()
  for (const rule of rules) {
    const types = writtenBy(rule).map((type) => type.toLowerCase())
    const all = new Set([rule, ...types.flatMap((type) => [...(byType.get(type) ?? [])])])
    const together = new Set([...all].flatMap((each) => writtenBy(each)).map((type) => type.toLowerCase()))
    for (const type of together) byType.set(type, all)
  }
  return new Map(rules.map((rule) => [rule, byType.get(writtenBy(rule)[0]?.toLowerCase() ?? '') ?? rule]))
}
