/** Findings about new entries: what their object classes demand, and whether a client can give it. RFC 4512 §2.4 */
import { requiredTypesOf } from '../../mapping/compile/class-types.ts'
import { nameOf } from '../../mapping/encode.ts'
import { type Rule, writtenBy } from '../../mapping/mapping.ts'
import { auxiliaryNames } from '../../mapping/plan-change.ts'
import { presets } from '../../mapping/presets/presets.ts'
import { searchedOnly } from '../../mapping/unique-names.ts'
import { isDemanded } from '../../scim/schema/attribute.ts'
import { offers } from '../../scim/schema/resource-type.ts'
import type { ResourceFacts, Seen } from '../facts.ts'
import type { Finding } from '../finding.ts'
import { listed } from './schema.ts'

export const creationFindings = (seen: Seen): readonly Finding[] =>
  seen.resources.flatMap((resource) => {
    const demands = demandsOn(resource, seen)
    const unfilled = demands.filter(({ rules }) => rules.length === 0)
    const unsure = demands.filter(({ rules }) => rules.length > 0 && !rules.some((rule) => isSent(rule, resource)))
    return [...unfilledFinding(resource, unfilled), ...unsureFinding(resource, unsure), ...searchedFinding(resource)]
  })

const searchedFinding = ({ name, mapping }: ResourceFacts): readonly Finding[] => {
  const attributes = mapping === undefined ? [] : searchedOnly(mapping)
  if (attributes.length === 0) return []
  return [
    {
      id: 'unique-by-search',
      severity: 'warning',
      what: `${name}: only a search before each write keeps ${listed(attributes)} unique: it is not the whole name of an entry in the only place of them.`,
      means: 'Two requests of the same moment can give the same value to two resources.',
      advice: 'Name a place of reservations: docs/mapping.md.',
    },
  ]
}

interface Demand {
  readonly className: string
  readonly type: string
  /** Those that fill it. */
  readonly rules: readonly Rule[]
}

const demandsOn = ({ mapping, declaration }: ResourceFacts, { subschema }: Seen): readonly Demand[] => {
  if (mapping === undefined || subschema === undefined || !offers(mapping.resourceType, 'create')) return []
  const given = new Set([
    'objectclass',
    ...ofActiveDirectory,
    ...Object.keys(declaration.createAttributes ?? {}).map((type) => type.toLowerCase()),
  ])
  const always = Object.keys(declaration.createAttributes ?? {})
  const demands = [...declaration.createClasses, ...auxiliaryNames(mapping, always)].flatMap((className) => {
    const description = subschema.objectClass(className)
    const types = description === undefined ? [] : requiredTypesOf(description, subschema)
    return types.filter((type) => !given.has(type)).map((type) => ({ className, type }))
  })
  return [...new Map(demands.map((demand) => [demand.type, demand])).values()].map(({ className, type }) => ({
    className,
    type: subschema.attributeType(type)?.names[0] ?? type,
    rules: mapping.rules.filter((rule) => fills(rule, type)),
  }))
}

/** It gives them to every entry itself. */
const ofActiveDirectory = ['objectsid', 'objectcategory', 'ntsecuritydescriptor', 'instancetype']

const fills = (rule: Rule, type: string): boolean =>
  (rule.placeholder === undefined ? writtenBy(rule) : rule.types).some((own) => own.toLowerCase() === type)

/** By every client, or by nobody's doing: from a default, or as the preset has it and its documentation says. */
const isSent = ({ path, types, isList }: Rule, { mapping, declaration, name }: ResourceFacts): boolean => {
  const { attribute, subAttribute, extension } = path
  if (isList || mapping?.defaults.some((each) => each.path === path)) return true
  if (extension === undefined && isDemanded(attribute) && (subAttribute === undefined || isDemanded(subAttribute)))
    return true
  if (types.some((type) => mapping?.creation.rdnTypes.includes(type))) return true
  return Object.values(presets).some((preset) => {
    const rows = Object.entries(preset).find(([type]) => type === name)?.[1].attributes
    const own = rows?.[nameOf(path)]
    return own !== undefined && JSON.stringify(own) === JSON.stringify(declaration.attributes[nameOf(path)])
  })
}

const unfilledFinding = ({ name }: ResourceFacts, demands: readonly Demand[]): readonly Finding[] => {
  if (demands.length === 0) return []
  const types = listed(demands.map(({ type, className }) => `${type} (${className})`))
  return [
    {
      id: 'create-impossible',
      severity: 'warning',
      what: `${name}: the classes of new entries demand what nothing fills: ${types}.`,
      means:
        'Every POST is answered with 400, unless the directory fills it itself. Resources that are there can be read and changed.',
      advice: 'Write a row for it, give it in createAttributes, or name other object classes.',
    },
  ]
}

const unsureFinding = ({ name }: ResourceFacts, demands: readonly Demand[]): readonly Finding[] => {
  if (demands.length === 0) return []
  const fills = demands.map(({ type, rules }) => `${type} (${rules.map(({ path }) => nameOf(path)).join(' or ')})`)
  return [
    {
      id: 'create-demands',
      severity: 'note',
      what: `${name}: the classes of new entries demand what no client has to send: ${listed(fills)}.`,
      means: 'A POST without it is answered with 400.',
      advice: 'Define the attribute as required, or give its row a default.',
    },
  ]
}
