/** tellUse: when which token of a client was last used, told so often that an operator can rely on it and no log fills. */
import type { Observe } from '../observe/observation.ts'
import type { Credential } from './token-hash.ts'

export type TellUse = (used: Pick<Credential<{ readonly name: string }>, 'owner' | 'label' | 'expires'>) => void

export interface TellUseOptions {
  readonly observe: Observe
  /** Milliseconds since the epoch. */
  readonly now: () => number
  readonly told?: Told
}

/** When the last use of each token was told. */
export type Told = Map<string, { readonly at: number; readonly day: number }>

export const createTold = (): Told => new Map()

/** Nobody is told. */
export const untold: TellUse = () => {}

/**
 * An observation at most once a minute for each token, one of the day for the log among them; and in the last fourteen days of a token
 * that is in use a warning each day.
 */
export const createTellUse = ({ observe, now, told = createTold() }: TellUseOptions): TellUse => {
  return ({ owner: { name: client }, label: token, expires }) => {
    const at = now()
    // A name has no blank.
    const key = `${client} ${token}`
    const last = told.get(key)
    if (last !== undefined && at - last.at < minute && at >= last.at) return
    const day = Math.floor(at / aDay)
    const isFirstOfDay = last?.day !== day
    told.set(key, { at, day })
    observe({ kind: 'token-used', client, token, at, isFirstOfDay, ...(expires === undefined ? {} : { expires }) })
    if (isFirstOfDay && expires !== undefined && expires - at < 14 * aDay) {
      observe({ kind: 'token-expiring', client, token, expires })
    }
  }
}

const minute = 60_000
const aDay = 86_400_000
