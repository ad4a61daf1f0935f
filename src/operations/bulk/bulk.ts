/** bulk: several operations in one request, each carried out as if it came alone. RFC 7644 §3.7 */
import { orderOf } from '../../scim/bulk/order.ts'
import { bulkResponse } from '../../scim/bulk/response.ts'
import type { BulkStep } from '../../scim/bulk/step.ts'
import { wavesOf } from '../../scim/bulk/waves.ts'
import { inBatches } from '../batches.ts'
import type { Dependencies } from '../dependencies.ts'
import type { Operations, SingleOperations } from '../operations.ts'
import { createLedger } from './ledger.ts'
import { releaseAll } from './patches.ts'
import { leaveStep, takeStep } from './step.ts'
import type { BulkTurn } from './turn.ts'

/** Of one request; the directory has a limit of its own for all of them. */
const sideBySide = 4

/**
 * Results stand in the order of the request, whatever the order of the steps was. Without `failOnErrors` steps that have
 * nothing to do with one another run side by side; with it one by one, until so many operations have failed, and those
 * that were not tried have no result. An operation that fails never fails the request.
 */
export const createBulk =
  ({
    operations,
    locate,
  }: Pick<Dependencies, 'locate'> & { readonly operations: SingleOperations }): Operations['bulk'] =>
  async (scope, request, options) => {
    const turn: BulkTurn = { operations, locate, scope, options, ledger: createLedger(), held: new Map() }
    const steps = orderOf(request.operations)
    if (request.failOnErrors === undefined) await inWaves(turn, steps)
    else await oneByOne(turn, steps, request.failOnErrors)
    await releaseAll(turn)
    return bulkResponse(turn.ledger.resultsOf(request.operations))
  }

const inWaves = async (turn: BulkTurn, steps: readonly BulkStep[]): Promise<void> => {
  for (const wave of wavesOf(steps)) {
    await inBatches(wave, { size: 1, concurrency: sideBySide }, async (those) => {
      for (const step of those) await takeStep(turn, step)
      return []
    })
  }
}

const oneByOne = async (turn: BulkTurn, steps: readonly BulkStep[], failOnErrors: number): Promise<void> => {
  for (const step of steps) {
    if (turn.ledger.failures() < failOnErrors) await takeStep(turn, step)
    else leaveStep(turn, step)
  }
}
