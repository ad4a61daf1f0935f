/** createdIn: the containers of people as one that is made of what they say, where an attribute makes the places. */
import { childOf, type Dn, normaliseDn, parentOf, type Rdn, rdnOf } from '../ldap/dn.ts'
import { type Entry, textOf } from '../ldap/entry.ts'
import type { MappingDeclaration, RuleDeclaration } from '../mapping/declaration/declaration.ts'

type CreateIn = NonNullable<MappingDeclaration['createIn']>

export interface CreatedIn {
  readonly createIn: CreateIn
  readonly why: string
}

/** People who are right below a container of the base, and the name of that. */
interface Placed {
  readonly entry: Entry
  readonly rdn: Rdn
}

const enough = 10
const nearlyAll = 0.95
const most = 50

/** undefined: one place for all, or places that no attribute tells. */
export const createdIn = (
  base: Dn,
  sample: readonly Entry[],
  rows: Readonly<Record<string, RuleDeclaration | null>>,
): CreatedIn | undefined => {
  const placed = sample.flatMap((entry): readonly Placed[] => {
    const container = parentOf(entry.dn)
    const above = container && parentOf(container)
    if (container === undefined || above === undefined || normaliseDn(above) !== normaliseDn(base)) return []
    return [{ entry, rdn: rdnOf(container) }]
  })
  const [first] = placed
  const containers = new Set(placed.map(({ rdn }) => keyOf(rdn)))
  if (first === undefined || placed.length < enough || containers.size < 2) return undefined
  const type = first.rdn[0]?.type
  const isOneKind = placed.every(({ rdn }) => rdn.length === 1 && rdn[0]?.type.toLowerCase() === type?.toLowerCase())
  if (!isOneKind || type === undefined || placed.length < sample.length * nearlyAll) return undefined
  const tellers = Object.entries(rows).flatMap(([path, row]) => {
    const attribute = attributeOf(row)
    return attribute === undefined ? [] : [{ path, attribute }]
  })
  const named = tellers.find(({ attribute }) => tells(placed, attribute))
  if (named !== undefined) return { createIn: containerOf(base, type, named.path), why: whyBy(named.attribute) }
  for (const { path, attribute } of tellers) {
    const values = valuesFor(placed, attribute)
    if (values === undefined) continue
    return { createIn: { container: containerOf(base, type, path), values }, why: whyBy(attribute) }
  }
  return undefined
}

const whyBy = (attribute: string): string => `New people go where their ${attribute} says, as those who are there`

const containerOf = (base: Dn, type: string, path: string): string => childOf(base, [{ type, value: `{${path}}` }])

/** Single values that clients send. */
const attributeOf = (row: RuleDeclaration | null): string | undefined => {
  if (typeof row === 'string') return row
  if (row === null || !('attribute' in row) || 'values' in row || 'part' in row) return undefined
  const isPlain = row.access === undefined && row.format === undefined && row.stored === undefined
  return isPlain ? row.attribute : undefined
}

/** The attribute has the very name of the container. */
const tells = (placed: readonly Placed[], attribute: string): boolean =>
  placed.filter(({ entry, rdn }) => isSame(textOf(entry.attributes, attribute), rdn)).length >=
  placed.length * nearlyAll

const isSame = (value: string | undefined, rdn: Rdn): boolean =>
  value !== undefined && value.trim().toLowerCase() === keyOf(rdn)

/** Each value has a container of its own, for nearly all who have it. */
const valuesFor = (placed: readonly Placed[], attribute: string): Readonly<Record<string, string>> | undefined => {
  const found = new Map<string, Map<string, number>>()
  const spelt = new Map<string, string>()
  for (const { entry, rdn } of placed) {
    const value = textOf(entry.attributes, attribute)?.trim()
    const [named] = rdn
    if (value === undefined || value === '' || named === undefined) continue
    const counted = found.get(value) ?? new Map<string, number>()
    found.set(value, counted.set(keyOf(rdn), (counted.get(keyOf(rdn)) ?? 0) + 1))
    spelt.set(keyOf(rdn), named.value)
  }
  const pairs = [...found].map(([value, counted]) => {
    const [[container, often] = ['', 0]] = [...counted].toSorted(([, a], [, b]) => b - a)
    return { value, container: spelt.get(container) ?? '', often }
  })
  const agreed = pairs.reduce((sum, { often }) => sum + often, 0)
  const containers = new Set(pairs.map(({ container }) => container))
  // A value for nearly each of them, such as a name, tells no place; one for all of them neither.
  const isTelling = pairs.length <= most && pairs.length * 2 <= placed.length && containers.size > 1
  if (!isTelling || agreed < placed.length * nearlyAll) return undefined
  return Object.fromEntries(pairs.map(({ value, container }) => [value, container]))
}

const keyOf = (rdn: Rdn): string => (rdn[0]?.value ?? '').trim().toLowerCase()
