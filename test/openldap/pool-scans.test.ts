import { setTimeout as sleep } from 'node:timers/promises'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { eachOf } from '../../src/directory/each-of.ts'
import { childOf, type Dn } from '../../src/ldap/dn.ts'
import { textOf } from '../../src/ldap/entry.ts'
import type { LdapFilter } from '../../src/ldap/filter.ts'
import { numberedPeople, openDirectories } from '../support/open-directories.ts'
import { type Openldap, startOpenldap } from '../support/openldap.ts'

const people = 10_000
/** Of V8, without a flag of the process. */
const collectGarbage = (): void => {
  setFlagsFromString('--expose-gc')
  runInNewContext('gc')()
}
const everyPerson: LdapFilter = { kind: 'equal', type: 'objectClass', value: 'inetOrgPerson' }

let server: Openldap
let base: Dn

const { directoryWith } = openDirectories(() => server)
const dnOf = (uid: string): Dn => childOf(base, [{ type: 'uid', value: uid }])

beforeAll(async () => {
  server = await startOpenldap({ load: numberedPeople(people) })
  base = `ou=people,${server.suffix}` as Dn
})
afterAll(() => server.stop())

describe('scans', () => {
  it('give every entry once and hold one page at a time', async () => {
    const directory = directoryWith()
    const seen = new Set<string>()
    const types = ['uid', 'cn', 'mail', 'description']

    for await (const { attributes } of eachOf(directory.scan({ base, scope: 'one', filter: everyPerson, types }))) {
      seen.add(textOf(attributes, 'uid') ?? '')
      if (seen.size % 2500 === 0) expect(directory.stats().leased).toBe(1)
    }

    expect(seen.size).toBe(people)
  })

  it('keep memory flat however many entries they give', async () => {
    const directory = directoryWith()
    const request = { base, scope: 'one', filter: everyPerson, types: ['*'] } as const
    const heap: number[] = []

    for (let round = 0; round < 8; round += 1) {
      for await (const _ of eachOf(directory.scan(request)));
      collectGarbage()
      heap.push(process.memoryUsage().heapUsed)
    }

    expect((heap.at(-1) ?? 0) - (heap[1] ?? 0)).toBeLessThan(5_000_000)
  })

  it('give their connection back when they are left early or their reader throws', async () => {
    const directory = directoryWith({ leases: 1 })
    const request = { base, scope: 'one', filter: everyPerson, types: [], pageSize: 100 } as const

    for (let round = 0; round < 5; round += 1) {
      for await (const _ of eachOf(directory.scan(request))) break
      const thrown = (async () => {
        for await (const _ of eachOf(directory.scan(request))) throw new Error('reader')
      })()
      await expect(thrown).rejects.toThrow('reader')
    }
    expect(directory.stats().leased).toBe(0)
  })

  it('wait for each other beyond their number, and never take the connections that reads use', async () => {
    const directory = directoryWith({ leases: 2 })
    const request = { base, scope: 'one', filter: everyPerson, types: ['uid'] } as const
    const count = async () => {
      let n = 0
      for await (const _ of eachOf(directory.scan(request))) n += 1
      return n
    }

    const scans = Promise.all(Array.from({ length: 8 }, count))
    await sleep(20)
    const started = performance.now()
    await directory.read(dnOf('u1'), ['uid'])
    const latency = performance.now() - started

    expect(directory.stats().leased).toBeLessThanOrEqual(2)
    expect(await scans).toEqual(Array.from({ length: 8 }, () => people))
    expect(latency).toBeLessThan(1000)
  })

  it('two of them may be interleaved by one reader', async () => {
    const directory = directoryWith()
    const request = { base, scope: 'one', filter: everyPerson, types: [], pageSize: 50 } as const
    const other = eachOf(directory.scan(request))[Symbol.asyncIterator]()
    let same = 0

    for await (const { dn } of eachOf(directory.scan(request))) {
      const next = await other.next()
      if (!next.done && next.value.dn === dn) same += 1
    }

    expect((await other.next()).done).toBe(true)
    expect(same).toBe(people)
  })

  it('and searches fail aloud where a limit of the server cuts them', async () => {
    const small = await server.addDatabase('dc=small', { limits: false, database: { olcSizeLimit: ['20'] } })
    const directory = directoryWith({ bindDn: small.gatewayDn, password: small.gatewayPassword })
    const below = 'ou=people,dc=small' as Dn
    for (let n = 0; n < 25; n += 1) {
      const attributes = new Map(
        Object.entries({ objectClass: ['inetOrgPerson'], uid: [`s${n}`], cn: ['x'], sn: ['x'] }),
      )
      await directory.add(childOf(below, [{ type: 'uid', value: `s${n}` }]), attributes, { types: [] })
    }
    const request = { base: below, scope: 'one', filter: everyPerson, types: [], pageSize: 10 } as const

    const scan = (async () => {
      for await (const _ of eachOf(directory.scan(request)));
    })()

    await expect(scan).rejects.toMatchObject({ code: 4 })
    await expect(directory.search(request)).rejects.toMatchObject({ code: 4 })
  })
})
