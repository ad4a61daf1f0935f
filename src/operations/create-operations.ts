/** createOperations: every operation over one directory and its mappings, with the directory's refusals translated. */
import { createAtomicBulk } from './atomic-bulk.ts'
import { createBulk } from './bulk.ts'
import { createCreate } from './create.ts'
import { createDelete } from './delete.ts'
import { withoutDeparted } from './departed.ts'
import type { Dependencies } from './dependencies.ts'
import { createCreateMe, createFindMe } from './me.ts'
import type { Operations, SingleOperations } from './operations.ts'
import { createPatch } from './patch.ts'
import { createRead } from './read.ts'
import type { OperationsOver } from './rehearsal.ts'
import { createReplace } from './replace.ts'
import { createSearch } from './search.ts'
import { createSearchAll } from './search-all.ts'
import { createSnapshots, type SnapshotLimits, type Snapshots } from './snapshot.ts'
import { translated } from './translate.ts'

export const createOperations = (given: Dependencies & { readonly snapshotLimits?: SnapshotLimits }): Operations => {
  const snapshots = createSnapshots(given.snapshotLimits)
  const dependencies = { ...given, directory: withoutDeparted(given) }
  const operations = singleOperations(dependencies, snapshots)
  const bulk = createBulk({ operations, locate: given.locate })
  const over: OperationsOver = (directory) => singleOperations({ ...given, directory }, snapshots)
  const atomicBulk = createAtomicBulk(given, over, operations)
  return {
    ...operations,
    findMe: translated(createFindMe(dependencies)),
    createMe: translated(createCreateMe(dependencies)),
    bulk: (scope, request, options) => (options.isAtomic ? atomicBulk : bulk)(scope, request, options),
  }
}

const singleOperations = (dependencies: Dependencies, snapshots: Snapshots): SingleOperations => ({
  search: translated(createSearch({ ...dependencies, snapshots })),
  searchAll: translated(createSearchAll(dependencies)),
  read: translated(createRead(dependencies)),
  create: translated(createCreate(dependencies)),
  replace: translated(createReplace(dependencies)),
  patch: translated(createPatch(dependencies)),
  delete: translated(createDelete(dependencies)),
})
