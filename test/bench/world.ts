/** startWorld: slapd full of people, the gateway and the bare handler before it, and the load process. */
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { freePort } from '../../src/demo/free-port.ts'
import { type GatewayProcess, startGatewayProcess } from '../support/gateway-process.ts'
import { type Openldap, startOpenldap } from '../support/openldap.ts'
import { buildProgram } from './built.ts'
import { benchContent } from './content.ts'
import { type Facts, gatherFacts } from './facts.ts'
import type { Job, Outcome, Reply } from './job.ts'
import { pinned } from './pinned.ts'

export interface World {
  readonly facts: Facts
  readonly ldap: Openldap
  readonly gateway: GatewayProcess
  readonly bare: { readonly url: string; readonly pid: number }
  /** @throws Error with what the load process said */
  work(job: Job): Promise<Outcome>
  stop(): Promise<void>
}

const suffix = 'dc=example,dc=com'
const pathOf = (name: string): string => fileURLToPath(new URL(name, import.meta.url))

export const startWorld = async (people: number): Promise<World> => {
  const closers: (() => unknown)[] = []
  const stop = async () => {
    for (const close of closers.splice(0).reverse()) await close()
  }
  try {
    return await start(people, closers, stop)
  } catch (error) {
    await stop()
    throw error
  }
}

const start = async (people: number, closers: (() => unknown)[], stop: () => Promise<void>): Promise<World> => {
  const ldap = await startOpenldap({ suffix, load: benchContent({ count: people, suffix }) })
  closers.push(ldap.stop)
  const facts = await factsOf(ldap, people)
  const folder = mkdtempSync(join(tmpdir(), 'scimdap-bench-'))
  closers.push(() => rmSync(folder, { recursive: true, force: true }))
  const file = join(folder, 'facts.json')
  writeFileSync(file, JSON.stringify(facts), { mode: 0o600 })

  const gateway = await startGatewayProcess(ldap, {
    overlay: { log: { level: 'error' } },
    program: await buildProgram(),
    nodeOptions: ['--import', pathOf('lag-hook.mjs'), ...(process.env.BENCH_NODE_OPTIONS?.split(' ') ?? [])],
  })
  closers.push(gateway.stop)
  const port = await freePort()
  const bare = spawn(process.execPath, [pathOf('bare.ts'), file, `${port}`], { stdio: ['ignore', 'pipe', 'inherit'] })
  closers.push(() => ended(bare))
  process.on('exit', () => void bare.kill('SIGKILL'))
  await once(bare.stdout, 'data')
  const [command = '', ...words] = pinned([process.execPath, pathOf('load-worker.ts'), file])
  const worker = spawn(command, words, { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] })
  closers.push(() => ended(worker))
  await once(worker, 'message')
  const bareUrl = `http://127.0.0.1:${port}/scim/v2`
  return { facts, ldap, gateway, bare: { url: bareUrl, pid: bare.pid as number }, work: workOf(worker), stop }
}

const factsOf = async (ldap: Openldap, people: number): Promise<Facts> => {
  const admin = await ldap.admin()
  const facts = await gatherFacts(ldap, people, admin)
  await admin.unbind()
  return facts
}

const workOf = (worker: ChildProcess): World['work'] => {
  let settle: ((reply: Reply) => void) | undefined
  worker.on('message', (reply: Reply) => settle?.(reply))
  worker.on('exit', () => settle?.({ error: 'the load process has ended' }))
  return async (job) => {
    const reply = await new Promise<Reply>((resolve) => {
      settle = resolve
      worker.send(job)
    })
    if ('error' in reply) throw new Error(reply.error)
    return reply.outcome
  }
}

const ended = async (child: ChildProcess): Promise<void> => {
  if (child.exitCode !== null || child.signalCode !== null) return
  child.kill('SIGTERM')
  const exit = once(child, 'exit')
  await Promise.race([exit, sleep(5_000).then(() => child.kill('SIGKILL'))])
}
