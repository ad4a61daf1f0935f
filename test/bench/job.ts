/** Job: what the load process is told to do, and what it tells then. Both cross a process boundary. */
import type { Subject } from './scenario.ts'

export interface Job {
  /** Of a scenario. `lag`: a walk by cursor while single reads go on. */
  readonly name: string
  readonly subject: Subject
  /** Base of the SCIM service; of LDAP the worker knows by itself. */
  readonly url: string
  readonly seconds: number
  /** Even where the time is over. */
  readonly leastTurns: number
  readonly firstTurn: number
}

export interface Outcome {
  readonly turns: number
  readonly seconds: number
  /** Milliseconds. */
  readonly p50: number
  readonly p99: number
}

export type Reply = { readonly outcome: Outcome } | { readonly error: string }

export const percentile = (values: readonly number[], share: number): number => {
  const sorted = values.toSorted((a, b) => a - b)
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN
}

export const median = (values: readonly number[]): number => {
  const sorted = values.toSorted((a, b) => a - b)
  const middle = (sorted.length - 1) / 2
  return ((sorted[Math.floor(middle)] ?? Number.NaN) + (sorted[Math.ceil(middle)] ?? Number.NaN)) / 2
}
