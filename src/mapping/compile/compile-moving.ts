/** compileMoving: a row of `active` by place, and whatever is wrong with its places. Needs no server. */
import { type Dn, isDn, isUnder, parseDn, printDn } from '../../ldap/dn.ts'
import type { ActivePlaceRow } from '../declaration/account-rows.ts'
import type { MappingDeclaration, RuleDeclaration } from '../declaration/declaration.ts'
import type { Moving } from '../mapping.ts'
import { isServedIn } from '../moving.ts'
import { basesOf, mainBaseOf, placesOf } from '../places.ts'

export const isActivePlace = (row: RuleDeclaration | null): row is ActivePlaceRow =>
  typeof row === 'object' && row !== null && 'inactiveIn' in row

/** Where entries are moved; undefined: nowhere. */
export const movingOf = ({ attributes }: Pick<MappingDeclaration, 'attributes'>): Moving | undefined => {
  const row = Object.values(attributes).find(isActivePlace)
  if (row === undefined || row.access === 'readOnly') return undefined
  return {
    inactiveIn: row.inactiveIn as Dn,
    ...(row.activeIn === undefined ? {} : { activeIn: row.activeIn as Dn }),
  }
}

/** What is wrong with the places of a row; bases are looked at elsewhere. */
export const activePlaceProblems = (declaration: MappingDeclaration, row: ActivePlaceRow): readonly string[] => {
  const { inactiveIn, activeIn, access } = row
  const noDn = [inactiveIn, activeIn].filter((dn) => dn !== undefined && !isDn(dn))
  if (noDn.length > 0) return ['expected a distinguished name, such as ou=leavers,dc=example,dc=com']
  if (access === 'readOnly' && activeIn !== undefined) return ['a readOnly row takes no activeIn: nobody is moved']
  if (!basesOf(declaration).every(isDn)) return []
  const places = placesOf(declaration)
  const isOutside = (dn: string | undefined) => dn !== undefined && !isServedIn(dn, places)
  const problems = isOutside(inactiveIn)
    ? ['inactiveIn lies in none of the bases: whoever is moved there would not exist any more']
    : []
  if (isOutside(activeIn)) return [...problems, 'activeIn lies in none of the bases: nobody would be found there']
  const taken = activePlaces(declaration, activeIn).find((dn) => isUnder(dn, inactiveIn))
  if (taken === undefined) return problems
  return [...problems, `${taken} is in inactiveIn: active people go there (createBase says where new entries go)`]
}

/** Where people are put who are active, as far as that does not depend on them. */
const activePlaces = (declaration: MappingDeclaration, activeIn: string | undefined): readonly string[] => {
  const { createIn, createBase } = declaration
  const back = activeIn === undefined ? [] : [activeIn]
  if (createIn === undefined) return [...back, createBase ?? mainBaseOf(declaration)].filter(isDn)
  const { container, otherwise } = typeof createIn === 'string' ? { container: createIn } : createIn
  const fixed = isDn(container) ? [aboveBraces(container)] : []
  return [...back, ...fixed, ...(otherwise === undefined ? [] : [otherwise])].filter(isDn)
}

const aboveBraces = (container: string): string => {
  const rdns = parseDn(container)
  const last = rdns.findLastIndex((rdn) => rdn.some(({ value }) => value.includes('{')))
  return printDn(rdns.slice(last + 1))
}
