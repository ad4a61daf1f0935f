/** Connections that die without a word, all at once: what is left of a router that forgets them. RFC 9293 §3.5.1 */

import { afterAll, beforeAll, expect, it } from 'vitest'
import { eachOf } from '../../src/directory/each-of.ts'
import type { OpenDirectory } from '../../src/directory/ldapts/open.ts'
import type { Dn } from '../../src/ldap/dn.ts'
import { type Line, openLine } from '../support/line.ts'
import { openDirectories } from '../support/open-directories.ts'
import { type Openldap, startOpenldap } from '../support/openldap.ts'

let server: Openldap
let line: Line
beforeAll(async () => {
  server = await startOpenldap()
  line = await openLine(server.port)
})
afterAll(async () => {
  await line.close()
  await server.stop()
})
const { directoryWith } = openDirectories(() => server)

const operation = 2_000
const filter = { kind: 'present', type: 'objectClass' } as const

it('cost one time-out in all, though every session is dead', async () => {
  const urls = [`ldap://127.0.0.1:${line.port}`]
  const directory = directoryWith({ urls, sessions: 4, inFlight: 1, timeouts: { operation, connect: 1_500 } })
  const base = `ou=people,${server.suffix}` as Dn
  const read = () => directory.read(base, [])
  await warm(directory, base)

  line.cut('both')
  line.mend()
  await expect(read()).rejects.toMatchObject({ code: 'unavailable' })
  const times: number[] = []
  for (let count = 0; count < 8; count += 1) {
    const start = performance.now()
    expect(await read()).toBeDefined()
    times.push(performance.now() - start)
  }
  expect(Math.max(...times)).toBeLessThan(operation)
  // The session that scans were made on is dead, too.
  for await (const _ of eachOf(directory.scan({ base, scope: 'base', filter, types: [] }))) times.push(0)
  expect(times).toHaveLength(9)
})

/** All four sessions are open, and one for scans. */
const warm = async (directory: OpenDirectory, base: Dn): Promise<void> => {
  while (directory.stats().shared < 4) await Promise.all(Array.from({ length: 50 }, () => directory.read(base, [])))
  for await (const _ of eachOf(directory.scan({ base, scope: 'base', filter, types: [] })));
}
