/** Indexes: which a database has, which it lacks, and the modifications that bring them. slapd-mdb(5) olcDbIndex */
import type { Modification } from '../ldap/change.ts'
import type { LdapFilter } from '../ldap/filter.ts'

export type IndexKind = 'pres' | 'eq' | 'sub'

/** The same text for all names of one attribute type. */
export type Canonical = (type: string) => string

export interface MissingIndex {
  readonly type: string
  readonly kinds: readonly string[]
}

interface IndexLine {
  readonly value: string
  readonly types: readonly string[]
  readonly kinds: readonly string[]
}

/** Values of olcDbIndex, with the kinds of `default` where a line names none. */
const linesOf = (values: readonly string[]): readonly IndexLine[] => {
  const lines = values.map((value) => {
    const [types = '', kinds = ''] = value.trim().split(/\s+/, 2)
    return { value, types: words(types), kinds: words(kinds) }
  })
  const preset = lines.find(({ types }) => types[0]?.toLowerCase() === 'default')?.kinds ?? []
  return lines
    .filter(({ types }) => types[0]?.toLowerCase() !== 'default')
    .map((line) => (line.kinds.length === 0 ? { ...line, kinds: preset } : line))
}

const words = (text: string): readonly string[] => text.split(',').filter((word) => word !== '')

const has = (kinds: readonly string[], kind: string): boolean =>
  kinds.includes(kind) || (kind === 'sub' && ['subinitial', 'subany', 'subfinal'].every((part) => kinds.includes(part)))

/** The wanted lines, type by type, as far as the type is used and its kinds are not there yet. */
export const missingIndexes = (
  wanted: readonly string[],
  existing: readonly string[],
  { canonical, isUsed }: { readonly canonical: Canonical; readonly isUsed: (type: string) => boolean },
): readonly MissingIndex[] => {
  const lines = linesOf(existing)
  return linesOf(wanted).flatMap(({ types, kinds }) =>
    types.filter(isUsed).flatMap((type) => {
      const there = kindsFor(type, lines, canonical)
      const missing = kinds.filter((kind) => !has(there, kind))
      return missing.length === 0 ? [] : [{ type, kinds: missing }]
    }),
  )
}

const kindsFor = (type: string, lines: readonly IndexLine[], canonical: Canonical): readonly string[] =>
  lines.filter(({ types }) => types.some((each) => canonical(each) === canonical(type))).flatMap(({ kinds }) => kinds)

/** slapd takes one line for each type: a line that says too little goes, and its types come back one by one. */
export const indexModifications = (
  missing: readonly MissingIndex[],
  existing: readonly string[],
  canonical: Canonical,
): readonly Modification[] => {
  const lacking = new Map(missing.map(({ type, kinds }) => [canonical(type), { type, kinds }]))
  const poor = linesOf(existing).filter(({ types }) => types.some((type) => lacking.has(canonical(type))))
  const again = poor.flatMap(({ types, kinds }) =>
    types.map((type) => {
      const more = lacking.get(canonical(type))?.kinds ?? []
      lacking.delete(canonical(type))
      return `${type} ${[...kinds, ...more].join(',')}`
    }),
  )
  const values = [...again, ...grouped([...lacking.values()])]
  return [
    ...(poor.length === 0
      ? []
      : [{ operation: 'delete' as const, type: 'olcDbIndex', values: poor.map(({ value }) => value) }]),
    ...(values.length === 0 ? [] : [{ operation: 'add' as const, type: 'olcDbIndex', values }]),
  ]
}

const grouped = (missing: readonly MissingIndex[]): readonly string[] => {
  const byKinds = new Map<string, string[]>()
  for (const { type, kinds } of missing) {
    const key = kinds.join(',')
    byKinds.set(key, [...(byKinds.get(key) ?? []), type])
  }
  return [...byKinds].map(([kinds, types]) => `${types.join(',')} ${kinds}`)
}

/** The tests of a filter that no index answers: `(title=*) pres`. entryDN and entryUUID by equality need none or have one. */
export const unindexedTests = (
  filter: LdapFilter,
  existing: readonly string[],
  canonical: Canonical,
): readonly MissingIndex[] => {
  const lines = linesOf(existing)
  const found = new Map<string, MissingIndex>()
  for (const { type, kind } of testsIn(filter)) {
    if (type.toLowerCase() === 'entrydn' || has(kindsFor(type, lines, canonical), kind)) continue
    found.set(`${canonical(type)} ${kind}`, { type, kinds: [kind] })
  }
  return [...found.values()]
}

const testsIn = (filter: LdapFilter): readonly { readonly type: string; readonly kind: IndexKind }[] => {
  if (filter.kind === 'not') return testsIn(filter.filter)
  if ('filters' in filter) return filter.filters.flatMap(testsIn)
  const kind = filter.kind === 'present' ? 'pres' : filter.kind === 'substring' ? 'sub' : 'eq'
  return [{ type: filter.type, kind }]
}
