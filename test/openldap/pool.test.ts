import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { childOf, type Dn } from '../../src/ldap/dn.ts'
import { type Entry, textOf, textsOf } from '../../src/ldap/entry.ts'
import { equal, or } from '../../src/ldap/filter.ts'
import type { Observation } from '../../src/observe/observation.ts'
import { numberedPeople, openDirectories } from '../support/open-directories.ts'
import { type Openldap, startOpenldap } from '../support/openldap.ts'

const people = 4_000

let server: Openldap
let base: Dn

const { directoryWith } = openDirectories(() => server)
const codeOf = (promise: Promise<unknown>): Promise<unknown> =>
  promise.then(
    () => 'success',
    ({ code }) => code,
  )
const dnOf = (uid: string): Dn => childOf(base, [{ type: 'uid', value: uid }])

beforeAll(async () => {
  server = await startOpenldap({ load: numberedPeople(people) })
  base = `ou=people,${server.suffix}` as Dn
})
afterAll(() => server.stop())

const entriesIn = async (entries: AsyncIterable<readonly Entry[]>): Promise<readonly Entry[]> => {
  const all: Entry[] = []
  for await (const some of entries) all.push(...some)
  return all
}

describe('shared sessions', () => {
  it('carry thousands of reads at once on four connections, each with its own answer', async () => {
    const directory = directoryWith({ waiting: 5000 })
    const uids = Array.from({ length: 4000 }, (_, n) => `u${n}`)

    const found = await Promise.all(uids.map((uid) => directory.read(dnOf(uid), ['uid'])))

    expect(found.map((entry) => textOf(entry?.attributes ?? new Map(), 'uid'))).toEqual(uids)
    expect(directory.stats()).toMatchObject({ shared: 4 })
  })

  it('refuse at once what would wait behind too many others, and serve the rest', async () => {
    const directory = directoryWith({ sessions: 2, inFlight: 2, waiting: 10 })
    await directory.ping()

    const results = await Promise.allSettled(Array.from({ length: 40 }, () => directory.read(base, ['ou'])))

    const refused = results.filter(({ status }) => status === 'rejected')
    expect(refused.length).toBeGreaterThan(20)
    expect(refused.every((result) => result.status === 'rejected' && result.reason.code === 'unavailable')).toBe(true)
  })

  it('are replaced when they are old, without a request failing', async () => {
    const directory = directoryWith({ maxAge: 30 })
    const urls: string[] = []
    const observed = directoryWith({ maxAge: 30, observe: ({ kind }) => urls.push(kind) })

    for (let n = 0; n < 20; n += 1) {
      await Promise.all([directory.ping(), observed.ping()])
      await sleep(10)
    }

    expect(urls.filter((kind) => kind === 'session-opened').length).toBeGreaterThan(2)
    expect(urls).not.toContain('session-lost')
  })

  it('are tried while they are idle, so that a dead one is replaced before it is needed', async () => {
    const told: string[] = []
    const directory = directoryWith({ idle: 100, observe: ({ kind }) => told.push(kind) })
    await directory.ping()
    await server.restart()
    await sleep(300)

    expect(told).toContain('session-lost')
    expect(directory.state().url).toBeUndefined()
    await directory.ping()
    expect(directory.state().url).toBe(server.url)
  })
})

describe('binds of users (RFC 4513 §5.1)', () => {
  it('say whether the password is right, and never take an empty one', async () => {
    const directory = directoryWith({ leases: 2 })
    await directory.setPassword(dnOf('u1'), 'geheim ä')

    const tries = ['geheim ä', 'wrong', '', 'EXTERNAL'].map((password) => directory.bindAs(dnOf('u1'), password))

    expect(await Promise.all(tries)).toEqual([true, false, false, false])
    expect(await directory.bindAs('', 'x')).toBe(false)
    expect(await directory.bindAs('not a dn', 'x')).toBe(false)
    expect(await directory.bindAs(dnOf('nobody'), 'x')).toBe(false)
    expect(await directory.bindAs('EXTERNAL', 'x')).toBe(false)
  })

  it('leave the gateway its own rights', async () => {
    const directory = directoryWith()
    await directory.setPassword(dnOf('u2'), 'secret')

    expect(await directory.bindAs(dnOf('u2'), 'secret')).toBe(true)

    await directory.change(
      dnOf('u3'),
      { modifications: [{ operation: 'replace', type: 'title', values: ['x'] }] },
      { types: [] },
    )
    expect(textOf((await directory.read(dnOf('u3'), ['title']))?.attributes ?? new Map(), 'title')).toBe('x')
  })
})

describe('a gateway whose password is wrong', () => {
  it('is unavailable at once, and does not try again and again', async () => {
    const told: Observation[] = []
    const directory = directoryWith({ password: 'wrong', observe: (observation) => told.push(observation) })

    const started = performance.now()
    const codes = await Promise.all(Array.from({ length: 200 }, () => codeOf(directory.read(base, []))))
    for (let n = 0; n < 20; n += 1) {
      codes.push(await codeOf(directory.read(base, [])))
      await sleep(10)
    }

    expect(new Set(codes)).toEqual(new Set(['unavailable']))
    expect(performance.now() - started).toBeLessThan(1500)
    expect(told.map(({ kind }) => kind)).toEqual(['session-failed'])
    expect(told[0]).toMatchObject({ cause: { code: 49 } })
  })
})

describe('what the server offers beside RFC 4511', () => {
  it('is read from the rootDSE (RFC 4512 §5.1)', async () => {
    expect(await directoryWith().capabilities()).toMatchObject({
      ...{
        assertion: true,
        postRead: true,
        paged: true,
        deref: true,
        transactions: true,
        passwordModify: true,
        sync: true,
      },
      namingContexts: expect.arrayContaining([server.suffix]),
      vendor: 'OpenLDAP',
    })
  })

  it('dereferences the members of a group in one answer, dangling ones without attributes', async () => {
    const directory = directoryWith()
    const group = childOf(`ou=groups,${server.suffix}` as Dn, [{ type: 'cn', value: 'deref, odd' }])
    const member = Array.from({ length: 300 }, (_, n) => dnOf(`u${n}`)).concat(dnOf('dangling'))
    const attributes = new Map(Object.entries({ objectClass: ['groupOfNames'], cn: ['deref, odd'], member }))
    await directory.add(group, attributes, { types: [] })

    const entries = await entriesIn(directory.dereference(group, 'member', ['entryUUID', 'cn']))

    const found = new Map(entries.map(({ dn, attributes: values }) => [dn, values]))
    expect([...found.keys()]).toEqual(member)
    expect(textsOf(found.get(dnOf('u7')) ?? new Map(), 'CN')).toEqual(['Name 7'])
    expect(textOf(found.get(dnOf('u7')) ?? new Map(), 'entryUUID')).toMatch(/^[0-9a-f-]{36}$/)
    expect(found.get(dnOf('dangling'))?.size).toBe(0)
    expect(await entriesIn(directory.dereference(dnOf('nobody'), 'member', ['cn']))).toEqual([])
    await directory.delete(group)
  })

  it('gives whom an entry names along with it, dangling ones without attributes, and nothing where nobody was asked for', async () => {
    const directory = directoryWith()
    const odd = await directory.add(
      childOf(base, [{ type: 'uid', value: 'boss, "Größe"' }]),
      new Map(Object.entries({ objectClass: ['inetOrgPerson'], uid: ['boss, "Größe"'], cn: ['B'], sn: ['B'] })),
      { types: [] },
    )
    const managed = await Promise.all(
      [odd.dn, dnOf('dangling'), undefined].map((manager, n) => {
        const attributes = { objectClass: ['inetOrgPerson'], uid: [`managed${n}`], cn: ['M'], sn: ['M'] }
        const own = Object.entries({ ...attributes, ...(manager && { manager: [manager] }) })
        return directory.add(dnOf(`managed${n}`), new Map(own), { types: ['uid'] })
      }),
    )
    const request = {
      ...({ base, scope: 'sub', types: ['uid'] } as const),
      filter: or(...managed.map((_, n) => equal('uid', `managed${n}`))),
    }
    const dereference = { types: ['manager'], shown: ['entryUUID', 'cn'] }

    const found = (await directory.search({ ...request, dereference })).toSorted((a, b) => (a.dn < b.dn ? -1 : 1))

    const [[boss] = [], [nobody] = [], none] = found.map(({ dereferenced }) => dereferenced)
    expect(found.map(({ attributes }) => textOf(attributes, 'uid'))).toEqual(['managed0', 'managed1', 'managed2'])
    expect(boss?.dn).toBe(odd.dn)
    expect(boss && textsOf(boss.attributes, 'cn')).toEqual(['B'])
    expect(boss && textOf(boss.attributes, 'entryUUID')).toMatch(/^[0-9a-f-]{36}$/)
    expect(nobody).toEqual({ dn: dnOf('dangling'), attributes: new Map() })
    expect(none).toBeUndefined()
    expect((await directory.search(request)).map(({ dereferenced }) => dereferenced)).toEqual(Array(3).fill(undefined))
    for (const { dn } of [...managed, odd]) await directory.delete(dn)
  })

  it('leaves out what no dereference control takes, and still finds the entries', async () => {
    const directory = directoryWith()
    const request = { base, scope: 'sub', filter: equal('uid', 'u7'), types: ['uid', 'cn'] } as const

    for (const types of [['cn'], ['manager', 'cn'], ['uniqueMember']]) {
      const [found] = await directory.search({ ...request, dereference: { types, shown: ['cn'] } })

      expect(found && textOf(found.attributes, 'cn')).toBe('Name 7')
      expect(found?.dereferenced).toBeUndefined()
    }
  })

  it('shows when the suffix changed, where syncprov is there', async () => {
    const plain = await server.addDatabase('dc=plain', { syncprov: false })
    const directory = directoryWith({ bindDn: server.adminDn, password: server.adminPassword })
    const before = await directory.changeMark(base)
    await directory.change(
      dnOf('u4'),
      { modifications: [{ operation: 'replace', type: 'title', values: [`${Math.random()}`] }] },
      { types: [] },
    )

    expect(before).toMatch(/\d{14}\.\d{6}Z#/)
    expect(await directory.changeMark(base)).not.toEqual(before)
    expect(await directory.changeMark(`ou=people,${plain.suffix}` as Dn)).toBeUndefined()
    expect(await directory.changeMark('dc=elsewhere' as Dn)).toBeUndefined()
  })
})
