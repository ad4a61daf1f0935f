/** everyKindOfRow: a preset with the rows that no shipped preset has, and entries whose values its maps know. docs/mapping.md */
import type { LdifEntry } from '../../src/demo/ldif.ts'
import type { MappingDeclaration } from '../../src/mapping/declaration/declaration.ts'
import { scimdapPreset } from '../../src/mapping/presets/scimdap.ts'
import { urn } from '../../src/scim/urn.ts'

const rows: MappingDeclaration['attributes'] = {
  title: { attribute: 'title', access: 'readOnly' },
  nickName: { attribute: 'roomNumber', access: 'writeOnly' },
  displayName: { attributes: ['displayName', 'description'] },
  userType: {
    attribute: 'employeeType',
    values: { FTE: 'Employee', PTE: 'Employee', CTR: 'Contractor' },
    writes: ['FTE'],
  },
  locale: { template: '{givenName}, {sn}' },
  timezone: { constant: 'Europe/Berlin' },
  [`${urn.enterpriseUser}:employeeNumber`]: null,
  active: {
    attribute: 'employeeNumber',
    values: { A: true, L: false, G: false },
    writes: ['L'],
    enforcedBy: 'nothing: this is a test',
  },
}

export const everyKindOfRow = {
  User: { ...scimdapPreset.User, attributes: { ...scimdapPreset.User.attributes, ...rows } },
  Group: scimdapPreset.Group,
} as const

/** Half of the people have values of the maps, some beside others. */
export const withStatus = (entry: LdifEntry, index: number): LdifEntry => {
  const { attributes } = entry
  if (attributes.uid === undefined || index % 2 === 0) return entry
  const types =
    [['FTE'], ['pte', 'CTR'], ['CTR', ...(attributes.employeeType ?? [])], []][Math.floor(index / 2) % 4] ?? []
  const status = [['A'], ['L'], ['g'], []][index % 3] ?? []
  return { ...entry, attributes: { ...attributes, employeeType: types, employeeNumber: status } }
}
