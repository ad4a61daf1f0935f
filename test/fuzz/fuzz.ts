/** fuzz: one target with random inputs for a while. */
import fc from 'fast-check'
import type { Target } from './target.ts'

export interface Outcome {
  readonly inputs: number
  /** What broke, with the seed and the path that give the smallest input again; undefined where nothing did. */
  readonly finding: string | undefined
}

export interface Effort {
  readonly seed: number
  readonly milliseconds: number
  /** Ahead of each input. */
  readonly before?: () => void
}

export const fuzz = async (target: Target, { seed, milliseconds, before = () => {} }: Effort): Promise<Outcome> => {
  const details = await fc.check(target.property(before), {
    seed,
    numRuns: 1_000_000_000,
    interruptAfterTimeLimit: milliseconds,
    markInterruptAsFailure: false,
  })
  return {
    inputs: details.numRuns,
    finding: details.failed
      ? `${target.name}: ${fc.defaultReportMessage(details)}\n${String((details.errorInstance as Error | null)?.stack ?? '')}`
      : undefined,
  }
}
