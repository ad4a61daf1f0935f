/** createOperations: every operation over one directory and its mappings, with the directory's refusals translated. */
import { createBulk } from './bulk.ts'
import { createCreate } from './create.ts'
import { createDelete } from './delete.ts'
import { withoutDeparted } from './departed.ts'
import type { Dependencies } from './dependencies.ts'
import type { Operations, SingleOperations } from './operations.ts'
import { createPatch } from './patch.ts'
import { createRead } from './read.ts'
import { createReplace } from './replace.ts'
import { createSearch } from './search.ts'
import { createSearchAll } from './search-all.ts'
import { createSnapshots, type SnapshotLimits } from './snapshot.ts'
import { translated } from './translate.ts'

export const createOperations = (given: Dependencies & { readonly snapshotLimits?: SnapshotLimits }): Operations => {
  const snapshots = createSnapshots(given.snapshotLimits)
  const dependencies = { ...given, directory: withoutDeparted(given) }
  const operations: SingleOperations = {
    search: translated(createSearch({ ...dependencies, snapshots })),
    searchAll: translated(createSearchAll(dependencies)),
    read: translated(createRead(dependencies)),
    create: translated(createCreate(dependencies)),
    replace: translated(createReplace(dependencies)),
    patch: translated(createPatch(dependencies)),
    delete: translated(createDelete(dependencies)),
  }
  return { ...operations, bulk: createBulk({ operations, locate: given.locate }) }
}
