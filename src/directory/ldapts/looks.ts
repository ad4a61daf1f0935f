/** Looks: what is asked of a server before it is used. Given to the pool, over which all searches go. */
import type { Lacking, Marks } from './marks.ts'
import type { Session } from './session.ts'
import type { Stance } from './stance.ts'

export interface Looks {
  /** undefined: nothing is shown that could prove anything. See `read-marks.ts`. */
  readonly readMarks: (session: Session, deadline: number, isConsumer?: boolean) => Promise<Marks | undefined>
  /** See `ask-stance.ts`. */
  readonly stanceOf: (session: Session, deadline: number) => Promise<Stance>
  /** See `newest.ts`. */
  readonly holdsNewest: (lacking: readonly Lacking[], compared: Compared) => Promise<boolean>
}

export interface Compared {
  /** On the server that has it all for sure, and on the one that is asked for it. */
  readonly onCurrent: <T>(work: (session: Session, deadline: number) => Promise<T>) => Promise<T>
  readonly session: Session
  readonly deadline: number
  /**
   * There is one provider, whose disk has every write before the last one that it has: what it lacks of those few was
   * written or deleted again. Of several each may lack anything, so that all must be there.
   */
  readonly isSole: boolean
}

/** Of a server that is alone. */
export const noLooks: Looks = {
  readMarks: async () => undefined,
  stanceOf: async () => 'takes-writes',
  holdsNewest: async () => false,
}
