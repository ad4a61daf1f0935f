/** What other servers do not do for a provider, and why that is theirs: the doctor is to find just this. */
import { spawn } from 'node:child_process'
import { conversations } from '../../src/doctor/conversations.ts'
import { play, type Report } from '../../src/doctor/play.ts'

/** By conversation, by step: why. What only comes after such a step is not named. */
export type Shortcomings = Readonly<Record<string, Readonly<Record<string, string>>>>

export interface OtherServer {
  readonly url: string
  stop(): Promise<void>
}

/** A program that prints where it serves: `at` finds the URL. @throws Error with what it printed */
export const startProgram = (
  [program, ...words]: readonly [string, ...string[]],
  { env, at }: { readonly env: NodeJS.ProcessEnv; readonly at: RegExp },
): Promise<OtherServer> => {
  const child = spawn(program, words, { env, stdio: ['ignore', 'pipe', 'pipe'] })
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()).once('error', () => resolve()))
  const stop = () => {
    child.kill('SIGTERM')
    return ended
  }
  let printed = ''
  return new Promise((resolve, reject) => {
    const read = (text: string) => {
      printed += text
      const url = at.exec(printed)?.[1]
      if (url !== undefined) resolve({ url, stop })
    }
    child.stdout.setEncoding('utf8').on('data', read)
    child.stderr.setEncoding('utf8').on('data', read)
    void ended.then(() => reject(new Error(`${program} ended before it served:\n${printed}`)))
  })
}

export const playAll = async (url: string, token: string): Promise<readonly Report[]> => {
  const reports: Report[] = []
  for (const conversation of conversations) {
    const nobody = '8d3e7a52-0f7c-4f3e-9a31-0c4a1b2d3e4f'
    const signal = new AbortController().signal
    const run = `other-${conversation.name}`
    reports.push(await play(conversation, { url, token, run, nobody, members: 3, timeout: 20_000, signal }))
  }
  return reports
}

/** Named alike in both, so that they can be compared: conversation, then steps. */
export const failedIn = (reports: readonly Report[]): Readonly<Record<string, readonly string[]>> =>
  Object.fromEntries(
    reports
      .map(
        ({ conversation, steps }) =>
          [conversation, steps.filter(({ verdict }) => verdict === 'failed').map(({ step }) => step)] as const,
      )
      .filter(([, steps]) => steps.length > 0),
  )

export const namesIn = (shortcomings: Shortcomings): Readonly<Record<string, readonly string[]>> =>
  Object.fromEntries(Object.entries(shortcomings).map(([conversation, steps]) => [conversation, Object.keys(steps)]))
