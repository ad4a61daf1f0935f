/** Results: what a run has measured so far, as test-results/bench.json has it. */
import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Machine } from './machine.ts'
import type { Subject } from './scenario.ts'

/** Of one subject in one round, or the medians of all rounds. */
export interface Sample {
  /** Turns per second: requests, or whole walks. */
  readonly rate: number
  /** Milliseconds. undefined where it is not known of single turns. */
  readonly p50: number | undefined
  readonly p99: number | undefined
  /** Microseconds of CPU time per turn; undefined where the subject is the load process itself. */
  readonly cpu: number | undefined
  readonly slapdCpu: number
  /** Megabytes resident after the round. */
  readonly memory: number | undefined
}

export interface Measurement {
  readonly name: string
  readonly title: string
  readonly people: number
  readonly members: number | undefined
  readonly connections: number
  readonly rounds: number
  readonly samples: Readonly<Partial<Record<Subject, Sample>>>
  /** Rate of the gateway as a share of that of another subject: the median of the rounds. */
  readonly ratios: Readonly<Partial<Record<Subject, number>>>
}

/** What is asked of a directory beside the scenarios. */
export interface Observations {
  readonly people: number
  /** Milliseconds by which the gateway's event loop was late while all people were walked. */
  readonly lagP99: number | undefined
  readonly lagMost: number | undefined
  /** Megabytes resident after all scenarios of reading, and the most there ever was. */
  readonly memory: number
  readonly peak: number
  /** First pages asked for right after an addition past the gateway, and those of them that did not count it. */
  readonly freshPages: number
  readonly stalePages: number
}

/** A scenario without figures, and why. */
export interface Failure {
  readonly name: string
  readonly people: number
  readonly reason: string
}

export interface Results {
  readonly machine: Machine
  readonly began: string
  /** What the table is about. */
  readonly people: number
  readonly measurements: readonly Measurement[]
  readonly observations: readonly Observations[]
  readonly failures: readonly Failure[]
}

export const resultsFile = (out: string): string => join(out, 'bench.json')

/** In one step, so that a run which is cut off leaves what it had. */
export const saveResults = (results: Results, out: string): void => {
  mkdirSync(out, { recursive: true })
  writeFileSync(`${resultsFile(out)}.part`, `${JSON.stringify(results, undefined, 1)}\n`)
  renameSync(`${resultsFile(out)}.part`, resultsFile(out))
}

export const loadResults = (file: string): Results => JSON.parse(readFileSync(file, 'utf8'))

export const findMeasurement = (results: Results, name: string, people = results.people): Measurement | undefined =>
  results.measurements.find((measurement) => measurement.name === name && measurement.people === people)
