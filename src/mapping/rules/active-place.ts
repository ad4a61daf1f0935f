/** Active place rule: `active` by where the entry is. Nothing is stored of it: a write moves the entry (`moving.ts`). */
import type { Dn } from '../../ldap/dn.ts'
import { always } from '../../ldap/filter.ts'
import type { ResolvedPath } from '../../scim/path/resolve.ts'
import type { Leaf, Rule } from '../mapping.ts'
import { isAway } from '../moving.ts'
import { everything, exactly, nothing, type Pushdown } from '../pushdown.ts'

/** `content`: whoever is moved is another one for `If-Match`, though no value of the entry has changed. */
export const activePlaceRule = (path: ResolvedPath, inactiveIn: Dn): Rule => ({
  path,
  types: [],
  isTotal: true,
  decode: ({ dn }) => !isAway(dn, { inactiveIn }),
  encode: () => [],
  pushdown: push,
  content: ({ dn }) => [['active', [String(!isAway(dn, { inactiveIn }))]]],
})

/** No filter of LDAP tells where an entry is, but the base of the search does (`placesFor`). */
const push = (leaf: Leaf): Pushdown => {
  if (leaf.kind === 'present') return exactly(always)
  if (leaf.kind === 'element' || leaf.value !== null) return everything
  return leaf.operator === 'eq' ? nothing : exactly(always)
}
