/** fingerprintOf: what a service is made of, in a few characters: what was written, and the content of every file that it names. */
import { createHash } from 'node:crypto'
import type { Settings } from './settings.ts'

/** Of the process: a change of one of them makes no other service. The certificate of the listener is renewed in place. */
export const fingerprintOf = (settings: Settings, contents: ReadonlyMap<string, string>): string => {
  const { publicUrl: _, log: __, metrics: ___, tenants: ____, watch: _____, ...served } = settings
  const { certFile, keyFile } = settings.listen.tls ?? {}
  const read = [...contents].filter(([file]) => file !== certFile && file !== keyFile)
  return createHash('sha256')
    .update(JSON.stringify([served, read]))
    .digest('base64url')
}
