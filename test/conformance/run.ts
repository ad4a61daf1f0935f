/** run: a program to its end. */
import { spawn } from 'node:child_process'

export interface Finished {
  /** Undefined where the program is not there, or was ended by a signal. */
  readonly code: number | undefined
  readonly stdout: string
  readonly stderr: string
}

interface RunOptions {
  readonly env?: NodeJS.ProcessEnv
  readonly input?: string
}

export const run = (
  program: string,
  args: readonly string[],
  { env = process.env, input = '' }: RunOptions = {},
): Promise<Finished> =>
  new Promise((resolve) => {
    const child = spawn(program, args, { env, stdio: 'pipe' })
    const output = { stdout: '', stderr: '' }
    for (const name of ['stdout', 'stderr'] as const) {
      child[name].setEncoding('utf8').on('data', (text: string) => {
        output[name] += text
      })
    }
    child.stdin.on('error', () => undefined).end(input)
    child.on('error', ({ message }) => resolve({ code: undefined, stdout: '', stderr: message }))
    child.on('close', (code) => resolve({ code: code ?? undefined, ...output }))
  })
