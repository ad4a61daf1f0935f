/** createOperations: every operation over one directory and its mappings, with the directory's refusals translated. */
import type { Directory } from '../directory/directory.ts'
import { audited, tellRefused } from './audit/audited.ts'
import type { Brakes } from './brake/brakes.ts'
import { createTotals } from './brake/totals.ts'
import { createAtomicBulk } from './bulk/atomic-bulk.ts'
import { createBulk } from './bulk/bulk.ts'
import type { OperationsOver } from './bulk/rehearsal.ts'
import { type ClientRights, clientOperations } from './client-operations.ts'
import { asWhole, type Dependencies } from './dependencies.ts'
import { createGate, type Gate } from './lists/gate.ts'
import { createSearch } from './lists/search.ts'
import { createSearchAll } from './lists/search-all.ts'
import { createSnapshots, type SnapshotLimits, type Snapshots } from './lists/snapshot.ts'
import { createCreateMe, createFindMe } from './me.ts'
import { notForPersons } from './not-for-persons.ts'
import type { Operations, SingleOperations } from './operations.ts'
import { type People, personOperations } from './person-operations.ts'
import { guardedDirectory, passwordRight } from './protected/guarded-directory.ts'
import type { Protection } from './protected/protection.ts'
import { createRead } from './read.ts'
import { withoutDeparted } from './references/departed.ts'
import type { Scope } from './scope.ts'
import { servedOperations } from './served.ts'
import { translated } from './translate.ts'
import { type CreateDependencies, createCreate } from './writes/create.ts'
import { createDelete } from './writes/delete.ts'
import type { Reservations } from './writes/held-names.ts'
import { createNumbers } from './writes/numbers.ts'
import { createPatch } from './writes/patch.ts'
import { createReplace } from './writes/replace.ts'
import { createReservations } from './writes/reservations.ts'
import { refusingConditions } from './writes/unguarded.ts'

interface Given extends Dependencies {
  readonly snapshotLimits?: SnapshotLimits
  /** By its name; absent: everybody may do all that the grant says. */
  readonly rightsOf?: (client: string) => ClientRights
  readonly brakes?: Pick<Brakes, 'of'>
  readonly protection?: Protection
  /** undefined: nobody is acted as. */
  readonly people?: People
}

/** Without an index each of them goes through all entries. */
const concurrentFew = 4

const unlimited: ClientRights = { setsPassword: true }

export const createOperations = (given: Given): Operations => {
  // Also of what is only rehearsed: a counter that many want would make every one of them come too late.
  const takeNumbers = createNumbers(given)
  const reservations = given.reservations ?? createReservations(given)
  const snapshots = createSnapshots(given.snapshotLimits)
  const fewAtOnce = createGate(concurrentFew)
  const narrowed = narrowing(given)
  return clientOperations(given.mappings, {
    rightsOf: given.rightsOf ?? (() => unlimited),
    make: (mappings, scope) => {
      const shared = { ...given, takeNumbers, reservations, snapshots, fewAtOnce, mappings, ...narrowed(scope) }
      return personOperations(shared, operationsOver(shared), (directory) =>
        operationsOver({ ...shared, directory, acting: { sees: given.directory } }),
      )
    },
    tell: (scope, refused) => tellRefused(given, scope, refused),
    isForEach: given.brakes !== undefined || given.protection !== undefined,
  })
}

/** What a client's own operations have: the brake that counts for it, and a directory that refuses what it may not write. */
const narrowing = (given: Given) => {
  const totalOf = createTotals(given)
  return (scope: Scope): Pick<Shared, 'brake' | 'requirePasswordRight' | 'narrow'> => {
    const { brakes, protection } = given
    const brake = brakes?.of(scope, totalOf)
    return {
      ...(brake && { brake }),
      ...(protection && { requirePasswordRight: passwordRight(protection, scope.client) }),
      narrow: (directory) => (protection ? guardedDirectory(directory, protection, scope.client) : directory),
    }
  }
}

interface Shared extends CreateDependencies {
  readonly reservations: Reservations
  readonly snapshots: Snapshots
  readonly fewAtOnce: Gate
  readonly narrow: (directory: Directory) => Directory
}

const operationsOver = ({ snapshots, fewAtOnce, narrow, ...shared }: Shared): Operations => {
  const given = { ...shared, directory: narrow(shared.directory) }
  const { reservations } = given
  const dependencies = { ...given, directory: withoutDeparted(asWhole(given)) }
  const operations = singleOperations(dependencies)
  const bulk = createBulk({ operations, locate: given.locate })
  const over: OperationsOver = (directory, instead = {}) =>
    singleOperations({ ...given, reservations, ...instead, directory: narrow(directory) })
  const atomicBulk = createAtomicBulk(asWhole(given), over, operations)
  return servedOperations({
    ...operations,
    search: translated(createSearch({ ...dependencies, snapshots, fewAtOnce })),
    searchAll: translated(createSearchAll(dependencies)),
    findMe: translated(createFindMe(dependencies)),
    createMe: translated(createCreateMe(dependencies, operations.create)),
    bulk: (scope, request, options) => (options.isAtomic ? atomicBulk : bulk)(scope, request, options),
  })
}

const singleOperations = (dependencies: CreateDependencies): SingleOperations => {
  const operations = allOperations(dependencies)
  return audited(dependencies, dependencies.isUnguarded === true ? refusingConditions(operations) : operations)
}

const allOperations = (dependencies: CreateDependencies): SingleOperations => ({
  read: translated(createRead(dependencies)),
  create: dependencies.acting === undefined ? translated(createCreate(dependencies)) : refusing('create'),
  replace: translated(createReplace(dependencies)),
  patch: translated(createPatch(dependencies)),
  delete: dependencies.acting === undefined ? translated(createDelete(dependencies)) : refusing('delete'),
})

const refusing = (what: Parameters<typeof notForPersons>[0]) => async (): Promise<never> => {
  throw notForPersons(what)
}
