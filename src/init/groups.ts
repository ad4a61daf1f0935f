/** groupsOf: which kind of groups a directory has, what their members are in, and what stands in the empty ones. */
import type { Subschema } from '../directory/subschema.ts'
import { isDn, normaliseDn } from '../ldap/dn.ts'
import { type Entry, textsOf } from '../ldap/entry.ts'
import type { RuleDeclaration } from '../mapping/declaration/declaration.ts'
import { type GroupPresetName, groupPresets } from '../mapping/presets/presets.ts'
import { closureOf, type Seen } from './overview.ts'

export interface GroupKind {
  readonly preset: GroupPresetName
  readonly entries: number
}

const kinds = Object.keys(groupPresets) as readonly GroupPresetName[]

/** The most frequent first. A group of several kinds counts as the first. */
export const groupKindsOf = (seen: readonly Seen[], subschema: Subschema): readonly GroupKind[] => {
  const counted = new Map<GroupPresetName, number>()
  for (const { classes } of seen) {
    const closure = closureOf(classes, subschema)
    const kind = kinds.find((name) => closure.has(name.toLowerCase()))
    if (kind !== undefined) counted.set(kind, (counted.get(kind) ?? 0) + 1)
  }
  return [...counted].map(([preset, entries]) => ({ preset, entries })).toSorted((a, b) => b.entries - a.entries)
}

/** What a preset's members are in: `member`. */
export const memberTypeOf = (preset: GroupPresetName): string => {
  const row: RuleDeclaration | undefined = (groupPresets[preset].attributes as Record<string, RuleDeclaration>).members
  if (row === undefined || typeof row === 'string' || !('members' in row)) return 'member'
  return [row.members].flat()[0] ?? 'member'
}

interface Nobody {
  readonly types: readonly string[]
  /** Normalised DNs of everybody and of every group. */
  readonly known: ReadonlySet<string>
}

/** A DN of nobody that is the only member of several groups, or of one and is called so. Somebody deleted is no placeholder. */
export const placeholderIn = (sample: readonly Entry[], { types, known }: Nobody): string | undefined => {
  const counted = new Map<string, { readonly dn: string; readonly groups: number }>()
  for (const { attributes } of sample) {
    const members = types.flatMap((type) => textsOf(attributes, type))
    const [only] = members
    if (members.length !== 1 || only === undefined || !isDn(only) || known.has(normaliseDn(only))) continue
    const key = normaliseDn(only)
    counted.set(key, { dn: only, groups: (counted.get(key)?.groups ?? 0) + 1 })
  }
  const [most] = [...counted.values()].toSorted((a, b) => b.groups - a.groups)
  if (most === undefined) return undefined
  return most.groups > 1 || /nobody|dummy|empty|placeholder|none/i.test(most.dn) || most.dn === '' ? most.dn : undefined
}
