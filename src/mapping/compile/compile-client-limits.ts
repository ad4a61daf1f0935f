/** compileClientLimits: what an operator lets a client do with a resource type, over the mapping of the type and the server's subschema. */
import type { Subschema } from '../../directory/subschema.ts'
import { type LdapFilter, typesIn } from '../../ldap/filter.ts'
import type { OperationName } from '../../scim/schema/resource-type.ts'
import { attributeLimits } from '../declaration/client-attributes.ts'
import {
  allowedOperations,
  type ClientLimits,
  type LimitedClient,
  limitedCreateBase,
  limitedPlaces,
} from '../declaration/client-limits.ts'
import { nameOf } from '../encode.ts'
import type { TypeRights } from '../limited-mapping.ts'
import type { Mapping, Rule } from '../mapping.ts'
import { compileFilterText } from './declared-filter.ts'

export interface CompiledLimits {
  readonly operations: readonly OperationName[]
  readonly rights: TypeRights
}

interface Given {
  readonly limits: ClientLimits
  readonly client: LimitedClient
  readonly subschema: Subschema
  /** `path`: below the limits. */
  readonly report: (path: string, message: string) => void
}

export const compileClientLimits = (mapping: Mapping, { limits, client, subschema, report }: Given): CompiledLimits => {
  const operations = allowedOperations(limits, client, mapping.resourceType)
  const attributes = attributeLimits(limits, mapping.resourceType)
  const reads = ({ path }: Rule): boolean => attributes.reads(path)
  reportHalves(mapping, reads, report)
  const filter = filterOf({ limits, client, subschema, report }, operations)
  const places = limits.bases === undefined ? undefined : limitedPlaces(limits, mapping.places)
  const { creation } = mapping
  const base = limitedCreateBase(limits, creation.base, places ?? mapping.places)
  return {
    operations,
    rights: {
      ...{ reads, writes: ({ path }) => attributes.writes(path) },
      ...(places && { places }),
      ...(filter && { filter }),
      create: { base, isFixed: limits.createBase !== undefined },
    },
  }
}

/** What is hidden as one attribute and shown as another is not hidden, and who writes the one would write the other. */
const reportHalves = ({ rules }: Mapping, reads: (rule: Rule) => boolean, report: Given['report']): void => {
  const typesOf = (rule: Rule) => rule.types.map((type) => type.toLowerCase())
  for (const hidden of rules.filter((rule) => !reads(rule))) {
    const shared = rules.find((rule) => reads(rule) && typesOf(rule).some((type) => typesOf(hidden).includes(type)))
    if (shared === undefined) continue
    const type = hidden.types.find((each) => typesOf(shared).includes(each.toLowerCase()))
    report(
      'read',
      `${nameOf(hidden.path)} and ${nameOf(shared.path)} are both ${type} here: one cannot be kept from who reads the other`,
    )
  }
}

/** A write is judged by what is stored after it, as far as that is known before: not by what the server makes itself. */
const filterOf = (
  { limits, subschema, report }: Given,
  operations: readonly OperationName[],
): LdapFilter | undefined => {
  if (limits.filter === undefined) return undefined
  const filter = compileFilterText(limits.filter, subschema, (message) => report('filter', message))
  const writes = operations.some((name) => name === 'create' || name === 'replace' || name === 'patch')
  const kept = [...(filter === undefined ? [] : typesIn(filter))].flatMap((type) => {
    const description = subschema.attributeType(type)
    return description?.noUserModification ? (description.names[0] ?? type) : []
  })
  if (writes && kept.length > 0) {
    report(
      'filter',
      `${kept.join(', ')} is the directory's own to write: no write can be judged by it; let this client only read and delete`,
    )
  }
  return filter
}
