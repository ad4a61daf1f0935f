/** Kinds of groups that the suites run over: object class and member type of the directory, options of the gateway. */
import { resolve } from 'node:path'
import type { MappingDeclaration } from '../../src/mapping/declaration/declaration.ts'
import { type GroupPresetName, groupPresets, withGroups } from '../../src/mapping/presets/presets.ts'
import { scimdapPreset } from '../../src/mapping/presets/scimdap.ts'
import { openStage, type Stage } from './support.ts'

export interface GroupKind {
  readonly name: string
  readonly objectClass: string
  /** The attribute type that holds members, in lower case. */
  readonly type: string
  /** Laid over `groups`. */
  readonly options: Pick<MappingDeclaration, 'emptyGroups' | 'placeholder' | 'createAttributes'> & {
    readonly preset?: GroupPresetName
  }
  /** What stands in an empty group; undefined: nothing. */
  readonly placeholder?: string
  /** What else an entry of the class must have. */
  readonly more?: Readonly<Record<string, string>>
  /** Members are named by their uid. */
  readonly isNamed?: true
}

const names = { objectClass: 'groupOfNames', type: 'member' } as const
const uniqueNames = { objectClass: 'groupOfUniqueNames', type: 'uniquemember' } as const

export const groupOfNames: GroupKind = { name: 'groupOfNames', ...names, options: {} }
export const groupOfUniqueNames: GroupKind = {
  ...{ name: 'groupOfUniqueNames', ...uniqueNames },
  options: { preset: 'groupOfUniqueNames' },
}
export const groupOfMembers: GroupKind = {
  ...{ name: 'groupOfMembers', objectClass: 'groupOfMembers', type: 'member' },
  options: { preset: 'groupOfMembers' },
}

export const posixGroup: GroupKind = {
  ...{ name: 'posixGroup', objectClass: 'posixGroup', type: 'memberuid', isNamed: true, more: { gidNumber: '100' } },
  options: { preset: 'posixGroup', createAttributes: { gidNumber: '100' } },
}

/** Groups that must have a member. */
export const refusingEmpty: readonly GroupKind[] = [groupOfNames, groupOfUniqueNames]

/** Groups that may be empty. */
export const emptiable: readonly GroupKind[] = [
  groupOfMembers,
  posixGroup,
  {
    ...{ name: 'groupOfNames with the empty DN', ...names, placeholder: '' },
    options: { emptyGroups: 'placeholder' },
  },
  {
    ...{ name: 'groupOfNames with a placeholder', ...names, placeholder: 'cn=nobody,dc=example,dc=com' },
    options: { emptyGroups: 'placeholder', placeholder: 'cn=Nobody, dc=example,dc=com' },
  },
  {
    ...{ name: 'groupOfUniqueNames with a placeholder', ...uniqueNames, placeholder: 'cn=nobody' },
    options: { preset: 'groupOfUniqueNames', emptyGroups: 'placeholder', placeholder: 'cn=nobody' },
  },
]

/** What stands in a group of this kind for the entry of that DN. */
export const memberValue = ({ isNamed }: GroupKind, dn: string): string =>
  isNamed ? dn.replace(/^[^=]*=([^,]*),.*/, '$1') : dn

const fixture = resolve(import.meta.dirname, '../fixtures/rfc2307bis/group-of-members.ldif')

export const slapdFor = ({ objectClass }: GroupKind) =>
  objectClass === 'groupOfMembers' ? { schemaFiles: [fixture] } : {}

export const overlayFor = ({ options }: GroupKind) => ({
  groups: { base: 'ou=groups,dc=example,dc=com', ...options },
})

export const openStageOf = (kind: GroupKind): Promise<Stage> => openStage(slapdFor(kind), overlayFor(kind))

/** The same for operations without a configuration. */
export const presetsFor = ({ options: { preset = 'groupOfNames', ...options } }: GroupKind) => ({
  User: scimdapPreset.User,
  Group: { ...withGroups(scimdapPreset.Group, groupPresets[preset]), ...options },
})
