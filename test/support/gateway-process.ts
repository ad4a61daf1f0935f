/** startGatewayProcess: `scimdap serve` as a process of its own, as an operator runs it; for races between two, and for its memory. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { freePort } from '../../src/demo/free-port.ts'
import { clientOf, configurationFor } from './gateway.ts'
import type { Openldap } from './openldap.ts'
import { refuseTelltale } from './telltale.ts'

/** Megabytes. `peak`: the most since its start. */
export interface Memory {
  readonly now: number
  readonly peak: number
}

export type GatewayProcess = ReturnType<typeof clientOf> & {
  readonly pid: number
  /** What it has printed on both streams. */
  output(): string
  /** Resident memory as Linux counts it. */
  memory(): Promise<Memory>
  isReady(): Promise<boolean>
  /** SIGTERM: resolves with the exit code. May be called twice. */
  stop(): Promise<number | null>
  /** SIGKILL. */
  kill(): Promise<void>
}

const main = fileURLToPath(new URL('../../src/main.ts', import.meta.url))
/** Two cores with many suites on them are slow to start a process. */
const readyMs = 60_000

/**
 * Ready when it resolves. `overlay` is laid over `configurationFor`, `nodeOptions` go before the program; `through` is a
 * command that becomes the one which it is given, such as `nice`. `program`: by default from its sources.
 */
export const startGatewayProcess = async (
  ldap: Openldap,
  {
    overlay = {},
    nodeOptions = [],
    through = [],
    program = main,
    port,
    metricsPort,
  }: {
    readonly overlay?: Readonly<Record<string, unknown>>
    readonly nodeOptions?: readonly string[]
    readonly through?: readonly string[]
    readonly program?: string
    readonly port?: number
    /** Of processes on one port only their metrics tell which of them is ready. */
    readonly metricsPort?: number
  } = {},
): Promise<GatewayProcess> => {
  const folder = await mkdtemp(join(tmpdir(), 'scimdap-gateway-'))
  const file = join(folder, 'scimdap.yaml')
  const listen = { host: '127.0.0.1', port: port ?? (await freePort()), reusePort: metricsPort !== undefined }
  const metrics = metricsPort === undefined ? {} : { metrics: { enabled: true, port: metricsPort } }
  const configuration = configurationFor(ldap, { listen, ...metrics, ...overlay })
  // slapd 2.5.13 frees a write of a transaction while another thread still answers it: under a load like this it crashes.
  const directory = { ...configuration.directory, transactions: false }
  await writeFile(file, JSON.stringify({ ...configuration, directory }))

  const [command = process.execPath, ...words] = [...through, process.execPath, ...nodeOptions, program]
  const child = spawn(command, [...words, 'serve', '--config', file], { stdio: ['ignore', 'pipe', 'pipe'] })
  const killAtExit = () => void child.kill('SIGKILL')
  process.on('exit', killAtExit)
  let output = ''
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (output += chunk))
  const ended = once(child, 'close').then(async ([code]) => {
    process.removeListener('exit', killAtExit)
    await rm(folder, { recursive: true, force: true })
    return code as number | null
  })
  const end = (signal: NodeJS.Signals) => {
    child.kill(signal)
    return ended
  }

  const origin = `http://127.0.0.1:${listen.port}`
  const isReady = () => (metricsPort === undefined ? isReadyAt(origin) : tellsReady(metricsPort)).catch(() => false)
  const deadline = performance.now() + readyMs
  while (!(await isReady())) {
    if (child.exitCode === null && performance.now() < deadline) await wait(20)
    else {
      await end('SIGKILL')
      throw new Error(`the gateway did not become ready: ${output}`)
    }
  }
  const pid = child.pid as number
  return {
    ...clientOf(`${origin}/scim/v2`),
    ...{ pid, isReady },
    output: () => output,
    memory: () => memoryOf(pid),
    stop: async () => {
      const code = await end('SIGTERM')
      refuseTelltale(output, [ldap.gatewayPassword])
      return code
    },
    kill: async () => void (await end('SIGKILL')),
  }
}

const isReadyAt = async (origin: string): Promise<boolean> => (await fetch(`${origin}/readyz`)).status === 200

const tellsReady = async (port: number): Promise<boolean> =>
  /^scimdap_ready 1$/m.test(await (await fetch(`http://127.0.0.1:${port}/metrics`)).text())

/** proc(5) */
const memoryOf = async (pid: number): Promise<Memory> => {
  const status = await readFile(`/proc/${pid}/status`, 'utf8')
  const megabytes = (name: string) => Number(new RegExp(`^${name}:\\s+(\\d+) kB`, 'm').exec(status)?.[1]) / 1024
  return { now: megabytes('VmRSS'), peak: megabytes('VmHWM') }
}
