import { setTimeout as sleep } from 'node:timers/promises'
import { afterEach, describe, expect, it } from 'vitest'
import { DirectoryError } from '../../src/directory/directory.ts'
import { settingsOf } from '../../src/directory/ldapts/options.ts'
import { Pool } from '../../src/directory/ldapts/pool.ts'
import { SearchMessage } from '../../src/directory/ldapts/search-message.ts'
import { present } from '../../src/ldap/filter.ts'
import type { Observation } from '../../src/observe/observation.ts'
import { answer, bind, type FakeServer, search, startFakeServer } from './fake-server.ts'

let server: FakeServer
let pool: Pool
afterEach(async () => {
  pool.close()
  await server.stop()
})

const request = (base = '') => new SearchMessage({ base, scope: 'sub', filter: present('objectClass'), types: [] })

describe('a server that binds and answers nothing more', () => {
  it('is left alone after five requests, is asked by one now and then, and by all when it answers', async () => {
    let isSick = true
    let searches = 0
    server = await startFakeServer(({ id, operation, socket }) => {
      if (operation === bind) socket.write(answer(id, 0x61))
      if (operation === search) searches += 1
      if (operation === search && !isSick) socket.write(answer(id, 0x65))
    })
    const told: Observation['kind'][] = []
    pool = new Pool(
      settingsOf({
        ...{ urls: [server.url], bindDn: 'cn=gateway', password: 'secret' },
        timeouts: { operation: 150 },
        observe: ({ kind }) => void told.push(kind),
      }),
    )
    const ask = async () => {
      return await pool
        .read((session, deadline) => session.request(request(), deadline))
        .then(
          () => 'success',
          (error: unknown) => (error instanceof DirectoryError ? error.code : error),
        )
    }

    for (let count = 0; count < 5; count += 1) expect(await ask()).toBe('unavailable')
    const before = searches
    const hurried = await Promise.all(Array.from({ length: 50 }, ask))

    expect(hurried.every((result) => result === 'unavailable')).toBe(true)
    // One may be due to be tried.
    expect(searches - before).toBeLessThanOrEqual(1)
    await expect(pool.lease('scan')).rejects.toMatchObject({ code: 'unavailable' })

    isSick = false
    await sleep(600)
    expect(await ask()).toBe('success')
    expect(await Promise.all(Array.from({ length: 20 }, ask))).toEqual(Array.from({ length: 20 }, () => 'success'))
    expect(told.filter((kind) => kind.startsWith('circuit'))).toEqual(['circuit-opened', 'circuit-closed'])
  })
})

describe('a server that is silent about one request alone', () => {
  it('keeps the sessions of the others', async () => {
    server = await startFakeServer(({ id, operation, socket, message }) => {
      if (operation === bind) socket.write(answer(id, 0x61))
      if (operation === search && !message.includes('cn=slow')) setTimeout(() => socket.write(answer(id, 0x65)), 5)
    })
    const settings = { urls: [server.url], bindDn: 'cn=gateway', password: 'secret', inFlight: 1 }
    pool = new Pool(settingsOf({ ...settings, timeouts: { operation: 700 } }))
    const ask = (base = '') => pool.read((session, deadline) => session.request(request(base), deadline))
    while (pool.stats().shared < 4) await Promise.all(Array.from({ length: 50 }, () => ask()))

    await expect(ask('cn=slow')).rejects.toMatchObject({ code: 'unavailable' })
    await Promise.all(Array.from({ length: 50 }, () => ask()))
    // One took the place of the silent one, and one more while the others were tried.
    expect(server.connections()).toBeLessThanOrEqual(6)
    expect(pool.stats().shared).toBeLessThanOrEqual(4)
  })
})
