/** Moving: `active` by where an entry is, and where it goes when that changes. RFC 4511 §4.9 */
import { type Dn, isUnder, normaliseDn } from '../ldap/dn.ts'
import { invalidValue } from '../scim/error.ts'
import type { Filter } from '../scim/filter/filter.ts'
import type { Resource } from '../scim/resource/resource.ts'
import { containerFor } from './create-in.ts'
import { isActive } from './declaration/single-value-shape.ts'
import type { Mapping, Moving } from './mapping.ts'
import { isWithin, type Place } from './places.ts'

type Placing = Pick<Mapping, 'moving' | 'creation'>

/** Below it, however deep; the entry that everybody is below is nobody. */
export const isAway = (dn: string, { inactiveIn }: Pick<Moving, 'inactiveIn'>): boolean =>
  isUnder(dn, inactiveIn) && normaliseDn(dn) !== normaliseDn(inactiveIn)

/** The entry above a new one. @throws invalidValue where the attributes would put somebody active among the others */
export const placeOfNew = (mapping: Placing, resource: Resource): Dn => {
  const { moving } = mapping
  return moving !== undefined && resource.active === false ? moving.inactiveIn : amongActive(mapping, resource)
}

/** Where the entry must go for what the resource says of `active`; undefined: it stays. */
export const newPlaceOf = (mapping: Placing, dn: Dn, resource: Resource): Dn | undefined => {
  const { moving } = mapping
  if (moving === undefined) return undefined
  const isInactive = resource.active === false
  if (isInactive === isAway(dn, moving)) return undefined
  return isInactive ? moving.inactiveIn : (moving.activeIn ?? amongActive(mapping, resource))
}

const amongActive = ({ creation: { base, createIn }, moving }: Placing, resource: Resource): Dn => {
  const place = createIn === undefined ? base : containerFor(createIn, resource)
  if (moving === undefined || !isUnder(place, moving.inactiveIn)) return place
  throw invalidValue('what says where the entry goes would put it among those that are not active')
}

/** The places where matches of a filter can be: those of everybody, unless it asks for the ones or the others alone. */
export const placesFor = (
  { places, moving }: Pick<Mapping, 'places' | 'moving'>,
  filter?: Filter,
): readonly Place[] => {
  const asked = moving && filter && activeIn(filter)
  if (asked === undefined || moving === undefined) return places
  const { inactiveIn } = moving
  return places.flatMap((place): readonly Place[] => {
    if (isUnder(place.base, inactiveIn)) return asked ? [] : [place]
    if (asked) return [place]
    return place.scope === 'sub' && isUnder(inactiveIn, place.base) ? [{ base: inactiveIn, scope: 'sub' }] : []
  })
}

/** What every match has in `active`; undefined: there may be both. */
const activeIn = (filter: Filter): boolean | undefined => {
  if (filter.kind === 'compare') {
    const { path, operator, value } = filter
    if (!isActive(path) || typeof value !== 'boolean' || (operator !== 'eq' && operator !== 'ne')) return undefined
    return operator === 'eq' ? value : !value
  }
  if (filter.kind === 'not') {
    const within = filter.filter.kind === 'compare' ? activeIn(filter.filter) : undefined
    return within === undefined ? undefined : !within
  }
  if (filter.kind === 'and') return filter.filters.map(activeIn).find((asked) => asked !== undefined)
  if (filter.kind !== 'or') return undefined
  const [first, ...others] = filter.filters.map(activeIn)
  return others.every((asked) => asked === first) ? first : undefined
}

/** Whether entries of these places would be below it: in a base with whole subtrees, or right in one with one level. */
export const isServedIn = (dn: string, places: readonly Place[]): boolean =>
  places.some((place) => isWithin(`cn=new,${dn}`, place))
