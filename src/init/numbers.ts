/** numbersLike: the numbers that new accounts and groups should get, where an entry of the directory counts them. RFC 2307 §3 */

import { type Directory, DirectoryError } from '../directory/directory.ts'
import { eachOf } from '../directory/each-of.ts'
import type { Subschema } from '../directory/subschema.ts'
import type { Dn } from '../ldap/dn.ts'
import { type Entry, textsOf } from '../ldap/entry.ts'
import { and, equal, not, or, present } from '../ldap/filter.ts'
import type { MappingDeclaration } from '../mapping/declaration/declaration.ts'

export type Created = NonNullable<NonNullable<MappingDeclaration['createAttributes']>[string]>
type NextNumber = Extract<Created, { readonly next: unknown }>

/** An entry with a number that is neither an account nor a group: it may say which one is next. */
export interface Counter {
  readonly dn: Dn
  readonly numbers: Readonly<Record<NumberType, number | undefined>>
}

export type NumberType = 'uidNumber' | 'gidNumber'

const types: readonly NumberType[] = ['uidNumber', 'gidNumber']
const most = 50

/** None where the server gives up on the search. */
export const countersOf = async (
  directory: Pick<Directory, 'scan'>,
  suffix: Dn,
  subschema: Subschema,
): Promise<readonly Counter[]> => {
  if (types.some((type) => subschema.attributeType(type) === undefined)) return []
  const filter = and(
    or(...types.map(present)),
    not(or(equal('objectClass', 'posixAccount'), equal('objectClass', 'posixGroup'))),
  )
  const counters: Counter[] = []
  try {
    for await (const entry of eachOf(directory.scan({ base: suffix, scope: 'sub', filter, types }))) {
      const [uidNumber, gidNumber] = types
        .map((type) => numbersIn(entry, type))
        .map((all) => (all.length === 1 ? all[0] : undefined))
      counters.push({ dn: entry.dn, numbers: { uidNumber, gidNumber } })
      if (counters.length === most) break
    }
  } catch (thrown) {
    if (!(thrown instanceof DirectoryError) || typeof thrown.code !== 'number') throw thrown
  }
  return counters
}

/** The lowest and the highest number that new ones may have, by those that are there; system accounts are below 1,000. */
export const rangeLike = (type: NumberType, sample: readonly Entry[]): readonly [number, number] | undefined => {
  const own = usual(type, sample)
  const [lowest, highest] = [own[0], own.at(-1)]
  if (lowest === undefined || highest === undefined) return undefined
  return [lowest - (lowest % thousand), highest < usualEnd ? usualEnd : largest]
}

/** undefined: no entry counts them. */
export const numbersLike = (
  type: NumberType,
  sample: readonly Entry[],
  counters: readonly Counter[],
): NextNumber | undefined => {
  const range = rangeLike(type, sample)
  if (range === undefined) return undefined
  const own = usual(type, sample)
  const nearlyLast = own[Math.floor(own.length * nearlyAll)] ?? 0
  const counting = counters.find(({ numbers }) => {
    const next = numbers[type]
    return next !== undefined && next > nearlyLast && next <= range[1] && !own.includes(next)
  })
  return counting && { next: [...range] as [number, number], counter: counting.dn }
}

const thousand = 1_000
const usualEnd = 59_999
const largest = 2_147_483_647
const nearlyAll = 0.95

const usual = (type: NumberType, sample: readonly Entry[]): readonly number[] =>
  sample
    .flatMap((entry) => numbersIn(entry, type))
    .filter((number) => number >= thousand && number <= largest && number !== nobody)
    .toSorted((a, b) => a - b)

/** The account without rights. */
const nobody = 65_534

const numbersIn = ({ attributes }: Entry, type: NumberType): readonly number[] =>
  textsOf(attributes, type).flatMap((text) => (/^\d{1,10}$/.test(text) ? [Number(text)] : []))
