/** rehearse: the operations of a bulk request over a directory that only pretends to write. RFC 7644 §3.7 */
import type { Directory, DirectoryWrite } from '../../directory/directory.ts'
import { type StagedDirectory, stageOver } from '../../directory/staged/staged-directory.ts'
import { referenceTo } from '../../scim/bulk/bulk-id.ts'
import { type BulkOperation, isCreate } from '../../scim/bulk/operation.ts'
import { orderOf } from '../../scim/bulk/order.ts'
import type { BulkRequest } from '../../scim/bulk/request.ts'
import { notImplemented, ScimError, withDetail } from '../../scim/error.ts'
import type { ResourceId } from '../../scim/resource/resource.ts'
import type { Dependencies } from '../dependencies.ts'
import type { BulkOptions, SingleOperations } from '../operations.ts'
import type { Scope } from '../scope.ts'
import type { Reservations } from '../writes/held-names.ts'
import { failureOf } from './atomic-failure.ts'
import { type BulkLedger, createLedger } from './ledger.ts'
import { takeStep } from './step.ts'
import { failedChange } from './told-changes.ts'
import type { BulkTurn } from './turn.ts'

/** The operations as over any other directory. */
export type OperationsOver = (
  directory: Directory,
  instead?: Pick<Dependencies, 'brake'> & {
    readonly reservations?: Reservations
    readonly observe?: Dependencies['observe']
  },
) => SingleOperations

export interface Asked {
  readonly scope: Scope
  readonly request: BulkRequest
  readonly options: BulkOptions
}

export interface Rehearsal {
  readonly ledger: BulkLedger
  readonly writes: readonly DirectoryWrite[]
  /** The operation that one of the writes belongs to. */
  readonly operationOf: (write: number) => BulkOperation
  readonly placed: ReturnType<StagedDirectory['placed']>
  /** What is to be told once it is done. */
  readonly told: readonly Observed[]
}

type Observed = Parameters<Dependencies['observe']>[0]

/** What says that something was stored. */
const ofWrites: ReadonlySet<Observed['kind']> = new Set(['reference-kept-aside', 'leaver-kept-name', 'change'])

/** Ends with the first operation that fails. @throws ScimError, which names it */
export const rehearse = async (
  { directory, locate, observe }: Pick<Dependencies, 'directory' | 'locate' | 'observe'>,
  over: OperationsOver,
  { scope, request, options }: Asked,
): Promise<Rehearsal> => {
  const staged = stageOver(directory)
  const ledger = createLedger()
  const failures: unknown[] = []
  const errorOf = (thrown: unknown): ScimError => {
    failures.push(thrown)
    return thrown instanceof ScimError ? thrown : new ScimError(500, undefined, 'never shown')
  }
  const {
    patch: { answer: _, ...patch },
    ...others
  } = options
  // Nothing is shown before it is stored.
  const unseen = { ...others, isShown: false, patch, errorOf }
  const told: Observed[] = []
  const isStaged = (id: string): boolean => staged.placed().get(id as ResourceId)?.isNew === true
  const telling: Dependencies['observe'] = (observed) => {
    const refused = observed.kind === 'change' && observed.outcome !== 'done' && observed.outcome !== 'unchanged'
    if (refused) observe(failedChange(observed, isStaged, observed) ?? observed)
    else if (ofWrites.has(observed.kind)) told.push(observed)
    else observe(observed)
  }
  const operations = over({ ...staged, setPassword: refusePassword }, { observe: telling })
  const turn: BulkTurn = { operations, locate, scope, ledger, held: new Map(), options: unseen }

  const authors: BulkOperation[] = []
  for (const step of orderOf(request.operations)) {
    await takeStep(turn, step)
    const failed = ledger.firstFailed()
    if (failed !== undefined) throw withoutStagedIds(failureOf(failed, failures[0]), request, ledger)
    while (authors.length < staged.writes().length) authors.push(step.operation)
  }
  return {
    ledger,
    writes: staged.writes(),
    operationOf: (write) => authors[write] as BulkOperation,
    placed: staged.placed(),
    told,
  }
}

/** The operation of RFC 3062 takes no part in a transaction. */
const refusePassword = async (): Promise<never> => {
  throw notImplemented(
    'All or nothing cannot set a password here: the directory sets it by an operation that takes no part in a transaction; leave it out, or configure it to be set by value',
  )
}

/** Ids that nothing will ever have are told as what the client calls them. */
const withoutStagedIds = (error: ScimError, { operations }: BulkRequest, { idOf }: BulkLedger): ScimError => {
  const detail = operations.filter(isCreate).reduce((text, { bulkId }) => {
    const id = idOf(bulkId)
    return id === undefined ? text : text.replaceAll(id, () => referenceTo(bulkId))
  }, error.message)
  return withDetail(error, detail, error.cause)
}
