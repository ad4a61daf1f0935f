/** createSlapdProcess: slapd in the foreground as a child of ours. slapd(8) */
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { open, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { environmentOf, type SlapdInstallation } from './install-slapd.ts'

export interface SlapdCommand {
  readonly installation: SlapdInstallation
  readonly folder: string
  readonly config: string
  readonly listeners: readonly string[]
  readonly logLevel: 'none' | 'stats'
}

export interface SlapdProcess {
  pid(): number | undefined
  /** Resolves when `isReady` does; it is asked again until then. */
  start(isReady: () => Promise<void>): Promise<void>
  stop(): Promise<void>
  kill(): Promise<void>
  log(): Promise<string>
}

const deadlineMs = 30_000

export const createSlapdProcess = (command: SlapdCommand): SlapdProcess => {
  const logFile = join(command.folder, 'slapd.log')
  let child: ChildProcess | undefined
  const isRunning = () => child !== undefined && child.exitCode === null && child.signalCode === null
  const killAtExit = () => void child?.kill('SIGKILL')
  const log = () => readFile(logFile, 'utf8').catch(() => '')

  const end = async (signal: NodeJS.Signals) => {
    process.removeListener('exit', killAtExit)
    if (child === undefined || !isRunning()) return
    const ended = once(child, 'exit')
    child.kill(signal)
    const stubborn = setTimeout(() => child?.kill('SIGKILL'), 10_000)
    await ended
    clearTimeout(stubborn)
  }
  const start = async (isReady: () => Promise<void>) => {
    child = await launch(command, logFile)
    process.prependListener('exit', killAtExit)
    const deadline = Date.now() + deadlineMs
    for (;;) {
      const failure = await isReady().then(() => undefined, String)
      if (failure === undefined && isRunning()) return
      if (isRunning() && Date.now() < deadline) await wait(20)
      else {
        await end('SIGKILL')
        throw new Error(`slapd did not start: ${lastLines(await log()) || failure}`)
      }
    }
  }
  return { start, log, pid: () => child?.pid, stop: () => end('SIGTERM'), kill: () => end('SIGKILL') }
}

/** slapd reserves memory for as many connections as it may have files open, which in a container can be a billion. */
const launch = async ({ installation, config, listeners, logLevel }: SlapdCommand, logFile: string) => {
  const output = await open(logFile, 'a')
  const debug = logLevel === 'stats' ? 'stats' : '0'
  const script = 'ulimit -n 4096 2>/dev/null; exec "$@"'
  const args = ['-F', config, '-h', listeners.join(' '), '-d', debug]
  const child = spawn('/bin/sh', ['-c', script, 'sh', installation.slapd, ...args], {
    env: environmentOf(installation),
    stdio: ['ignore', output.fd, output.fd],
  })
  await output.close()
  return child
}

const lastLines = (text: string): string => text.trim().split('\n').slice(-5).join('\n')
