/** Brake: what a request takes away is taken from the client's hour before the write goes out, and given back if it does not. */
import { DirectoryError } from '../../directory/directory.ts'
import type { ResourceId } from '../../scim/resource/resource.ts'
import { isUnknownOutcome } from '../retry.ts'
import type { Counted } from './counted.ts'

/** Of one client. */
export interface Brake {
  /** @throws ScimError 429 where the client is held, or is by this; 503 where the brake cannot keep its books */
  take(counted: readonly Counted[]): Promise<Taken>
  /** What the client has made itself within the hour may go again. */
  made(id: ResourceId): void
  isOwn(id: ResourceId): boolean
}

export interface Taken {
  giveBack(): Promise<void>
}

export interface Taking {
  readonly id: ResourceId
  readonly counted: readonly Counted[]
  /** An earlier write of the request may have been carried out: what it took stays taken. */
  readonly isUncertain: boolean
}

/** All attempts of one request. */
export interface BrakeTurn {
  /** Takes the place of what the request has taken before. @throws as `Brake.take` */
  take(taking: Taking): Promise<void>
}

/** A write that is refused takes nothing; of one whose fate is unknown it is taken that it was carried out. */
export const braked = async <T>(brake: Brake | undefined, write: (turn: BrakeTurn) => Promise<T>): Promise<T> => {
  if (brake === undefined) return write(untold)
  let last: { readonly key: string; readonly taken: Taken } | undefined
  const take = async ({ id, counted, isUncertain }: Taking): Promise<void> => {
    const due = brake.isOwn(id) ? [] : counted.filter(({ count }) => count > 0)
    const key = JSON.stringify(due)
    if (key === (last?.key ?? '[]') || (isUncertain && due.length === 0)) return
    if (last !== undefined && !isUncertain) await last.taken.giveBack()
    last = undefined
    if (due.length > 0) last = { key, taken: await brake.take(due) }
  }
  try {
    return await write({ take })
  } catch (thrown) {
    if (last !== undefined && !mayBeDone(thrown)) await (last as { readonly taken: Taken }).taken.giveBack()
    throw thrown
  }
}

const untold: BrakeTurn = { take: async () => undefined }

const mayBeDone = (thrown: unknown): boolean =>
  isUnknownOutcome(thrown) ||
  (thrown instanceof Error && !(thrown instanceof DirectoryError) && mayBeDone(thrown.cause))
