/** clientOperations: operations of which each client has its own, where it sees or may do something else than others. */
import { LRUCache } from 'lru-cache'
import { clientMapping, hasClients } from '../mapping/client-mapping.ts'
import { limitedMapping, type TypeRights } from '../mapping/limited-mapping.ts'
import type { Mapping } from '../mapping/mapping.ts'
import type { OperationName } from '../scim/schema/resource-type.ts'
import type { TellRefused } from './audit/audited.ts'
import { type May, permittedOperations } from './client-permissions.ts'
import type { Operations } from './operations.ts'
import type { Scope } from './scope.ts'

/** What a client may see and do, beside what its grant says. */
export interface ClientRights {
  readonly setsPassword: boolean
  /** By the name of the resource type: what is not named is not there. undefined: everything of all of them. */
  readonly types?: ReadonlyMap<string, { readonly operations: readonly OperationName[]; readonly rights: TypeRights }>
}

/** Those of clients who have not called for longest are made anew. */
const mostClients = 1_000

export interface ForClients {
  readonly rightsOf: (client: string) => ClientRights
  /** `scope`: of a request of the client; with `isForEach` of nobody else's. */
  readonly make: (mappings: readonly Mapping[], scope: Scope) => Operations
  readonly tell: TellRefused
  /** Also where neither mappings nor rights ask for it. */
  readonly isForEach?: boolean
}

/**
 * `make` is called once for each client: what all of them share (numbers, reservations, snapshots) is made before.
 * Nothing below it needs to know that there are clients. `isForEach`: also where the mappings do not ask for it.
 */
export const clientOperations = (
  mappings: readonly Mapping[],
  { rightsOf, make, tell, isForEach = false }: ForClients,
): Operations => {
  const made = new LRUCache<string, Operations>({ max: mostClients })
  const isEachOwn = isForEach || mappings.some(hasClients)
  const makeFor = (scope: Scope, rights: ClientRights): Operations => {
    const own = mappings.map((mapping) => mappingFor(mapping, scope.client, rights))
    const operations = make(own, scope)
    const { types } = rights
    if (types === undefined) return operations
    const may: May = ({ name }, operation) => types.get(name)?.operations.includes(operation) === true
    return permittedOperations({ may, tell }, operations)
  }
  const of = (scope: Scope): Operations => {
    const rights = rightsOf(scope.client)
    // No client has such a name.
    const key = isEachOwn || rights.types !== undefined ? scope.client : `:${rights.setsPassword}`
    const known = made.get(key) ?? makeFor(scope, rights)
    made.set(key, known)
    return known
  }
  return {
    search: async (scope, ...rest) => of(scope).search(scope, ...rest),
    searchAll: async (scope, ...rest) => of(scope).searchAll(scope, ...rest),
    read: async (scope, ...rest) => of(scope).read(scope, ...rest),
    create: async (scope, ...rest) => of(scope).create(scope, ...rest),
    replace: async (scope, ...rest) => of(scope).replace(scope, ...rest),
    patch: async (scope, ...rest) => of(scope).patch(scope, ...rest),
    delete: async (scope, ...rest) => of(scope).delete(scope, ...rest),
    findMe: async (scope, ...rest) => of(scope).findMe(scope, ...rest),
    createMe: async (scope, ...rest) => of(scope).createMe(scope, ...rest),
    bulk: async (scope, ...rest) => of(scope).bulk(scope, ...rest),
  }
}

/** As one client sees and writes it. */
export const mappingFor = (mapping: Mapping, client: string, { setsPassword, types }: ClientRights): Mapping => {
  const type = types === undefined ? undefined : (types.get(mapping.resourceType.name)?.rights ?? 'hidden')
  return limitedMapping(clientMapping(mapping, client), { setsPassword, type })
}
