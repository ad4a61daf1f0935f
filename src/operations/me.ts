/** me: the caller's own resource, found by how the caller is known as a person. RFC 7644 §3.11 */
import { type Dn, isDn } from '../ldap/dn.ts'
import { wholeOf } from '../mapping/limited-mapping.ts'
import type { Mapping } from '../mapping/mapping.ts'
import { planSearch, type SearchPlan } from '../mapping/plan-search.ts'
import { conflict, forbidden, invalidValue, notFound, ScimError, uniqueness } from '../scim/error.ts'
import { evaluate } from '../scim/filter/evaluate.ts'
import type { Filter } from '../scim/filter/filter.ts'
import { resolveFilter } from '../scim/filter/resolve.ts'
import { parseName } from '../scim/path/name.ts'
import { accept } from '../scim/resource/accept.ts'
import { requireAttributes } from '../scim/resource/required.ts'
import type { Resource, ResourceId } from '../scim/resource/resource.ts'
import type { ResourceType } from '../scim/schema/resource-type.ts'
import { type Refused, tellRefused } from './audit/audited.ts'
import { type Dependencies, mappingOf } from './dependencies.ts'
import { matchesOf, matching } from './lists/scan.ts'
import type { Me, Operations } from './operations.ts'
import { searchIn } from './references/entries-of.ts'
import { knownFor } from './references/lookup.ts'
import { resolveDns } from './references/references.ts'
import type { Person, Scope } from './scope.ts'
import { translate } from './translate.ts'

/** The resource type that people are of: what /Me stands for. */
export const isPersonType = ({ name }: Pick<ResourceType, 'name'>): boolean => name === 'User'

/** A deactivated person is still who it is: that a caller may come in at all is for the authentication to say. */
export const createFindMe =
  (dependencies: Dependencies): Operations['findMe'] =>
  async (scope, me, purpose) =>
    purpose === 'read'
      ? findMe(dependencies, me)
      : findMe(dependencies, me).catch(tellingRefused(dependencies, scope, { operation: purpose, ...me }))

const findMe = async (dependencies: Dependencies, me: Me): Promise<Awaited<ReturnType<Operations['findMe']>>> => {
  const { resourceType, person } = me
  const [id, another] = await idsOf(dependencies, me)
  if (id === undefined) throw notFound(`No ${resourceType.name} has the ${nameOf(person)} of this caller`)
  // Whichever were taken, it could be somebody else.
  if (another !== undefined) {
    throw conflict(
      `More than one ${resourceType.name} has the ${nameOf(person)} of this caller: which one it is cannot be told`,
    )
  }
  return { target: { resourceType, id }, location: dependencies.locate(resourceType.name, id) }
}

/** The body must have what the caller is known by: else /Me would not find afterwards what it has created. */
export const createCreateMe = (dependencies: Dependencies, create: Operations['create']): Operations['createMe'] => {
  return async (scope, me, body, projection) => {
    const { resourceType } = mappingOf(dependencies, me.resourceType)
    await requireCreatable(dependencies, { ...me, resourceType }, body).catch(
      tellingRefused(dependencies, scope, { operation: 'create', resourceType }),
    )
    return create(scope, resourceType, body, projection)
  }
}

const requireCreatable = async (dependencies: Dependencies, me: Me, body: unknown): Promise<void> => {
  const { resourceType, person } = me
  const resource = accept(resourceType, body)
  requireAttributes(resourceType, resource)
  const [id, another] = await idsOf(dependencies, me)
  if (id !== undefined && another === undefined) throw taken(resourceType, dependencies.locate(resourceType.name, id))
  if (another !== undefined) throw uniqueness(`More than one ${resourceType.name} is this caller's already`)
  refuseOther(resourceType, person, resource)
}

/** What goes wrong before there is an operation that would tell it. */
const tellingRefused =
  (dependencies: Dependencies, scope: Scope, { operation, resourceType }: Omit<Refused, 'error'>) =>
  (thrown: unknown): never => {
    const error = translate(thrown)
    tellRefused(dependencies, scope, { operation, resourceType, error })
    throw error
  }

/** "In any response" the permanent location. */
const taken = ({ name }: ResourceType, location: string): ScimError =>
  new ScimError(409, 'uniqueness', `This caller has a ${name} already`, { headers: { Location: location } })

type Attributed = Extract<Person, { kind: 'attribute' }>

const nameOf = (person: Person): string => (person.kind === 'dn' ? 'directory name' : person.attribute)

/** None, one, or so many that it is clear that there are several. */
const idsOf = async (dependencies: Dependencies, { resourceType, person }: Me): Promise<readonly ResourceId[]> => {
  const limited = mappingOf(dependencies, resourceType)
  // By an attribute, too, that the caller's client may not read: the operator has said that people are known by it.
  const mapping = { ...limited, rules: wholeOf(limited).rules }
  return person.kind === 'dn'
    ? idsByDn(dependencies, mapping, person.dn)
    : idsByAttribute(dependencies, await planFor(dependencies, mapping, person))
}

/** Whoever has bound as an entry that is no resource of this type is none of these people. */
const idsByDn = async (
  { directory }: Pick<Dependencies, 'directory'>,
  mapping: Mapping,
  dn: string,
): Promise<readonly ResourceId[]> => {
  if (!isDn(dn)) return []
  const found = await resolveDns({ directory, mappings: [mapping] }, [dn as Dn])
  return [...found.values()].map(({ id }) => id)
}

const idsByAttribute = async (dependencies: Dependencies, plan: SearchPlan): Promise<readonly ResourceId[]> => {
  if (plan.isEmpty) return []
  if (plan.kind === 'lookup') {
    const request = { filter: plan.filter, types: plan.scan.types }
    const entries = await searchIn(dependencies.directory, plan.places, request)
    return (await matching(dependencies, plan, entries)).map(({ id }) => id)
  }
  const ids: ResourceId[] = []
  for await (const matches of matchesOf(dependencies, plan)) {
    ids.push(...matches.map(({ id }) => id))
    if (ids.length > 1) break
  }
  return ids
}

/** As for a client's filter; but what is wrong with this one is the operator's to mend, not the client's. */
const planFor = async (dependencies: Dependencies, mapping: Mapping, person: Attributed): Promise<SearchPlan> => {
  const filter = filterFor(mapping.resourceType, person)
  const known = await knownFor(dependencies, filter, mapping)
  return blamed(person, () => planSearch(mapping, { filter, projection: { kind: 'attributes', paths: [] } }, known))
}

const filterFor = (resourceType: ResourceType, person: Attributed): Extract<Filter, { kind: 'compare' }> =>
  blamed(person, () => {
    const path = parseName(person.attribute)
    const filter = path && resolveFilter({ kind: 'compare', path, operator: 'eq', value: person.value }, resourceType)
    if (filter?.kind !== 'compare') throw new Error('not the name of an attribute')
    return filter
  })

const blamed = <T>({ attribute }: Attributed, step: () => T): T => {
  try {
    return step()
  } catch (cause) {
    throw new Error(`callers cannot be known by ${attribute}`, { cause })
  }
}

const refuseOther = (resourceType: ResourceType, person: Person, resource: Resource): void => {
  const filter = person.kind === 'dn' ? undefined : filterFor(resourceType, person)
  if (filter === undefined || filter.path.attribute.mutability === 'readOnly') {
    throw forbidden(`This caller is known by its ${nameOf(person)}, which only the directory gives`)
  }
  if (evaluate(filter, resource)) return
  if (evaluate({ kind: 'present', path: filter.path }, resource)) {
    throw forbidden(`/Me creates the caller's own ${resourceType.name}, and this ${nameOf(person)} is another one's`)
  }
  throw invalidValue(`${nameOf(person)} is required: it is what this caller is known by`)
}
