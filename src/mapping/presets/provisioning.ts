/**
 * forProvisioning: what a preset stores otherwise for identity providers, which create groups before their members and users
 * without a family name.
 */
import { urn } from '../../scim/urn.ts'
import type { MappingDeclaration, RuleDeclaration } from '../declaration/declaration.ts'
import { allowsEmpty, membershipKey, namedBy } from '../declaration/empty-groups.ts'
import type { MappingOverride } from './presets.ts'

type Preset = Omit<MappingDeclaration, 'base'>

/** An operator's own rows and options are laid over it, and win. */
export const forProvisioning: {
  readonly [Name in 'User' | 'Group']: (preset: Preset, written: MappingOverride) => Preset
} = {
  User: (preset, written) => {
    const { optional = preset.optional, auxiliaryClasses = preset.auxiliaryClasses } = written
    const isNameOptional = optional?.some((path) => path.toLowerCase() === 'name') ?? false
    const named = isNameOptional ? preset.attributes : withDerivedNames(preset.attributes, written)
    return { ...preset, attributes: withUnknownManagers(named, auxiliaryClasses) }
  },
  Group: (preset, written) => {
    const attributes = { ...preset.attributes, ...written.attributes }
    const hasDns = membershipKey({ attributes }) !== undefined && namedBy({ attributes }) === undefined
    return hasDns && !allowsEmpty(preset) ? { ...preset, emptyGroups: 'placeholder' } : preset
  },
}

/** Providers send managers before, or without, the people they are. Only the shipped schema has a place for their ids. */
const withUnknownManagers = (
  attributes: MappingDeclaration['attributes'],
  auxiliaryClasses: readonly string[] = [],
): MappingDeclaration['attributes'] => {
  const path = `${urn.enterpriseUser}:manager`
  const row = attributes[path]
  const isReference = typeof row === 'object' && row !== null && 'reference' in row
  if (!isReference || !auxiliaryClasses.includes('scimUser')) return attributes
  return { ...attributes, [path]: { ...row, unknown: 'scimUnknownManager' } }
}

/** LDAP persons have `sn` and `cn`: RFC 4519 §3.12. Whoever is sent without gets the best that is known. */
const withDerivedNames = (
  attributes: MappingDeclaration['attributes'],
  written: MappingOverride,
): MappingDeclaration['attributes'] => {
  const rows = { ...attributes, ...written.attributes }
  const defaulted = (path: string, sources: string[][]): MappingDeclaration['attributes'] => {
    const row = plainRow(attributes[path])
    const known = sources
      .map((list) => list.filter((source) => rows[source] != null))
      .filter(({ length }) => length > 0)
    return row === undefined ? {} : { [path]: { ...row, default: known } }
  }
  return {
    ...attributes,
    ...defaulted('name.formatted', [['name.givenName', 'name.familyName'], ['displayName'], ['userName']]),
    ...defaulted('name.familyName', [['displayName'], ['name.formatted'], ['userName']]),
  }
}

type PlainRow = Extract<RuleDeclaration, { attribute: string }>

/** Rows of another kind (templates, parts) are made of what the directory has: nothing can be derived for them. */
const plainRow = (row: RuleDeclaration | null | undefined): PlainRow | undefined => {
  if (typeof row === 'string') return { attribute: row }
  const isPlain =
    row != null && 'attribute' in row && Object.keys(row).every((key) => key === 'attribute' || key === 'default')
  return isPlain ? row : undefined
}
