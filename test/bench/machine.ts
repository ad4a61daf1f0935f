/** machineNow: what a run was made on, since figures mean nothing without. */
import { spawnSync } from 'node:child_process'
import { cpus, loadavg, release, totalmem } from 'node:os'
import { environmentOf, type SlapdInstallation } from '../../src/demo/install-slapd.ts'

export interface Machine {
  readonly cpu: string
  readonly cores: number
  /** Gigabytes. */
  readonly memory: number
  readonly kernel: string
  readonly node: string
  readonly slapd: string
  /** Average of the minute before: on a machine that does nothing else it is near zero. */
  readonly load: number
}

export const machineNow = (installation: SlapdInstallation | undefined): Machine => ({
  cpu: cpus()[0]?.model ?? 'unknown',
  cores: cpus().length,
  memory: Math.round(totalmem() / 1024 ** 3),
  kernel: release(),
  node: process.version,
  slapd: slapdVersion(installation),
  load: Number(loadavg()[0]?.toFixed(1)),
})

/** Printed on stderr, as `@(#) $OpenLDAP: slapd 2.5.13+dfsg-5 (...) $`. */
const slapdVersion = (installation: SlapdInstallation | undefined): string => {
  if (installation === undefined) return 'in a container'
  const { stdout, stderr } = spawnSync(installation.slapd, ['-VV'], {
    encoding: 'utf8',
    env: environmentOf(installation),
  })
  return /slapd (\S+)/.exec(`${stdout}${stderr}`)?.[1] ?? 'unknown'
}
