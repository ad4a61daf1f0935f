/** CliCommand: one command of `scimdap`, and the world that it may touch. */
import type { Command } from 'commander'
import type { Environment } from '../config/environment.ts'

/** The process, or a test's stand-in for it. */
export interface World {
  readonly environment: Environment
  /** Content of a file; throws as `readFileSync` does. */
  readonly readFile: (path: string) => string
  readonly random: (bytes: number) => Buffer
  readonly print: (text: string) => void
  readonly complain: (text: string) => void
  /** Resolves when the process is asked to end. */
  readonly asked: () => Promise<void>
  /** Calls back each time that the process is asked to load its configuration again. */
  readonly onHangup: (again: () => void) => void
  /** Of the package. */
  readonly version: string
}

/** 0: done. 1: it did not work. 2: what was asked for is wrong. */
export type ExitCode = 0 | 1 | 2

/** Adds the command to the program; `run` takes the work that its action does. */
export type CliCommand = (program: Command, world: World, run: Run) => void

export type Run = (work: () => Promise<ExitCode> | ExitCode) => Promise<void>
