/** startDemo: the demo as a child process with a temporary folder of its own, as a newcomer would run it. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'

export interface DemoProcess {
  /** What it has printed on both streams so far. */
  output(): string
  /** Resolves when the output matches; rejects when it ends before. */
  saying(pattern: RegExp): Promise<RegExpExecArray>
  /** What lies in its temporary folder. */
  leftovers(): Promise<readonly string[]>
  /** Sends the signal and resolves with the exit code. */
  end(signal: NodeJS.Signals): Promise<number | null>
  exitCode(): Promise<number | null>
  /** Ends it in any case and removes its folder. */
  dispose(): Promise<void>
}

const launcher = fileURLToPath(new URL('../../src/demo/launch.mjs', import.meta.url))

export const startDemo = async (
  environment: Readonly<Record<string, string>>,
  [program, ...args]: readonly [string, ...string[]] = [process.execPath, launcher, 'demo'],
): Promise<DemoProcess> => {
  const folder = await mkdtemp(join(tmpdir(), 'scimdap-demo-test-'))
  const child = spawn(program, args, {
    cwd: fileURLToPath(new URL('../..', import.meta.url)),
    env: { ...process.env, TMPDIR: folder, ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let output = ''
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (output += chunk))
  const ended = once(child, 'close').then(([code]) => code as number | null)
  const isRunning = () => child.exitCode === null && child.signalCode === null

  const saying = async (pattern: RegExp): Promise<RegExpExecArray> => {
    for (;;) {
      const found = pattern.exec(output)
      if (found) return found
      if (!isRunning()) throw new Error(`the demo ended before it said ${pattern}: ${output}`)
      await wait(50)
    }
  }
  const end = async (signal: NodeJS.Signals) => {
    child.kill(signal)
    return ended
  }
  return {
    ...{ saying, end },
    output: () => output,
    leftovers: () => readdir(folder),
    exitCode: () => ended,
    dispose: async () => {
      if (isRunning()) await end('SIGTERM')
      await rm(folder, { recursive: true, force: true })
    },
  }
}
