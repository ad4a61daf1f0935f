/** sharedBase: a base at which two services would find the same entries. */
import { isDn, isUnder, normaliseDn } from '../../ldap/dn.ts'
import { type DeclaredPlaces, type Place, placesOf } from '../places.ts'

/** As far as a client may go in the entries of a type. */
export interface Reach {
  readonly declared: DeclaredPlaces
  /** undefined: in all of it. */
  readonly bases: readonly string[] | undefined
}

/** The base of one of the first that is one of the others', or above or below it; undefined: they have no entry in common. */
export const sharedBase = (reaches: readonly Reach[], others: readonly Reach[]): string | undefined => {
  const theirs = others.flatMap(placesIn)
  return reaches.flatMap(placesIn).find((place) => theirs.some((their) => isShared(place, their)))?.base
}

/** What is no DN is told elsewhere. */
const placesIn = ({ declared, bases }: Reach): readonly Place[] => {
  const whole = placesOf(declared)
  const isDeep = whole.some(({ scope }) => scope === 'sub')
  const scope = isDeep ? 'sub' : 'one'
  const places = bases === undefined ? whole : placesOf({ bases: bases.map((base) => ({ base, scope })) })
  return places.filter(({ base }) => isDn(base))
}

const isShared = (one: Place, other: Place): boolean =>
  normaliseDn(one.base) === normaliseDn(other.base) ||
  (one.scope === 'sub' && isUnder(other.base, one.base)) ||
  (other.scope === 'sub' && isUnder(one.base, other.base))
