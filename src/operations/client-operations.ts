/** clientOperations: operations of which each client has its own, where a mapping shows each client something else. */
import { LRUCache } from 'lru-cache'
import { clientMapping, hasClients } from '../mapping/client-mapping.ts'
import type { Mapping } from '../mapping/mapping.ts'
import type { Operations } from './operations.ts'
import type { Scope } from './scope.ts'

/** Those of clients who have not called for longest are made anew. */
const mostClients = 1_000

/**
 * `make` is called once for each client: what all of them share (numbers, reservations, snapshots) is made before.
 * Nothing below it needs to know that there are clients. `isForEach`: also where the mappings do not ask for it.
 */
export const clientOperations = (
  mappings: readonly Mapping[],
  make: (mappings: readonly Mapping[], scope?: Scope) => Operations,
  { isForEach = false }: { readonly isForEach?: boolean } = {},
): Operations => {
  if (!isForEach && !mappings.some(hasClients)) return make(mappings)
  const made = new LRUCache<string, Operations>({ max: mostClients })
  const of = (scope: Scope): Operations => {
    const { tenant, client } = scope
    const key = JSON.stringify([tenant, client])
    const known = made.get(key)
    if (known !== undefined) return known
    const own = make(
      mappings.map((mapping) => clientMapping(mapping, client)),
      scope,
    )
    made.set(key, own)
    return own
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
