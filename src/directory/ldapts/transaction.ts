/** commitTogether: several writes as one transaction on a leased session. RFC 5805 */
import { setTimeout as sleep } from 'node:timers/promises'
import { AssertionControl } from './controls/assertion.ts'
import { commitRequest, failedMessageOf, startRequest, TransactionControl } from './controls/transaction.ts'
import { ofWrite, resultError, SessionLost, unavailable, unknownOutcome } from './errors.ts'
import type { Session } from './session.ts'
import type { Sessions } from './sessions.ts'
import { messageOf, type Step } from './step.ts'

/** A step, and which of the writes that were asked for it belongs to. */
export interface NumberedStep {
  readonly step: Step
  readonly index: number
}

const attempts = 3

/**
 * All or nothing. What is not committed when its connection ends never happens, so that a lost session is replaced.
 * @param guarded whether assertions are sent along
 * @throws DirectoryError with the result code of the write that failed and its `index`; 'unknown-outcome' where the
 * session was lost during the commit
 */
export const commitTogether = async (
  pool: Sessions,
  steps: readonly NumberedStep[],
  guarded: boolean,
): Promise<void> => {
  for (let attempt = 1; ; attempt += 1) {
    const lease = await pool.lease('transaction')
    try {
      await transact(lease.session, { steps, guarded, deadline: pool.deadline() })
      lease.release()
      return
    } catch (error) {
      // The end of the connection is the end of a transaction that may be open on it.
      lease.discard()
      if (!(error instanceof SessionLost)) throw error
      if (error.sent) throw unknownOutcome(error.cause)
      if (attempt === attempts) throw unavailable('no answer', error.cause)
    }
  }
}

interface Transaction {
  readonly steps: readonly NumberedStep[]
  readonly guarded: boolean
  readonly deadline: number
}

/** @throws SessionLost with `sent` only where the commit itself got no answer */
const transact = async (session: Session, { steps, guarded, deadline }: Transaction): Promise<void> => {
  const indexes = new Map<number, number>()
  const start = await neverCommitted(session.request(startRequest(), deadline))
  const identifier = Buffer.from(start.response.value ?? '')
  for (const { step, index } of steps) {
    const control = new TransactionControl(identifier)
    const assertion = guarded && step.assertion !== undefined ? new AssertionControl(step.assertion) : undefined
    const message = messageOf(step, assertion === undefined ? [control] : [control, assertion])
    await neverCommitted(session.request(message, deadline)).catch((error) => {
      throw ofWrite(error, index)
    })
    indexes.set(message.messageId, index)
  }

  await letAnswersEnd(session, deadline)
  const { response } = await session.connection.exchange(commitRequest(identifier), deadline - performance.now())
  if (response.status === 0) return
  const index = indexes.get(failedMessageOf(response.value) ?? -1)
  throw index === undefined ? resultError(response) : ofWrite(resultError(response), index)
}

/**
 * slapd 2.5 puts a write aside before it has answered it, and frees it at the commit: one that comes while the thread
 * that answers is still at it crashes the server. A round trip and a moment let that thread go.
 */
const letAnswersEnd = async (session: Session, deadline: number): Promise<void> => {
  await session.tryOut(deadline)
  await sleep(momentMs)
}

const momentMs = 2

const neverCommitted = <T>(answer: Promise<T>): Promise<T> =>
  answer.catch((error: unknown) => {
    throw error instanceof SessionLost ? new SessionLost(false, error.cause) : error
  })
