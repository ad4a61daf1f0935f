/** classesOf: by which object classes the people or groups of a directory are known, and which new ones should have. */
import type { Subschema } from '../directory/subschema.ts'
import { requiredTypesOf } from '../mapping/compile/class-types.ts'
import type { Created } from './numbers.ts'
import { closureOf, type Seen } from './overview.ts'

export interface Classes {
  /** Those by one of which an entry is known. */
  readonly known: readonly string[]
  readonly structural: string
  /** AUXILIARY classes that nearly all entries have, without those below. */
  readonly auxiliary: readonly string[]
  /** What new entries get of attribute types that the classes require and no row fills. */
  readonly created: Readonly<Record<string, Created>>
  /** Classes that require attribute types for which there is no row, and those types. */
  readonly unfilled: readonly { readonly name: string; readonly requires: readonly string[] }[]
}

interface Choosing {
  readonly subschema: Subschema
  /** Classes that are taken before others where nearly all entries have them. */
  readonly preferred: readonly string[]
  /** In lower case, attribute types that a new entry gets from the rows. */
  readonly filled: ReadonlySet<string>
  /** What all entries have of an attribute type, as createAttributes says it; undefined: each has its own. */
  readonly alike: (type: string) => Created | undefined
}

const nearlyAll = 0.95

export const classesOf = (
  seen: readonly Seen[],
  { subschema, preferred, filled, alike }: Choosing,
): Classes | undefined => {
  const usual = mostFrequent(seen.map(({ classes }) => classes.join('\n')))?.split('\n')
  if (usual === undefined) return undefined
  const structural = structuralOf(usual, subschema)
  if (structural === undefined) return undefined
  const isUsual = (name: string) =>
    seen.filter(({ classes }) => classes.some((each) => each.toLowerCase() === name.toLowerCase())).length >=
    seen.length * nearlyAll
  const auxiliary = usual.filter((name) => subschema.objectClass(name)?.kind === 'auxiliary' && isUsual(name))
  const created = new Map<string, Created>()
  for (const type of [structural, ...auxiliary].flatMap((name) => requiredBy(name, subschema))) {
    const text = filled.has(type.toLowerCase()) ? undefined : alike(type)
    if (text !== undefined) created.set(type, text)
  }
  const unfilled = auxiliary.flatMap((name) => {
    const requires = requiredBy(name, subschema).filter((type) => !filled.has(type.toLowerCase()) && !created.has(type))
    return requires.length === 0 ? [] : [{ name, requires }]
  })
  const kept = auxiliary.filter((name) => !unfilled.some((each) => each.name === name))
  const required = new Set([structural, ...kept].flatMap((name) => requiredBy(name, subschema)))
  return {
    created: Object.fromEntries([...created].filter(([type]) => required.has(type))),
    known: knownBy(seen, [...preferred, structural], subschema),
    structural,
    auxiliary: kept,
    unfilled,
  }
}

export const mostFrequent = <T>(values: readonly T[]): T | undefined => {
  const counted = new Map<T, number>()
  for (const value of values) counted.set(value, (counted.get(value) ?? 0) + 1)
  return [...counted].toSorted(([, a], [, b]) => b - a)[0]?.[0]
}

/** The most special one: of a class and its superior, the class. RFC 4512 §2.4.2 */
const structuralOf = (classes: readonly string[], subschema: Subschema): string | undefined => {
  const structural = classes.filter((name) => subschema.objectClass(name)?.kind === 'structural')
  return structural.toSorted((a, b) => closureOf([b], subschema).size - closureOf([a], subschema).size)[0]
}

/** One class that nearly all have; else the structural ones of all. */
const knownBy = (seen: readonly Seen[], candidates: readonly string[], subschema: Subschema): readonly string[] => {
  const closures = new Map<string, ReadonlySet<string>>()
  const closure = (classes: readonly string[]): ReadonlySet<string> => {
    const key = classes.join('\n')
    const found = closures.get(key) ?? closureOf(classes, subschema)
    closures.set(key, found)
    return found
  }
  const one = candidates.find((name) => {
    const having = seen.filter(({ classes }) => closure(classes).has(name.toLowerCase()))
    return having.length >= seen.length * nearlyAll
  })
  if (one !== undefined) return [one]
  return [...new Set(seen.flatMap(({ classes }) => structuralOf(classes, subschema) ?? []))]
}

const requiredBy = (name: string, subschema: Subschema): readonly string[] => {
  const description = subschema.objectClass(name)
  const types = description === undefined ? [] : requiredTypesOf(description, subschema)
  const spelt = types.map((type) => subschema.attributeType(type)?.names[0] ?? type)
  return [...new Set(spelt)].filter((type) => type !== 'objectClass')
}
