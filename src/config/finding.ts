/** Finding: what is wrong between options, and at which of them. */
import type { Path } from './problem.ts'

export interface Finding {
  readonly path: Path
  readonly message: string
  /** The key of the option is the mistake. */
  readonly part?: 'key'
}

export const found = (isWrong: boolean, path: Path, message: string): readonly Finding[] =>
  isWrong ? [{ path, message }] : []
