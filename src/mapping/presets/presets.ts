/** The shipped presets by name, and how an operator's rows are laid over one. */
import { findDefinitions } from '../../scim/path/find.ts'
import { parseName } from '../../scim/path/name.ts'
import type { ResourceType } from '../../scim/schema/resource-type.ts'
import { type MappingDeclaration, targetsOf } from '../declaration/declaration.ts'
import { activeDirectoryPreset } from './active-directory.ts'
import { ds389Preset } from './ds389.ts'
import { eduPersonPreset } from './edu-person.ts'
import { freeIpaPreset } from './free-ipa.ts'
import { groupOfMembersPreset } from './group-of-members.ts'
import { groupOfUniqueNamesPreset } from './group-of-unique-names.ts'
import { inetOrgPersonPreset } from './inet-org-person.ts'
import type { KindPreset } from './kind-preset.ts'
import { lldapPreset } from './lldap.ts'
import { posixPreset } from './posix.ts'
import { posixGroupPreset } from './posix-group.ts'
import { rfc2307bisPreset } from './rfc2307bis.ts'
import { scimdapPreset } from './scimdap.ts'

export const presets = {
  scimdap: scimdapPreset,
  inetOrgPerson: inetOrgPersonPreset,
  '389-ds': ds389Preset,
  activeDirectory: activeDirectoryPreset,
  freeIpa: freeIpaPreset,
  lldap: lldapPreset,
} as const
export type PresetName = keyof typeof presets

/** What the servers of a preset have for an id. */
export const idOfPreset = (preset: PresetName): string => ids[preset] ?? 'entryUUID'

const ids: Partial<Readonly<Record<PresetName, string>>> = { '389-ds': 'nsUniqueId', activeDirectory: 'objectGUID' }

/** At the top of a domain Active Directory refers to its other partitions, which hold configuration and no people. */
export const referralsOfPreset = (preset: PresetName): 'refuse' | 'ignore' =>
  preset === 'activeDirectory' ? 'ignore' : 'refuse'

/** Kinds of groups, laid over the Group of a preset. */
export const groupPresets = {
  groupOfNames: { attributes: {} },
  groupOfUniqueNames: groupOfUniqueNamesPreset,
  groupOfMembers: groupOfMembersPreset,
  posixGroup: posixGroupPreset,
  rfc2307bis: rfc2307bisPreset,
} as const satisfies Record<string, KindPreset>
export type GroupPresetName = keyof typeof groupPresets

/** Kinds of users, laid over the User of a preset. */
export const userPresets = {
  inetOrgPerson: { attributes: {} },
  posix: posixPreset,
  eduPerson: eduPersonPreset,
} as const satisfies Record<string, KindPreset>
export type UserPresetName = keyof typeof userPresets

type Preset = Omit<MappingDeclaration, 'base'>

/** The same preset for another kind of groups, or of users. */
export const withGroups = (preset: Preset, kind: KindPreset): Preset => ({
  ...preset,
  ...kind,
  auxiliaryClasses: [...(preset.auxiliaryClasses ?? []), ...(kind.auxiliaryClasses ?? [])],
  attributes: { ...preset.attributes, ...kind.attributes },
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

/** An operator's declaration: anything but where its entries are may be left to the preset. */
export type MappingOverride = Partial<MappingDeclaration>

/** `override` over the preset's declaration; rows are merged by path, `null` removes one. So are `createAttributes`. */
export const declare = (preset: Preset, override: MappingOverride): MappingDeclaration => ({
  ...preset,
  ...Object.fromEntries(Object.entries(override).filter(([, value]) => value !== undefined)),
  ...createdBy(preset, override),
  attributes: { ...preset.attributes, ...override.attributes },
})

const createdBy = (preset: Preset, override: MappingOverride): Pick<MappingDeclaration, 'createAttributes'> => {
  const entries = Object.entries({ ...preset.createAttributes, ...override.createAttributes })
  const kept = entries.filter(([, row]) => row !== null)
  return kept.length === 0 ? {} : { createAttributes: Object.fromEntries(kept) }
}
