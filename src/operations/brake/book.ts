/** BrakeBook: what is known of one client: the journal of its takings, and whether it is held. In memory, or in a folder. */
import { type BrakeLine, createTally, type Hold, type Tally, type Verdict } from './tally.ts'

/** Calls come one after the other. */
export interface BrakeBook {
  /** Takes in what others have written since. */
  refresh(now: number): Promise<void>
  /** The hold that is in force, as of the last look. */
  hold(): Hold | undefined
  /** What becomes of the line, which is written whatever that is. @throws where it cannot be written: nothing is granted then */
  write(line: BrakeLine): Promise<Verdict | undefined>
  /** Keeps a hold that a line led to for longer than the line. */
  keep(hold: Hold): Promise<void>
  release(release: Release): Promise<void>
  tally(): Tally
}

export interface Release {
  readonly hold: Pick<Hold, 'id'>
  readonly at: number
  readonly freeUntil?: number
}

export interface BookName {
  readonly tenant: string
  readonly client: string
}

export type OpenBook = (name: BookName) => BrakeBook

/** Lasts as long as the process. */
export const bookInMemory: OpenBook = () => {
  const tally = createTally()
  return {
    refresh: async () => undefined,
    hold: tally.hold,
    write: async (line) => tally.apply(line),
    keep: async () => undefined,
    release: async ({ hold: { id }, at, freeUntil }) => {
      tally.apply({ kind: 'release', id, at, ...(freeUntil !== undefined && { freeUntil }) })
    },
    tally: () => tally,
  }
}
