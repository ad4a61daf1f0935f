/** limitedMapping: a mapping as one client may see and write it. Whatever works with it knows of nothing else. */

import type { Dn } from '../ldap/dn.ts'
import { always, and, type LdapFilter } from '../ldap/filter.ts'
import type { Mapping, Rule } from './mapping.ts'
import type { Place } from './places.ts'

/** What a client may see and write of the resources of a type. */
export interface TypeRights {
  readonly reads: (rule: Rule) => boolean
  readonly writes: (rule: Rule) => boolean
  /** undefined: those of the type. */
  readonly places?: readonly Place[]
  /** Of the resources in them only these. */
  readonly filter?: LdapFilter
  /** undefined: where the type has it. `isFixed`: whatever attributes say. */
  readonly create?: { readonly base: Dn; readonly isFixed: boolean }
}

export interface Rights {
  readonly setsPassword: boolean
  /** undefined: nothing is limited. `hidden`: to this client there are no resources of the type. */
  readonly type: TypeRights | 'hidden' | undefined
}

/**
 * Entries elsewhere, or outside of the filter, are as if they were not there; attributes that may not be read have no rule,
 * so that nothing shows, finds, sorts or changes them.
 */
export const limitedMapping = (whole: Mapping, { setsPassword, type }: Rights): Mapping => {
  const { password, ...others } = whole
  const base = { ...others, ...(setsPassword && password !== undefined && { password }) }
  const limits = { whole, setsPassword, isPartial: type !== undefined, writes: everything }
  if (type === undefined) return setsPassword ? whole : { ...base, limits }
  if (type === 'hidden') return { ...base, places: [], rules: [], displayRules: [], limits }
  const { filter = always, places = whole.places, create } = type
  const rules = whole.rules.filter(type.reads)
  const declared = filter === always ? whole.declaredFilter : and(whole.declaredFilter ?? always, filter)
  const { moving, ...unmoved } = base
  return {
    ...unmoved,
    ...{ places, rules },
    entryFilter: and(whole.entryFilter, filter),
    ...(declared === undefined ? {} : { declaredFilter: declared }),
    displayRules: whole.displayRules.filter((rule) => rules.includes(rule)),
    defaults: whole.defaults.filter(({ path }) => rules.some((rule) => rule.path === path)),
    // Whoever does not see who is active moves nobody back.
    ...(moving !== undefined && rules.some(({ path }) => isActive(path)) && { moving }),
    creation: createdIn(whole, create),
    limits: { ...limits, writes: type.writes, ...(type.filter && { filter: type.filter }) },
  }
}

const everything = (): boolean => true

const isActive = ({ attribute, extension }: Rule['path']): boolean =>
  attribute.name === 'active' && extension === undefined

const createdIn = ({ creation }: Mapping, create: TypeRights['create']): Mapping['creation'] => {
  if (create === undefined) return creation
  const { createIn, ...others } = creation
  return { ...others, ...(createIn !== undefined && !create.isFixed && { createIn }), base: create.base }
}

export const wholeOf = (mapping: Mapping): Mapping => mapping.limits?.whole ?? mapping

/** What a new entry is made by: also what the client does not see of it has to be stored. */
export const makingOf = (mapping: Mapping): Mapping =>
  mapping.limits === undefined ? mapping : { ...mapping.limits.whole, creation: mapping.creation }
