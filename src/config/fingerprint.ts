/** fingerprintOf: what a service is made of, in a few characters: what was written, and the content of every file that it names. */
import { createHash } from 'node:crypto'
import type { Settings } from './settings.ts'

/** Of the process: a change of one of them makes no other service. The certificate of the listener is renewed in place. */
export const fingerprintOf = (settings: Settings, contents: ReadonlyMap<string, string>): string => {
  const { publicUrl: _, audit: __, log: ___, metrics: ____, tenants: _____, watch: ______, ...served } = settings
  const { certFile, keyFile } = settings.listen.tls ?? {}
  const ofProcess = [certFile, keyFile, settings.audit.keyFile]
  const read = [...contents].filter(([file]) => !ofProcess.includes(file))
  return createHash('sha256')
    .update(JSON.stringify([served, read]))
    .digest('base64url')
}
