/** createOperations: every operation over one directory and its mappings, with the directory's refusals translated. */
import { createAtomicBulk } from './bulk/atomic-bulk.ts'
import { createBulk } from './bulk/bulk.ts'
import type { OperationsOver } from './bulk/rehearsal.ts'
import type { Dependencies } from './dependencies.ts'
import { createSearch } from './lists/search.ts'
import { createSearchAll } from './lists/search-all.ts'
import { createSnapshots, type SnapshotLimits } from './lists/snapshot.ts'
import { createCreateMe, createFindMe } from './me.ts'
import type { Operations, SingleOperations } from './operations.ts'
import { createRead } from './read.ts'
import { withoutDeparted } from './references/departed.ts'
import { servedOperations } from './served.ts'
import { translated } from './translate.ts'
import { createCreate } from './writes/create.ts'
import { createDelete } from './writes/delete.ts'
import { createPatch } from './writes/patch.ts'
import { createReplace } from './writes/replace.ts'

export const createOperations = (given: Dependencies & { readonly snapshotLimits?: SnapshotLimits }): Operations => {
  const dependencies = { ...given, directory: withoutDeparted(given) }
  const snapshots = createSnapshots(given.snapshotLimits)
  const operations = singleOperations(dependencies)
  const bulk = createBulk({ operations, locate: given.locate })
  const over: OperationsOver = (directory) => singleOperations({ ...given, directory })
  const atomicBulk = createAtomicBulk(given, over, operations)
  return servedOperations({
    ...operations,
    search: translated(createSearch({ ...dependencies, snapshots })),
    searchAll: translated(createSearchAll(dependencies)),
    findMe: translated(createFindMe(dependencies)),
    createMe: translated(createCreateMe(dependencies)),
    bulk: (scope, request, options) => (options.isAtomic ? atomicBulk : bulk)(scope, request, options),
  })
}

const singleOperations = (dependencies: Dependencies): SingleOperations => ({
  read: translated(createRead(dependencies)),
  create: translated(createCreate(dependencies)),
  replace: translated(createReplace(dependencies)),
  patch: translated(createPatch(dependencies)),
  delete: translated(createDelete(dependencies)),
})
