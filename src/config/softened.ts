/** softenedRules: what `profile: provisioning` does otherwise than the strict default, in words for who starts it. */
import { membershipKey } from '../mapping/declaration/empty-groups.ts'
import { type ToleranceName, tolerancesOf } from '../tolerance/wire.ts'
import type { Config, ConfiguredResource } from './config.ts'

export interface SoftenedRule {
  /** A word for the rule, such as `emptyGroups`. */
  readonly rule: string
  /** What is done instead, and what would be done by the strict one. */
  readonly meaning: string
}

/** Of what is configured: an option or a row that the operator has written otherwise softens nothing. */
export const softenedRules = ({ profile, resources, clients, leaverRename }: Config): readonly SoftenedRule[] => {
  if (profile !== 'provisioning') return []
  const isTolerated = (name: ToleranceName) => clients.some(({ dialect }) => tolerancesOf(dialect).has(name))
  return [
    ...resources.flatMap(ofResource),
    ...(isTolerated('createUnmatched') ? [unmatchedFilter] : []),
    ...(isTolerated('unmappedPaths') ? [unmappedAttribute] : []),
    ...(leaverRename === 'keepName' && clients.some(({ dialect }) => dialect.wire !== 'rfc') ? [keptName] : []),
  ]
}

const unmatchedFilter: SoftenedRule = {
  rule: 'unmatchedFilter',
  meaning:
    'PATCH: add and replace at a value filter that nothing matches make the element, where RFC 7644 §3.5.2.3 has 400 noTarget',
}

const unmappedAttribute: SoftenedRule = {
  rule: 'unmappedAttribute',
  meaning:
    'PATCH: attributes of RFC 7643 that this directory does not store are ignored with a warning, instead of 400 invalidPath',
}

const keptName: SoftenedRule = {
  rule: 'leaverRename',
  meaning:
    'a PUT or PATCH that ends in active: false is carried out though it names another userName, which stays as it is, instead of 400 mutability',
}

const ofResource = (resource: ConfiguredResource): readonly SoftenedRule[] => {
  const { declaration, resourceType } = resource
  const { attributes, emptyGroups } = declaration
  const rules: SoftenedRule[] = []
  if (emptyGroups === 'placeholder' && membershipKey(declaration) !== undefined)
    rules.push({
      rule: 'emptyGroups',
      meaning: `a ${resourceType.name} may have no members: in the directory, which demands one, a DN that is nobody stands for them, and other LDAP clients see it`,
    })
  for (const [path, row] of Object.entries(attributes)) {
    if (row === null || typeof row === 'string') continue
    if ('default' in row && row.default?.some((source) => typeof source !== 'string') && path === 'name.familyName')
      rules.push({
        rule: 'familyName',
        meaning:
          'name.familyName need not be sent: displayName, name.formatted or userName is stored, since the directory demands one',
      })
    if ('reference' in row && row.unknown !== undefined)
      rules.push({
        rule: 'unknownReference',
        meaning: `${path}: an id that is nobody here is kept in ${row.unknown} and shown, with a warning, instead of 400 invalidValue`,
      })
  }
  return rules
}
