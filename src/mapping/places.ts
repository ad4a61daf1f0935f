/** Places: the bases below which the entries of a resource type are, each with how deep it reaches. RFC 4511 §4.5.1.2 */
import { type Dn, isDn, isSameDn, isUnder, normaliseDn, parentOf } from '../ldap/dn.ts'

export interface Place {
  readonly base: Dn
  readonly scope: 'one' | 'sub'
}

/** What an operator writes of it: `base` and `scope` for one place, `bases` for several. */
export interface DeclaredPlaces {
  readonly base?: string | undefined
  readonly scope?: Place['scope'] | undefined
  readonly bases?: readonly { readonly base: string; readonly scope?: Place['scope'] | undefined }[] | undefined
}

export interface PlaceProblem {
  /** In the declaration: `base`, or `bases`, a number and `base`. */
  readonly path: readonly (string | number)[]
  readonly message: string
}

/** In their order; never none in a declaration without problems. A `scope` beside `bases` is for those that name none. */
export const placesOf = ({ base, scope = 'sub', bases = [] }: DeclaredPlaces): readonly Place[] => {
  const one = base === undefined ? [] : [{ base: base as Dn, scope }]
  return [...one, ...bases.map((each) => ({ base: each.base as Dn, scope: each.scope ?? scope }))]
}

/** Their DNs. */
export const basesOf = (declared: DeclaredPlaces): readonly Dn[] => placesOf(declared).map(({ base }) => base)

/** The one that stands for all: of the first place. */
export const mainBaseOf = (declared: DeclaredPlaces): Dn => basesOf(declared)[0] ?? ('' as Dn)

/** Whether a search there would come by an entry of this DN. */
export const isWithin = (dn: string, { base, scope }: Place): boolean =>
  scope === 'sub' ? isUnder(dn, base) : normaliseDn(parentOf(dn as Dn) ?? '') === normaliseDn(base)

/** No entry may lie in two places: which one is meant, and with which scope, only the operator knows. */
export const placeProblems = (declared: DeclaredPlaces): readonly PlaceProblem[] => {
  if (declared.base !== undefined && declared.bases !== undefined) {
    return [{ path: ['bases'], message: 'stands beside base: only one of them is wanted' }]
  }
  const places = placesOf(declared)
  if (places.length === 0) return [{ path: ['base'], message: 'is required' }]
  const option = (at: number): Option => (declared.bases === undefined ? ['base'] : ['bases', at, 'base'])
  const wrong = places.flatMap(({ base }, at) => (isDn(base) ? [] : [{ path: option(at), message: noDn }]))
  return wrong.length > 0 ? wrong : overlaps(places, option)
}

type Option = PlaceProblem['path']

const noDn = 'expected a distinguished name, such as ou=people,dc=example,dc=com'

const overlaps = (places: readonly Place[], option: (at: number) => Option): readonly PlaceProblem[] =>
  places.flatMap((place, at) => {
    const other = places.findIndex((each, before) => before < at && isOverlapping(each, place))
    if (other < 0) return []
    const message = `overlaps with the one of ${places[other]?.base}: an entry would be in both, and listed twice`
    return [{ path: option(at), message }]
  })

/** The base of a `sub` search is in it itself. */
const isOverlapping = (a: Place, b: Place): boolean =>
  isSameDn(a.base, b.base) ||
  (a.scope === 'sub' && isUnder(b.base, a.base)) ||
  (b.scope === 'sub' && isUnder(a.base, b.base)) ||
  (b.scope === 'sub' && isWithin(b.base, a)) ||
  (a.scope === 'sub' && isWithin(a.base, b))
