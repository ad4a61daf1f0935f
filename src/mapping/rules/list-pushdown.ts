/** What a filter on a list asks of the directory: of the bare values, or of the structured companions. */
import { always, and, type LdapFilter, never, or, present, substring } from '../../ldap/filter.ts'
import type { ElementFilter } from '../../scim/filter/filter.ts'
import { prepare } from '../../text/prepare.ts'
import type { Leaf } from '../mapping.ts'
import { atLeast, everything, type Pushdown } from '../pushdown.ts'
import { compareText } from '../values/compare-text.ts'
import { fragmentsOf, presenceFragments } from '../values/structured.ts'
import type { ListHomes, PlainHome } from './list-homes.ts'

type Test = Extract<ElementFilter, { kind: 'compare' | 'present' }>

/** Always a superset: whether one element satisfies it all is seen in the decoded resource. */
export const pushList = (leaf: Leaf, homes: ListHomes): Pushdown => {
  if (leaf.kind === 'compare' && leaf.value === null && leaf.operator === 'eq') return everything
  const element = elementFilterOf(leaf)
  return atLeast(
    or(
      ...homes.plain.map((home) => pushInside(element, present(home.column.type), (test) => inPlain(test, home))),
      pushInside(element, inStructuredPresence(homes), (test) => inStructured(test, homes)),
    ),
  )
}

const elementFilterOf = (leaf: Leaf): ElementFilter | undefined => {
  if (leaf.kind === 'element') return leaf.filter
  return leaf.subAttribute === undefined ? undefined : { ...leaf, subAttribute: leaf.subAttribute }
}

/** `not` and everything that no test can narrow: any element at all. */
const pushInside = (
  filter: ElementFilter | undefined,
  presence: LdapFilter,
  push: (test: Test) => LdapFilter | undefined,
): LdapFilter => {
  if (filter === undefined || filter.kind === 'not') return presence
  if (!('filters' in filter)) return push(filter) ?? presence
  const parts = filter.filters.map((part) => pushInside(part, presence, push))
  return filter.kind === 'and' ? and(...parts) : or(...parts)
}

/** A bare element has a value and the `type` of its home, nothing else. */
const inPlain = (test: Test, { column, searchable, as, isFirstPrimary }: PlainHome): LdapFilter | undefined => {
  const { name } = test.subAttribute
  if (name === 'primary' && isFirstPrimary === true) return undefined
  if (name === 'value' && test.kind === 'compare' && typeof test.value === 'string' && searchable) {
    const { operator, value } = test
    const { filter } = compareText({ ...column, whole: false }, test.subAttribute, { operator, value })
    return filter === always ? undefined : filter
  }
  if (name === 'value') return undefined
  if (name === 'type' && as !== undefined) return isOther(test, as) ? never : undefined
  return isNegative(test) ? undefined : never
}

const isOther = (test: Test, as: string): boolean =>
  test.kind === 'compare' && test.operator === 'eq' && sameText(String(test.value)) !== sameText(as)

const sameText = (text: string): string => prepare(text, { caseExact: false })

const isNegative = (test: Test): boolean =>
  test.kind === 'compare' && (test.operator === 'ne' || (test.operator === 'eq' && test.value === null))

const inStructuredPresence = ({ structured }: ListHomes): LdapFilter =>
  structured === undefined ? never : present(structured.type)

const inStructured = (test: Test, { structured }: ListHomes): LdapFilter | undefined => {
  if (structured === undefined) return never
  const { type, description } = structured
  const rule = description.substring?.toLowerCase()
  const foldsCase = rule === 'caseignoresubstringsmatch'
  if (!foldsCase && rule !== 'caseexactsubstringsmatch') return undefined
  if (test.kind === 'present') return substring(type, { any: presenceFragments(test.subAttribute, foldsCase) })
  if (test.value === null) return undefined
  const sets = fragmentsOf(test.subAttribute, { operator: test.operator, value: String(test.value) }, foldsCase)
  return sets === undefined ? undefined : or(...sets.map((any) => substring(type, { any })))
}
