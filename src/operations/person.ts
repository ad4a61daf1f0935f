/** findPerson: the entry of a caller who is a person, and whether that person is deactivated. */
import type { Dn } from '../ldap/dn.ts'
import { decode } from '../mapping/decode.ts'
import { wholeOf } from '../mapping/limited-mapping.ts'
import { planReadOne } from '../mapping/plan-search.ts'
import type { ResourceId } from '../scim/resource/resource.ts'
import type { ResourceType } from '../scim/schema/resource-type.ts'
import type { Projection } from '../scim/search/query.ts'
import { type Dependencies, mappingOf } from './dependencies.ts'
import { createFindMe, isPersonType } from './me.ts'
import { findEntry } from './read.ts'
import { lookupFor } from './references/lookup.ts'
import type { Person, Scope } from './scope.ts'

export interface FoundPerson {
  readonly id: ResourceId
  readonly dn: Dn
  readonly isActive: boolean
}

/** Found anew each time, with the gateway's own eyes. @throws 404 where there is none; 409 where there are several */
export const createFindPerson = (dependencies: Dependencies) => {
  const findMe = createFindMe(dependencies)
  return async (scope: Scope, person: Person): Promise<FoundPerson> => {
    const resourceType = personTypeOf(dependencies)
    const { target } = await findMe(scope, { resourceType, person }, 'read')
    const limited = mappingOf(dependencies, resourceType)
    // Also where the caller's client may not see who is deactivated.
    const mapping = { ...limited, rules: wholeOf(limited).rules }
    const reading = planReadOne(mapping, activeOf(resourceType))
    const entry = await findEntry(dependencies, { mapping, target }, reading.types)
    const lookup = await lookupFor(dependencies, [entry], reading)
    const { active } = decode(mapping, { entry, lookup, rules: reading.rules })
    return { id: target.id, dn: entry.dn, isActive: active !== false }
  }
}

const personTypeOf = ({ mappings }: Pick<Dependencies, 'mappings'>): ResourceType => {
  const mapping = mappings.find(({ resourceType }) => isPersonType(resourceType))
  if (mapping === undefined) throw new Error('no mapping of people')
  return mapping.resourceType
}

const activeOf = ({ schema }: ResourceType): Projection => {
  const attribute = schema.attributes.find(({ name }) => name === 'active')
  return { kind: 'attributes', paths: attribute === undefined ? [] : [{ attribute }] }
}
