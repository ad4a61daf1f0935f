/** The shipped presets by name, and how an operator's rows are laid over one. */
import type { MappingDeclaration } from '../declaration.ts'
import { inetOrgPersonPreset } from './inet-org-person.ts'
import { scimdapPreset } from './scimdap.ts'

export const presets = { scimdap: scimdapPreset, inetOrgPerson: inetOrgPersonPreset } as const
export type PresetName = keyof typeof presets

/** An operator's declaration: anything but the base may be left to the preset. */
export type MappingOverride = Partial<MappingDeclaration> & Pick<MappingDeclaration, 'base'>

/** `override` over the preset's declaration; rows are merged by path, `null` removes one. */
export const declare = (preset: Omit<MappingDeclaration, 'base'>, override: MappingOverride): MappingDeclaration => ({
  ...preset,
  ...Object.fromEntries(Object.entries(override).filter(([, value]) => value !== undefined)),
  base: override.base,
  attributes: { ...preset.attributes, ...override.attributes },
})
