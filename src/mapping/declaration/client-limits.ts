/** ClientLimits: what an operator lets one client do with a resource type, and what is wrong with that whatever the directory is like. */
import { type Dn, isDn, isSameDn, isUnder } from '../../ldap/dn.ts'
import { InvalidFilter, parseFilter } from '../../ldap/parse-filter.ts'
import { type OperationName, offers, operationNames, type ResourceType } from '../../scim/schema/resource-type.ts'
import { compileCreateIn } from '../compile/compile-create-in.ts'
import { movingOf } from '../compile/compile-moving.ts'
import { isAlwaysUnder } from '../create-in.ts'
import type { CreateIn } from '../mapping.ts'
import { isServedIn } from '../moving.ts'
import { mainBaseOf, type Place, placeProblems, placesOf } from '../places.ts'
import { type AttributeNames, attributeProblems } from './client-attributes.ts'
import type { MappingDeclaration } from './declaration.ts'
import type { DeclarationProblem } from './problems.ts'

/** As it is written below `clients[].may`. What is left out is not limited. */
export interface ClientLimits extends AttributeNames {
  readonly operations?: readonly OperationName[] | undefined
  readonly bases?: readonly string[] | undefined
  readonly createBase?: string | undefined
  readonly filter?: string | undefined
}

/** What else is known of the client. */
export interface LimitedClient {
  readonly access: 'read' | 'write'
  readonly setPassword: boolean
}

export interface LimitedType {
  readonly declaration: MappingDeclaration
  /** As declared (`declaredResourceType`). */
  readonly resourceType: ResourceType
}

const reading: readonly OperationName[] = ['list', 'read']

/** Those that are served, allowed by the client's access, and named where any are. */
export const allowedOperations = (
  { operations = operationNames }: ClientLimits,
  { access }: Pick<LimitedClient, 'access'>,
  resourceType: Pick<ResourceType, 'withheld'>,
): readonly OperationName[] =>
  operations.filter((name) => offers(resourceType, name) && (access === 'write' || reading.includes(name)))

export const clientLimitProblems = (
  limits: ClientLimits,
  client: LimitedClient,
  type: LimitedType,
): readonly DeclarationProblem[] => [
  ...operationProblems(limits, client, type),
  ...attributeProblems(limits, {
    ...type,
    ...client,
    operations: allowedOperations(limits, client, type.resourceType),
  }),
  ...placeMistakes(limits, client, type),
  ...filterProblems(limits),
]

/** The places of the client, each within one of the type's; those of the type where none are named. */
export const limitedPlaces = ({ bases }: ClientLimits, places: readonly Place[]): readonly Place[] =>
  bases === undefined
    ? places
    : bases.flatMap((base) => {
        const around = placeAround(base, places)
        return around === undefined ? [] : [{ base: base as Dn, scope: around.scope }]
      })

/** A place that reaches one level deep has no branches: all of it or nothing. */
const placeAround = (base: string, places: readonly Place[]): Place | undefined =>
  places.find((place) => (place.scope === 'sub' ? isUnder(base, place.base) : isSameDn(base, place.base)))

const operationProblems = (
  { operations }: ClientLimits,
  { access }: LimitedClient,
  { resourceType }: LimitedType,
): readonly DeclarationProblem[] => {
  if (operations === undefined) return []
  const { name } = resourceType
  const at = (message: string): DeclarationProblem => ({ path: ['operations'], message })
  if (!operations.includes('read')) return [at('must name read: whatever is done is answered with the resource')]
  return operations.flatMap((operation) => {
    if (!offers(resourceType, operation)) return [at(`${operation} is not served for ${name} (operations)`)]
    if (access === 'write' || reading.includes(operation)) return []
    return [at(`names ${operation}, and the access of this client is read`)]
  })
}

const filterProblems = ({ filter }: ClientLimits): readonly DeclarationProblem[] => {
  if (filter === undefined) return []
  try {
    parseFilter(filter)
    return []
  } catch (error) {
    if (!(error instanceof InvalidFilter)) throw error
    return [{ path: ['filter'], message: error.message }]
  }
}

const placeMistakes = (
  limits: ClientLimits,
  client: LimitedClient,
  { declaration, resourceType }: LimitedType,
): readonly DeclarationProblem[] => {
  if (placeProblems(declaration).length > 0) return []
  const { bases, createBase } = limits
  const operations = allowedOperations(limits, client, resourceType)
  const wrong = bases === undefined ? [] : baseMistakes(bases, placesOf(declaration))
  if (wrong.length > 0) return wrong
  const places = limitedPlaces(limits, placesOf(declaration))
  const misplaced = createBase === undefined ? [] : createBaseProblems(createBase, places)
  if (misplaced.length > 0) return misplaced
  const isMade = operations.includes('create') && createBase === undefined
  return [
    ...(isMade ? outsideProblems({ declaration, resourceType }, places) : []),
    ...movingProblems(limits, declaration, { places, operations }),
  ]
}

/** Where new entries go that nothing else places: as for everybody where the client sees it, else in its first base. */
export const limitedCreateBase = ({ createBase }: ClientLimits, base: Dn, places: readonly Place[]): Dn => {
  if (createBase !== undefined) return createBase as Dn
  return isServedIn(base, places) ? base : (places[0]?.base ?? base)
}

const noDn = 'expected a distinguished name, such as ou=berlin,ou=people,dc=example,dc=com'

const baseMistakes = (bases: readonly string[], places: readonly Place[]): readonly DeclarationProblem[] => {
  if (bases.length === 0) return [{ path: ['bases'], message: 'expected at least one base' }]
  const wrong = bases.flatMap((base, at): readonly DeclarationProblem[] => {
    if (!isDn(base)) return [{ path: ['bases', at], message: noDn }]
    if (placeAround(base, places) !== undefined) return []
    const message = 'lies below none of the bases of the resource type'
    const flat = places.some((place) => place.scope === 'one' && isUnder(base, place.base))
    return [{ path: ['bases', at], message: flat ? `${message} (scope: one reaches no deeper)` : message }]
  })
  if (wrong.length > 0) return wrong
  return placeProblems({ bases: bases.map((base) => ({ base })) }).map(({ path, message }) => ({
    path: path.slice(0, 2),
    message,
  }))
}

const createBaseProblems = (createBase: string, places: readonly Place[]): readonly DeclarationProblem[] => {
  if (!isDn(createBase)) return [{ path: ['createBase'], message: noDn }]
  if (isServedIn(createBase, places)) return []
  return [
    { path: ['createBase'], message: 'lies in none of the bases of this client: it could not see what it creates' },
  ]
}

/** Where attributes say where an entry goes, that must be among what the client sees, whatever they say. */
const outsideProblems = (
  { declaration, resourceType }: LimitedType,
  places: readonly Place[],
): readonly DeclarationProblem[] => {
  const { createIn } = compileCreateIn(declaration, resourceType)
  if (createIn === undefined || isInside(createIn, places)) return []
  const message =
    'createIn of the resource type may put new entries where this client does not see them: say createBase, or leave create out of operations'
  return [{ path: ['bases'], message }]
}

const isInside = ({ container, otherwise }: CreateIn, places: readonly Place[]): boolean =>
  places.some(({ base, scope }) => scope === 'sub' && isAlwaysUnder(container, base)) &&
  (otherwise === undefined || isServedIn(otherwise, places))

const movingProblems = (
  limits: ClientLimits,
  declaration: MappingDeclaration,
  { places, operations }: { readonly places: readonly Place[]; readonly operations: readonly OperationName[] },
): readonly DeclarationProblem[] => {
  const moving = movingOf(declaration)
  const writes = operations.some((name) => !reading.includes(name) && name !== 'delete')
  if (moving === undefined || !writes) return []
  const back = moving.activeIn ?? limitedCreateBase(limits, createBaseOf(declaration), places)
  if ([moving.inactiveIn, back].every((dn) => isServedIn(dn, places))) return []
  const message =
    'active moves entries (inactiveIn, activeIn) to where this client does not see them: it would lose whom it deactivates'
  return [{ path: ['bases'], message }]
}

const createBaseOf = (declaration: MappingDeclaration): Dn => (declaration.createBase ?? mainBaseOf(declaration)) as Dn
