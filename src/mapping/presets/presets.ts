/** The shipped presets by name, and how an operator's rows are laid over one. */
import { findDefinitions } from '../../scim/path/find.ts'
import { parseName } from '../../scim/path/name.ts'
import type { ResourceType } from '../../scim/schema/resource-type.ts'
import { type MappingDeclaration, targetsOf } from '../declaration.ts'
import { ds389Preset } from './ds389.ts'
import { groupOfMembersPreset } from './group-of-members.ts'
import { groupOfUniqueNamesPreset } from './group-of-unique-names.ts'
import type { GroupPreset } from './group-preset.ts'
import { inetOrgPersonPreset } from './inet-org-person.ts'
import { scimdapPreset } from './scimdap.ts'

export const presets = { scimdap: scimdapPreset, inetOrgPerson: inetOrgPersonPreset, '389-ds': ds389Preset } as const
export type PresetName = keyof typeof presets

/** What the servers of a preset have for an id. */
export const idOfPreset = (preset: PresetName): string => (preset === '389-ds' ? 'nsUniqueId' : 'entryUUID')

/** Kinds of groups, laid over the Group of a preset. */
export const groupPresets = {
  groupOfNames: { attributes: {} },
  groupOfUniqueNames: groupOfUniqueNamesPreset,
  groupOfMembers: groupOfMembersPreset,
} as const satisfies Record<string, GroupPreset>
export type GroupPresetName = keyof typeof groupPresets

type Preset = Omit<MappingDeclaration, 'base'>

/** The same preset for another kind of group. */
export const withGroups = (preset: Preset, groups: GroupPreset): Preset => ({
  ...preset,
  ...groups,
  attributes: { ...preset.attributes, ...groups.attributes },
})

/**
 * The preset for a resource type as an operator described it: without rows for attributes that it does not have, and
 * without those that name resource types that are not served (`groups`, where there are none).
 */
export const presetFor = (preset: Preset, resourceType: ResourceType, served: readonly string[]): Preset => ({
  ...preset,
  attributes: Object.fromEntries(
    Object.entries(preset.attributes).filter(([path, row]) => {
      const name = parseName(path)
      const isThere = name !== undefined && findDefinitions(name, resourceType) !== undefined
      return isThere && (row === null || targetsOf(row).every((target) => served.includes(target)))
    }),
  ),
})

/** An operator's declaration: anything but the base may be left to the preset. */
export type MappingOverride = Partial<MappingDeclaration> & Pick<MappingDeclaration, 'base'>

/** `override` over the preset's declaration; rows are merged by path, `null` removes one. */
export const declare = (preset: Preset, override: MappingOverride): MappingDeclaration => ({
  ...preset,
  ...Object.fromEntries(Object.entries(override).filter(([, value]) => value !== undefined)),
  base: override.base,
  attributes: { ...preset.attributes, ...override.attributes },
})
