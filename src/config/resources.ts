/** resourcesOf: the resource types that are served, each with its mapping; or what keeps the two from fitting each other. */
import * as v from 'valibot'
import {
  type MappingDeclaration,
  mappingDeclaration,
  type RuleDeclaration,
  targetsOf,
} from '../mapping/declaration/declaration.ts'
import { missingRows } from '../mapping/declaration/declared.ts'
import { emptyGroupMisfits, membershipKey } from '../mapping/declaration/empty-groups.ts'
import { linkMemberships } from '../mapping/declaration/link-memberships.ts'
import { withPasswordState } from '../mapping/declaration/password-state.ts'
import { operationMisfits, withoutUseless } from '../mapping/declaration/served-operations.ts'
import {
  declare,
  type GroupPresetName,
  groupPresets,
  type MappingOverride,
  type PresetName,
  presetFor,
  presets,
  type UserPresetName,
  userPresets,
  withGroups,
} from '../mapping/presets/presets.ts'
import { forProvisioning } from '../mapping/presets/provisioning.ts'
import type { ResourceType } from '../scim/schema/resource-type.ts'
import type { ConfiguredResource } from './config.ts'
import { checkDeclaration } from './declarations.ts'
import type { DefinedType } from './definitions.ts'
import type { Finding } from './finding.ts'
import { mayFindings } from './may-findings.ts'
import { nearest } from './nearest.ts'
import type { Path } from './problem.ts'
import { undecidedEmptyGroups } from './providers.ts'
import type { Settings } from './settings.ts'

export interface Resources {
  readonly resources: readonly ConfiguredResource[]
  readonly findings: readonly Finding[]
}

/** What is wrong with a loaded resource type is reported by itself. */
export const resourcesOf = (settings: Settings, types: readonly DefinedType[]): Resources => {
  const served = types.filter((type) => isServed(type, settings))
  const names = served.map(({ resourceType }) => resourceType.name)
  checkEndpoints(served)
  const declarations = Object.fromEntries(
    served.map(({ resourceType }) => [resourceType.name, declarationOf(resourceType, settings, names)]),
  )
  const resources = served.map(({ resourceType }): ConfiguredResource => {
    const { name } = resourceType
    const declaration = linkMemberships(declarations[name] as MappingDeclaration, declarations)
    return { option: optionOf(name), ...withPasswordState({ resourceType, declaration }) }
  })
  return {
    resources,
    findings: [
      ...strayMappings(settings, types),
      ...resources.flatMap((resource) => checkResource(resource, resources)),
      ...undecidedEmptyGroups(settings, resources),
      ...mayFindings(settings, resources),
    ],
  }
}

const shorthands = { User: 'users', Group: 'groups' } as const

/** Where the mapping of a resource type is written. */
const optionOf = (name: string): Path => (isPreset(name) ? [shorthands[name]] : ['resources', name])

const writtenFor = (name: string, { users, groups, resources = {} }: Settings) =>
  isPreset(name) ? { users, groups }[shorthands[name]] : own(resources, name)

const own = <T>(record: Readonly<Record<string, T>>, name: string): T | undefined =>
  Object.hasOwn(record, name) ? record[name] : undefined

/** A directory may have no groups; whoever loads a resource type wants it served. */
const isServed = ({ resourceType: { name }, report }: DefinedType, settings: Settings): boolean => {
  if (writtenFor(name, settings) !== undefined) return true
  report?.('name', `${name} has no mapping: write one under ${optionOf(name).join('.')} in the configuration`)
  return false
}

const checkEndpoints = (served: readonly DefinedType[]): void => {
  const known = new Map<string, string>()
  for (const { resourceType, report } of served.toSorted(
    (a, b) => Number(a.report !== undefined) - Number(b.report !== undefined),
  )) {
    const { name, endpoint } = resourceType
    const before = known.get(endpoint.toLowerCase())
    if (before !== undefined) report?.('endpoint', `${endpoint} is the endpoint of ${before} already`)
    known.set(endpoint.toLowerCase(), name)
  }
}

/** Laid over the preset, where there is one for the type. */
const declarationOf = (
  resourceType: ResourceType,
  settings: Settings,
  names: readonly string[],
): MappingDeclaration => {
  const { name } = resourceType
  if (!isPreset(name)) return withoutUseless(writtenFor(name, settings) as MappingDeclaration)
  const preset = presets[settings.preset satisfies PresetName][name]
  const { preset: kind, ...written } = writtenFor(name, settings) as WrittenKind
  const ofKind = withGroups(preset, { ...userPresets, ...groupPresets }[kind])
  const whole = settings.profile === 'provisioning' ? forProvisioning[name](ofKind, written) : ofKind
  return withoutUseless(parsed(declare(presetFor(whole, resourceType, names), written)))
}

type WrittenKind = MappingOverride & { readonly preset: GroupPresetName | UserPresetName }

const isPreset = (name: string): name is keyof (typeof presets)[PresetName] => Object.hasOwn(shorthands, name)

const parsed = (declaration: MappingDeclaration): MappingDeclaration => v.parse(mappingDeclaration, declaration)

const strayMappings = ({ resources = {} }: Settings, types: readonly DefinedType[]): readonly Finding[] => {
  const names = types.map(({ resourceType }) => resourceType.name)
  return Object.keys(resources).flatMap((name): readonly Finding[] => {
    const path = ['resources', name]
    if (isPreset(name)) return [{ path, message: `is written under ${shorthands[name]}` }]
    if (names.includes(name)) return []
    const meant = nearest(name, names)
    const hint = meant === undefined ? 'resourceTypes names the files that describe them' : `did you mean ${meant}?`
    return [{ path, message: `no resource type has this name; ${hint}` }]
  })
}

const checkResource = (
  { option, resourceType, declaration }: ConfiguredResource,
  all: readonly ConfiguredResource[],
): readonly Finding[] => [
  ...checkDeclaration({ option, resourceType, declaration }),
  ...missingRows(declaration, resourceType).map((message) => ({ path: [...option, 'attributes'], message })),
  ...Object.entries(declaration.attributes).flatMap(([key, row]) =>
    row === null ? [] : checkTargets(row, all).map((message) => ({ path: [...option, 'attributes', key], message })),
  ),
  ...operationMisfits(declaration).map(({ path, message }) => ({ path: [...option, ...path], message })),
  ...emptyGroupMisfits(
    declaration,
    all.map((other) => ({ name: other.resourceType.name, places: other.declaration })),
  ).map((misfit) => ({ path: [...option, misfit.option], message: misfit.message })),
]

const checkTargets = (row: RuleDeclaration, all: readonly ConfiguredResource[]): readonly string[] =>
  targetsOf(row).flatMap((name) => {
    const target = all.find(({ resourceType }) => resourceType.name === name)
    const names = all.map(({ resourceType }) => resourceType.name)
    if (target === undefined) return [`there is no resource type ${name}; expected one of ${names.join(', ')}`]
    const nameless = namelessTarget(row, target)
    if (nameless !== undefined) return [nameless]
    const isOfMembers = typeof row === 'object' && 'memberships' in row
    if (!isOfMembers || membershipKey(target.declaration) !== undefined) return []
    if (!findsMembers(target.declaration)) return [`${name} has no list that says who belongs to it`]
    return row.memberOf === undefined
      ? [`${name} has URLs in the place of a list: only with memberOf are they found`]
      : []
  })

const findsMembers = ({ attributes }: MappingDeclaration): boolean =>
  Object.values(attributes).some((row) => row !== null && typeof row === 'object' && 'memberUrls' in row)

/** Lists of names are only as good as the names: what is unique, and what the gateway sees change. */
const namelessTarget = (
  row: RuleDeclaration,
  { resourceType, declaration }: ConfiguredResource,
): string | undefined => {
  if (typeof row === 'string' || !('members' in row) || row.by === undefined) return undefined
  const by = row.by.toLowerCase()
  const { attributes } = resourceType.schema
  const unique = attributes.filter(({ uniqueness }) => uniqueness !== 'none').map(({ name }) => name.toLowerCase())
  const homes = Object.entries(declaration.attributes)
    .filter(([path]) => unique.includes(path.toLowerCase()))
    .map(([, home]) => (typeof home === 'string' ? home : home && 'attribute' in home ? home.attribute : undefined))
  if (homes.some((home) => home?.toLowerCase() === by)) return undefined
  return `no attribute of ${resourceType.name} that is unique is stored in ${row.by}: expected what userName or the like is stored in`
}
