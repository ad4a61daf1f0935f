/**
 * Readiness: whether the directory answers and its schema fits the mapping, looked at again and again.
 * What is compiled from the schema is kept while the schema is the same, also while the directory is away.
 */
import type { Subschema } from '../directory/subschema.ts'
import { MappingError } from '../mapping/compile/compile.ts'
import type { Observe } from '../observe/observation.ts'
import { unavailable } from '../scim/error.ts'
import { notReadyReason } from './not-ready-reason.ts'

/** A directory that can be looked at. */
export interface Probed {
  subschema(): Promise<Subschema>
  ping(): Promise<void>
  close(): void
}

export interface ReadinessOptions<D extends Probed, Compiled> {
  readonly open: () => D
  /** @throws MappingError */
  readonly compile: (directory: D, subschema: Subschema) => Compiled | Promise<Compiled>
  readonly observe: Observe
}

export type ReadyState = { readonly ready: true } | { readonly ready: false; readonly reason: string }

export interface Readiness<Compiled> {
  /** Looks now, or shares the look of the last quarter of a second. `reason` names no DN and no credentials. */
  check(): Promise<ReadyState>
  /** What the last look has shown; undefined: there was none yet. Costs nothing. */
  told(): ReadyState | undefined
  /** What kept the mapping from fitting the schema of the directory at the last look; undefined: nothing, or it was not seen. */
  misfit(): MappingError | undefined
  /** @throws ScimError 503 before the directory was there once, and while its schema does not fit */
  compiled(): Compiled
  close(): Promise<void>
}

const sharedMs = 250
const backoff = { first: 200, most: 2_000 }

export const openReadiness = <D extends Probed, Compiled>({
  open,
  compile,
  observe,
}: ReadinessOptions<D, Compiled>): Readiness<Compiled> => {
  let directory = open()
  let current: { readonly subschema: Subschema; readonly value: Compiled } | undefined
  let told: ReadyState | undefined
  let misfit: MappingError | undefined
  let last: { readonly state: Promise<ReadyState>; readonly until: () => number } | undefined
  const closing = new AbortController()

  const look = async (): Promise<ReadyState> => {
    try {
      const subschema = await directory.subschema()
      await directory.ping()
      if (current?.subschema !== subschema) current = { subschema, value: await compile(directory, subschema) }
      misfit = undefined
      return tell({ ready: true })
    } catch (error) {
      misfit = error instanceof MappingError ? error : undefined
      if (error instanceof MappingError) reopen()
      return tell({ ready: false, reason: notReadyReason(error) }, error)
    }
  }

  /** A directory reads the schema once for each connection to a server: a new one sees what was installed since. */
  const reopen = (): void => {
    current = undefined
    directory.close()
    if (!closing.signal.aborted) directory = open()
  }

  const tell = (state: ReadyState, cause?: unknown): ReadyState => {
    const isNews = told?.ready !== state.ready || (!state.ready && !told.ready && told.reason !== state.reason)
    told = state
    if (!isNews || closing.signal.aborted) return state
    if (state.ready) observe({ kind: 'ready' })
    else observe({ kind: 'not-ready', reason: cause instanceof MappingError ? cause.message : state.reason, cause })
    return state
  }

  const check = (): Promise<ReadyState> => {
    if (last !== undefined && performance.now() < last.until()) return last.state
    let doneAt = Number.POSITIVE_INFINITY
    const state = look().finally(() => {
      doneAt = performance.now()
    })
    last = { state, until: () => doneAt + sharedMs }
    return state
  }

  const watching = watch(check, closing.signal)
  return {
    check,
    told: () => told,
    misfit: () => misfit,
    compiled: () => {
      if (current === undefined) throw unavailable('The directory is not ready', 1)
      return current.value
    },
    close: async () => {
      closing.abort()
      directory.close()
      await watching
    },
  }
}

/** Soon again while it is not ready, and calmly while it is: a server may come back with another schema. */
const watch = async (check: () => Promise<ReadyState>, closing: AbortSignal): Promise<void> => {
  let wait = backoff.first
  while (!closing.aborted) {
    const { ready } = await check()
    await pause(ready ? backoff.most : wait, closing)
    wait = ready ? backoff.first : Math.min(wait * 2, backoff.most)
  }
}

const pause = (milliseconds: number, closing: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    if (closing.aborted) return resolve()
    const end = () => {
      clearTimeout(timer)
      closing.removeEventListener('abort', end)
      resolve()
    }
    const timer = setTimeout(end, milliseconds)
    closing.addEventListener('abort', end)
  })
