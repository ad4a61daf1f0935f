/**
 * `npm test`: the servers beside the system's OpenLDAP are made ready where they can be had, then vitest runs. What cannot be
 * had (no root, no package, a machine on which it does not start) is said, and its project is left out.
 */
import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { resolve } from 'node:path'
import { installDs389, isDs389Installed } from './support/install-ds389.ts'
import {
  canHaveOpenldap26,
  installDebootstrap,
  installOpenldap26,
  openldap26Root,
} from './support/install-openldap26.ts'
import { canRunSamba, installSamba } from './support/install-samba.ts'
import { startOpenldap } from './support/openldap.ts'
import { startSamba } from './support/samba.ts'

/** By the names of their projects in vitest.config.ts. Each throws where its server cannot be tested here. */
const servers: Readonly<Record<string, () => Promise<void>>> = {
  'openldap-2.6': async () => {
    if (!canHaveOpenldap26()) throw new Error('debootstrap needs root and apt')
    await installOpenldap26()
    process.env.SLAPD_ROOT = openldap26Root
    try {
      await (await startOpenldap()).stop()
    } finally {
      delete process.env.SLAPD_ROOT
    }
  },
  '389-ds': async () => {
    await installDs389()
    if (!(await isDs389Installed())) throw new Error('389-ds-base is not installed')
  },
  samba: async () => {
    if (!canRunSamba) throw new Error('port 389 needs root')
    await installSamba()
    await (await startSamba()).stop()
  },
}

/** Debian's packages are installed one after the other; debootstrap has a tree of its own, and takes as long as they do. */
const inTurns: readonly (readonly string[])[] = [['openldap-2.6'], ['389-ds', 'samba']]

const words = process.argv.slice(2)
const named = words.flatMap((word, at) =>
  word === '--project' ? [words[at + 1]] : (/^--project=(.*)/.exec(word)?.[1] ?? []),
)
const without: string[] = []
const isWanted = (project: string): boolean => named.length === 0 || named.includes(project)
const makeReady = async (project: string): Promise<void> => {
  await servers[project]?.().catch((error: unknown) => {
    without.push(project)
    const cause = error instanceof Error && error.cause !== undefined ? ` (${String(error.cause)})` : ''
    console.warn(`${project} is not tested here: ${`${String(error)}${cause}`.slice(0, 500)}`)
  })
}
// What keeps it from being there is told by whoever needs it.
if (isWanted('openldap-2.6') && canHaveOpenldap26() && !existsSync(openldap26Root)) {
  await installDebootstrap().catch(() => undefined)
}
await Promise.all(
  inTurns.map(async (projects) => {
    for (const project of projects.filter(isWanted)) await makeReady(project)
  }),
)
if (process.env.TESTS !== 'full') {
  console.log(
    "Beside the system's OpenLDAP, servers get a share of the suites and random cases; TESTS=full for all (src/README.md).",
  )
}

const vitest = resolve(import.meta.dirname, '../node_modules/vitest/vitest.mjs')
const config = resolve(import.meta.dirname, 'vitest.config.ts')
const child = spawn(process.execPath, [vitest, 'run', '--config', config, ...words], {
  stdio: 'inherit',
  env: { ...process.env, WITHOUT_SERVERS: without.join(',') },
})
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => child.kill(signal))
child.on('exit', (code) => process.exit(code ?? 1))
