/** Preset `inetOrgPerson`: a directory as it stands, without any schema of ours; what cannot be stored is not advertised. */
import type { MappingDeclaration } from '../declaration/declaration.ts'
import { scimdapPreset } from './scimdap.ts'

type Preset = Omit<MappingDeclaration, 'base'>
type Row = MappingDeclaration['attributes'][string]

/** The rows that standard attribute types can hold; `structured` companions and our own types go. */
const standardRows = (attributes: MappingDeclaration['attributes']): MappingDeclaration['attributes'] =>
  Object.fromEntries(
    Object.entries(attributes).flatMap(([path, row]) => {
      const standard = standardRow(row)
      return standard === undefined ? [] : [[path, standard]]
    }),
  )

const standardRow = (row: Row): Row | undefined => {
  if (typeof row === 'string') return row.startsWith('scim') ? undefined : row
  if (row === null) return undefined
  if ('flag' in row || 'lock' in row) return { lock: 'pwdAccountLockedTime' }
  if ('structured' in row) return 'plain' in row && row.plain !== undefined ? { plain: row.plain } : undefined
  return row
}

const standard = (preset: Preset): Preset => ({
  ...preset,
  auxiliaryClasses: [],
  attributes: standardRows(preset.attributes),
})

export const inetOrgPersonPreset = { User: standard(scimdapPreset.User), Group: standard(scimdapPreset.Group) }
