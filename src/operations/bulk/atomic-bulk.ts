/** createAtomicBulk: a bulk request that is done whole or not at all, in one transaction of the directory. RFC 5805 */
import { causesOf } from '../../directory/causes.ts'
import { DirectoryError, type DirectoryWrite } from '../../directory/directory.ts'
import type { BulkOperation } from '../../scim/bulk/operation.ts'
import { type BulkResponse, bulkResponse } from '../../scim/bulk/response.ts'
import { notImplemented, ScimError, unavailable } from '../../scim/error.ts'
import type { ResourceId } from '../../scim/resource/resource.ts'
import type { Brake, Taken } from '../brake/brake.ts'
import { pendingTakes } from '../brake/pending.ts'
import type { Dependencies } from '../dependencies.ts'
import type { BulkOptions, Operations, SingleOperations } from '../operations.ts'
import { isLostRace, isUnknownOutcome, pause } from '../retry.ts'
import { translate } from '../translate.ts'
import type { HeldNames } from '../writes/held-names.ts'
import { openNames, sharing } from '../writes/reservations.ts'
import { failureOf } from './atomic-failure.ts'
import { committedResults } from './committed-results.ts'
import { lookBack } from './look-back.ts'
import { type Asked, type OperationsOver, type Rehearsal, rehearse } from './rehearsal.ts'
import { type Committed, committedChange, failedChange } from './told-changes.ts'

/** Each is the whole request anew; somebody else was quicker every time. */
const maxAttempts = 10

/**
 * The operations are rehearsed over a staged directory, one by one in the order of any bulk request, and committed at the
 * end; where an entry has changed meanwhile all is decided again. Results show what is stored after the whole request.
 * @throws 501 where the directory has no transactions in use; what the first operation that fails would have been
 * answered with, its detail naming the operation: nothing is done then
 */
export const createAtomicBulk =
  (dependencies: Dependencies, over: OperationsOver, operations: SingleOperations): Operations['bulk'] =>
  async (scope, request, options) => {
    await requireTransactions(dependencies)
    // Names are reserved for real, and until the commit, though all else is only rehearsed before it.
    const names = openNames(dependencies)
    const held: OperationsOver = (directory, instead) => over(directory, { ...instead, reservations: sharing(names) })
    return names.whileHeld(attempt(dependencies, { over: held, operations, names }, { scope, request, options }))
  }

interface Doing {
  readonly over: OperationsOver
  readonly operations: SingleOperations
  readonly names: HeldNames
}

const attempt = async (
  dependencies: Dependencies,
  { over, operations, names }: Doing,
  { scope, request, options }: Asked,
): Promise<BulkResponse> => {
  const { locate } = dependencies
  for (let number = 1; ; number += 1) {
    const { rehearsal, take } = await rehearseCounting(dependencies, over, { scope, request, options })
    const { writes } = rehearsal
    refuseLate(options)
    const taken = await take().catch((thrown: unknown) => {
      throw tellFailed(dependencies, rehearsal, thrown)
    })
    try {
      names.mustHold()
      await commit(dependencies, writes)
    } catch (thrown) {
      if (!isUnknownOutcome(thrown)) await taken.giveBack()
      const failing = (error: unknown) => tellFailed(dependencies, rehearsal, error)
      if (!isOvertaken(thrown, writes)) throw failing(refusalOf(thrown, rehearsal.operationOf))
      // A name that was taken is found the second time, unless whoever has it is hidden from the gateway.
      if (thrown.code === alreadyExists && number > 1) throw failing(refusalOf(thrown, rehearsal.operationOf))
      if (number === maxAttempts) throw failing(tooFast(thrown))
      dependencies.observe({ kind: 'write-retried', attempt: number, reason: String(thrown.code) })
      await pause(number)
      continue
    }
    const turn = { operations, locate, scope, options, ledger: rehearsal.ledger }
    const results = lookBack(dependencies, writes).then(() =>
      committedResults(dependencies, turn, { operations: request.operations, placed: rehearsal.placed }),
    )
    const tell = (committed: Committed) => {
      for (const observed of rehearsal.told) dependencies.observe(committedChange(observed, committed))
    }
    const stored = await results.catch((thrown: unknown) => {
      tell(new Map())
      return tellingOfSuccess(thrown)
    })
    tell(stored.committed)
    return bulkResponse(stored.results)
  }
}

/** The error itself, when every change of the request is told to have failed with it. */
const tellFailed = ({ observe }: Dependencies, { told, placed }: Rehearsal, error: unknown): unknown => {
  const isStaged = (id: string): boolean => placed.get(id as ResourceId)?.isNew === true
  const status = error instanceof ScimError ? error.status : 500
  const isUnknown = causesOf(error).some(isUnknownOutcome)
  for (const observed of told) {
    const failed = failedChange(observed, isStaged, { outcome: isUnknown ? 'unknown' : 'refused', status })
    if (failed !== undefined) observe(failed)
  }
  return error
}

/** What all of it takes away is taken from the client's hour at once, before the commit. */
const rehearseCounting = async (
  dependencies: Dependencies,
  over: OperationsOver,
  asked: Asked,
): Promise<{ readonly rehearsal: Rehearsal; readonly take: () => Promise<Taken> }> => {
  const pending = pendingTakes(dependencies.brake ?? uncounted)
  const counting: OperationsOver = (directory, instead) => over(directory, { ...instead, brake: pending.brake })
  return { rehearsal: await rehearse(dependencies, counting, asked), take: pending.take }
}

const uncounted: Brake = {
  take: async () => ({ giveBack: async () => undefined }),
  made: () => undefined,
  isOwn: () => false,
}

/** RFC 7644 §3.12, 501: what is asked for is not supported. Without transactions nothing could be promised. */
const requireTransactions = async ({ directory }: Pick<Dependencies, 'directory'>): Promise<void> => {
  const { transactions } = await directory.capabilities().catch((thrown: unknown) => {
    throw translate(thrown)
  })
  if (transactions) return
  throw notImplemented(
    'All or nothing needs transactions (RFC 5805) of the directory: they are not offered, or not switched on in the configuration (directory.transactions)',
  )
}

const refuseLate = ({ isLate }: BulkOptions): void => {
  if (isLate()) throw unavailable('The request took too long: nothing was done', 1)
}

const commit = async ({ directory }: Dependencies, writes: readonly DirectoryWrite[]): Promise<void> => {
  if (writes.length > 0) await directory.atomically(writes, { byTransaction: true })
}

const alreadyExists = 68
const unwillingToPerform = 53
const unfit =
  'Nothing was done: the directory cannot take away the last entry of a place, even for a moment, nor write to two databases, as a part of all or nothing'

/** Somebody has changed an entry since it was read, or has taken a name. What lacks for a new entry is its place. */
const isOvertaken = (thrown: unknown, writes: readonly DirectoryWrite[]): thrown is DirectoryError => {
  if (!(thrown instanceof DirectoryError)) return false
  const isNew = thrown.index !== undefined && writes[thrown.index]?.kind === 'add'
  return thrown.code === alreadyExists || (!isNew && isLostRace(thrown))
}

const tooFast = (thrown: DirectoryError): ScimError =>
  unavailable('The resources are being changed too fast: nothing was done', 1, thrown)

const refusalOf = (thrown: unknown, operationOf: (write: number) => BulkOperation | undefined): unknown => {
  if (isUnknownOutcome(thrown))
    return unavailable('The directory went away during the commit: either all of it is done or nothing', 1, thrown)
  const index = thrown instanceof DirectoryError ? thrown.index : undefined
  if (thrown instanceof DirectoryError && thrown.code === unwillingToPerform && index === undefined) {
    return notImplemented(unfit, thrown)
  }
  return failureOf(index === undefined ? undefined : operationOf(index), translate(thrown))
}

/** Done must not look like not done. */
const tellingOfSuccess = (thrown: unknown): never => {
  const error = translate(thrown)
  const isAway = error instanceof ScimError && error.status === 503
  const detail = 'All of it is done, but what is stored now could not be read'
  throw isAway ? unavailable(detail, 1, thrown) : new ScimError(500, undefined, detail, { cause: thrown })
}
