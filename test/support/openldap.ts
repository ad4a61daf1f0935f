/** startOpenldap: a real directory for one test file; the machine's own slapd, or a container where there is none. */
import type { Slapd } from '../../src/demo/running-slapd.ts'
import { startSlapd } from '../../src/demo/slapd.ts'
import type { SlapdOptions } from '../../src/demo/slapd-options.ts'

export interface Openldap extends Slapd {
  /** kill -9 and start again, with the same port and data. */
  restart(): Promise<void>
}

/** See `SlapdOptions`: with none, everything of ldap-schema/ is in force, with syncprov, deref and ppolicy. */
export const startOpenldap = async (options: SlapdOptions = {}): Promise<Openldap> => {
  const slapd = await startSlapd(options)
  const restart = async () => {
    await slapd.kill()
    await slapd.start()
  }
  return { ...slapd, restart }
}
