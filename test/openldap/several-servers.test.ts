/** Several servers in `urls`: one at a time is used, and an earlier one again only when it has everything. */

import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { DirectoryError } from '../../src/directory/directory.ts'
import { eachOf } from '../../src/directory/each-of.ts'
import type { OpenDirectory } from '../../src/directory/ldapts/open.ts'
import { childOf, type Dn } from '../../src/ldap/dn.ts'
import { type Mirrored, startMirrored, untilLevel } from '../support/mirrored.ts'
import { openDirectories } from '../support/open-directories.ts'

let servers: Mirrored
let base: Dn
let directory: OpenDirectory
let told: string[]

const { directoryWith } = openDirectories(() => servers.first)
const failure = (promise: Promise<unknown>): Promise<unknown> =>
  promise.then(
    () => 'success',
    (error: unknown) => (error instanceof DirectoryError ? error.code : error),
  )
const dnOf = (uid: string): Dn => childOf(base, [{ type: 'uid', value: uid }])
const add = (uid: string) => {
  const attributes = { objectClass: ['inetOrgPerson'], cn: ['cn'], sn: ['s'], uid: [uid] }
  return directory.add(dnOf(uid), new Map(Object.entries(attributes)), { types: [] })
}
const names = async (): Promise<number> => {
  const filter = { kind: 'present', type: 'uid' } as const
  let count = 0
  for await (const _ of eachOf(directory.scan({ base, scope: 'one', filter, types: [], pageSize: 100 }))) count += 1
  return count
}
/** Asked as long as that, and what it would be asked for is there all the time. */
const isFirstWithin = async (milliseconds: number, uid: string): Promise<boolean> => {
  const deadline = performance.now() + milliseconds
  while (directory.state().url !== servers.first.url && performance.now() < deadline) {
    expect(await directory.read(dnOf(uid), [])).toBeDefined()
    await sleep(10)
  }
  return directory.state().url === servers.first.url
}

beforeAll(async () => {
  servers = await startMirrored()
  base = `ou=people,${servers.first.suffix}` as Dn
})
afterAll(() => servers.stop())
beforeEach(async () => {
  told = []
  directory = directoryWith({
    urls: [servers.first.url, servers.second.url],
    observe: (observation) => {
      if (!('url' in observation)) return
      const news = 'isNews' in observation && observation.isNews ? ' for the log' : ''
      told.push(`${observation.kind} ${observation.url}${news}`)
    },
  })
  await directory.ping()
  expect(directory.state().url).toBe(servers.first.url)
})
afterEach(async () => {
  servers.toFirst.mend()
  servers.toFirst.drop()
  await untilLevel(servers.first, servers.second)
})

describe('the first of two servers', () => {
  it('is replaced by the second one when it goes away, and gone back to once it has what was written there', async () => {
    const { first, second, toFirst } = servers
    await first.kill()
    expect(await failure(directory.read(base, []))).toBe('success')
    expect(directory.state().url).toBe(second.url)
    expect(told).toContain(`session-failed ${first.url}`)

    toFirst.cut('both')
    await add('meanwhile')
    await first.start()
    expect(await isFirstWithin(3_000, 'meanwhile')).toBe(false)
    // With each look for the metrics, once a minute for the log.
    await expect.poll(() => told, { timeout: 20_000 }).toContain(`server-behind ${first.url}`)
    expect(told.filter((line) => line === `server-behind ${first.url} for the log`)).toHaveLength(1)
    expect(told).toContain(`server-used ${second.url}`)

    toFirst.mend()
    toFirst.drop()
    expect(await isFirstWithin(30_000, 'meanwhile')).toBe(true)
    expect(await directory.read(dnOf('meanwhile'), [])).toBeDefined()
  })

  it('is asked nothing more while the second one is used, by no session that is left over', async () => {
    const { first, second, toFirst } = servers
    const before = await names()
    await first.kill()
    await failure(directory.read(base, []))
    toFirst.cut('both')
    await add('scanned')
    await first.start()

    expect(directory.state().url).toBe(second.url)
    expect(await names()).toBe(before + 1)
  })
})
