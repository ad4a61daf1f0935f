/** Proposal: the mapping of one resource type that a directory suggests, with the reason of each part in words. */
import type { Subschema } from '../directory/subschema.ts'
import { compileMapping, MappingError } from '../mapping/compile/compile.ts'
import type { MappingDeclaration, RuleDeclaration } from '../mapping/declaration/declaration.ts'
import { declaredResourceType } from '../mapping/declaration/declared.ts'
import type { Mapping } from '../mapping/mapping.ts'
import {
  declare,
  type GroupPresetName,
  type MappingOverride,
  presetFor,
  type UserPresetName,
} from '../mapping/presets/presets.ts'
import type { ResourceType } from '../scim/schema/resource-type.ts'

export interface ProposedRow {
  /** null takes the row of the preset out. */
  readonly row: RuleDeclaration | null
  readonly why: string
  /** To be tried where the directory does not allow the row. */
  readonly lesser?: RuleDeclaration
  /** What a person must decide about it, in sentences. */
  readonly asks?: string
  /** The row of whoever has decided. */
  readonly instead?: RuleDeclaration
}

export interface Proposal {
  /** Options but the rows. */
  readonly options: Omit<MappingOverride, 'attributes'>
  /** Rows with a reason, by path; those of the preset that were confirmed are among them. */
  readonly rows: ReadonlyMap<string, ProposedRow>
  readonly mapping: Mapping
  /** Rows of the preset. */
  readonly preset: MappingDeclaration['attributes']
  /** Of groups, the kind that they are. */
  readonly groupPreset?: GroupPresetName
  /** Of users. */
  readonly userPreset?: UserPresetName
}

export interface Draft {
  readonly options: Omit<MappingOverride, 'attributes'>
  readonly rows: ReadonlyMap<string, ProposedRow>
  readonly preset: Omit<MappingDeclaration, 'base'>
  readonly resourceType: ResourceType
  /** Names of the resource types that are proposed. */
  readonly served: readonly string[]
}

/**
 * The draft, with every row that `serve` would refuse made readOnly or taken out. Nothing is proposed that does not
 * compile against the server's own schema.
 * @throws MappingError where the fault is in no row
 */
export const proposalOf = (draft: Draft, subschema: Subschema): Proposal => {
  const rows = new Map(draft.rows)
  const preset = presetFor(draft.preset, draft.resourceType, draft.served)
  for (;;) {
    const attributes = Object.fromEntries([...rows].map(([path, { row }]) => [path, row]))
    const declaration = declare(preset, { ...draft.options, attributes } as MappingOverride)
    try {
      const resourceType = declaredResourceType(declaration, draft.resourceType)
      return {
        options: draft.options,
        rows,
        preset: preset.attributes,
        mapping: compileMapping(declaration, resourceType, subschema),
      }
    } catch (thrown) {
      if (!(thrown instanceof MappingError) || !mend(thrown, { rows, declaration })) throw thrown
    }
  }
}

interface Mending {
  readonly rows: Map<string, ProposedRow>
  readonly declaration: MappingDeclaration
}

/** Whether a row could be given up. Each is at most twice, so that this ends. */
const mend = ({ problems }: MappingError, { rows, declaration }: Mending): boolean => {
  let isMended = false
  for (const { path, message } of problems) {
    const key = /^attributes\.(.+?)(?:\.default)?$/.exec(path)?.[1]
    const row = key === undefined ? undefined : declaration.attributes[key]
    if (key === undefined || row === undefined || row === null) continue
    rows.set(key, rows.get(key)?.lesser === undefined ? lesser(row, message) : withLesser(rows.get(key) as ProposedRow))
    isMended = true
  }
  return isMended
}

const withLesser = ({ lesser, why }: ProposedRow): ProposedRow => ({ row: lesser ?? null, why })

/** What can be read need not be writable; a list can do without one of its attribute types. */
const lesser = (row: RuleDeclaration, message: string): ProposedRow => {
  if (typeof row === 'string' && /object class/i.test(message))
    return { row: { attribute: row, access: 'readOnly' }, why: `readOnly: ${message}` }
  if (typeof row === 'object' && 'plain' in row) {
    const named = new Set(message.split(/[^\w;-]+/))
    const left = row.plain?.filter(({ attribute }) => !named.has(attribute)) ?? []
    if (left.length > 0 && left.length < (row.plain?.length ?? 0)) return { row: { ...row, plain: left }, why: message }
  }
  return { row: null, why: message }
}
