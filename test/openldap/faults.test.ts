import { readdirSync, readFileSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { DirectoryError } from '../../src/directory/directory.ts'
import { eachOf } from '../../src/directory/each-of.ts'
import type { OpenDirectory } from '../../src/directory/ldapts/open.ts'
import { childOf, type Dn } from '../../src/ldap/dn.ts'
import { textOf } from '../../src/ldap/entry.ts'
import type { LdapFilter } from '../../src/ldap/filter.ts'
import { openDirectories } from '../support/open-directories.ts'
import { type Openldap, startOpenldap } from '../support/openldap.ts'

let server: Openldap
let base: Dn

const { directoryWith } = openDirectories(() => server)
const dnOf = (uid: string): Dn => childOf(base, [{ type: 'uid', value: uid }])
const person = (uid: string) =>
  new Map(Object.entries({ objectClass: ['inetOrgPerson'], uid: [uid], cn: [uid], sn: ['s'] }))
const title = (value: string) =>
  ({ modifications: [{ operation: 'replace', type: 'title', values: [value] }] }) as const
const failure = (promise: Promise<unknown>): Promise<unknown> =>
  promise.then(
    () => 'success',
    (error: unknown) => (error instanceof DirectoryError ? error.code : error),
  )
const signal = (name: 'SIGSTOP' | 'SIGCONT'): number => {
  const pid = server.pid()
  // Process 0 would be ourselves.
  if (pid === undefined) throw new Error('the process of slapd is out of reach')
  process.kill(pid, name)
  return pid
}
/** Its threads stop one by one, and the last of them may still answer: all are waited for. */
const stop = async () => {
  const pid = signal('SIGSTOP')
  while (!areStopped(pid)) await sleep(5)
}
const areStopped = (pid: number): boolean =>
  readdirSync(`/proc/${pid}/task`).every((thread) => {
    const stat = readFileSync(`/proc/${pid}/task/${thread}/stat`, 'utf8')
    return stat.slice(stat.lastIndexOf(')') + 2).startsWith('T')
  })
const go = () => signal('SIGCONT')

beforeAll(async () => {
  // Synced, since what was acknowledged before a kill must be there after it.
  server = await startOpenldap({ sync: true })
  base = `ou=people,${server.suffix}` as Dn
})
afterAll(() => server.stop())

describe('a server that is killed and started again', () => {
  it('ten times under load: no wrong answer, no lost write, nothing hangs, and service is back within two seconds', async () => {
    const directory = directoryWith()
    const workers = 12
    for (let n = 0; n < workers; n += 1) await directory.add(dnOf(`w${n}`), person(`w${n}`), { types: [] })
    const run = { stopped: false, wrong: [] as unknown[], slowest: 0, reads: 0, writes: 0, unknown: 0, refused: 0 }

    const work = Array.from({ length: workers }, (_, n) => worker(directory, n, run))
    const back: number[] = []
    for (let round = 0; round < 10; round += 1) {
      await sleep(150)
      await server.kill()
      await sleep(50)
      await server.start()
      const started = performance.now()
      while ((await failure(directory.read(dnOf('w0'), ['uid']))) !== 'success') await sleep(5)
      back.push(performance.now() - started)
    }
    run.stopped = true
    await Promise.all(work)

    expect(run.wrong).toEqual([])
    expect(Math.max(...back)).toBeLessThan(2000)
    expect(run.slowest).toBeLessThan(3000)
    expect(run.reads).toBeGreaterThan(100)
    expect(run.writes).toBeGreaterThan(20)
  })

  it('ends a scan with an error, never with a part that looks like the whole', async () => {
    const directory = directoryWith()
    const names = Array.from({ length: 60 }, (_, n) => `scan${n}`)
    for (const name of names) await directory.add(dnOf(name), person(name), { types: [] })
    const filter: LdapFilter = { kind: 'substring', type: 'uid', initial: 'scan', any: [] }
    let seen = 0

    const scan = (async () => {
      for await (const _ of eachOf(directory.scan({ base, scope: 'one', filter, types: [], pageSize: 20 }))) {
        seen += 1
        if (seen === 20) await server.kill()
      }
    })()

    await expect(scan).rejects.toMatchObject({ code: 'unavailable' })
    // The page after the one that is being used has been asked for, and may have come.
    expect([20, 40]).toContain(seen)
    await server.start()
  })

  it('does the reads again that were under way, and does not do the writes again', async () => {
    const directory = directoryWith()
    await directory.add(dnOf('inflight'), person('inflight'), { types: [] })
    await stop()
    const read = directory.read(dnOf('inflight'), ['uid'])
    const write = failure(directory.change(dnOf('inflight'), title('lost'), { types: [] }))
    const unit = failure(
      directory.atomically([
        { kind: 'change', dn: dnOf('inflight'), change: title('lost') },
        { kind: 'add', dn: dnOf('inflight2'), attributes: person('inflight2') },
      ]),
    )
    await sleep(100)
    await server.kill()
    await server.start()

    expect(textOf((await read)?.attributes ?? new Map(), 'uid')).toBe('inflight')
    expect(await write).toBe('unknown-outcome')
    // It was lost before its commit, and so is known not to have happened: it is done again.
    expect(await unit).toBe('success')
    expect(await directory.read(dnOf('inflight2'), [])).toBeDefined()
  })

  it('has its schema and capabilities read again', async () => {
    const directory = directoryWith()
    const [first, same] = [await directory.subschema(), await directory.subschema()]
    await server.kill()
    await server.start()
    await directory.ping()

    expect(same).toBe(first)
    expect(await directory.subschema()).not.toBe(first)
  })
})

describe('a server that is away', () => {
  it('makes requests wait a second and then fail as unavailable, writes too and however many', async () => {
    const directory = directoryWith()
    await directory.ping()
    await server.kill()

    const started = performance.now()
    const reads = Array.from({ length: 100 }, () => failure(directory.read(base, [])))
    const writes = Array.from({ length: 100 }, () => failure(directory.change(dnOf('w0'), title('x'), { types: [] })))
    const others = [
      failure(directory.bindAs(dnOf('w0'), 'x')),
      failure(directory.ping()),
      failure(directory.subschema()),
    ]
    const codes = new Set(await Promise.all([...reads, ...writes, ...others]))
    const took = performance.now() - started
    await server.start()

    expect([...codes]).toEqual(['unavailable'])
    expect(took).toBeLessThan(2500)
    expect(directory.state()).toMatchObject({ url: undefined, cause: expect.any(Error) })
    expect(await failure(directory.read(base, []))).toBe('success')
  })

  it('at the start is no error, and answers are there as soon as it is', async () => {
    await server.kill()
    const directory = directoryWith({ timeouts: { wait: 5000 } })
    const read = failure(directory.read(base, []))
    await sleep(300)
    await server.start()
    const started = performance.now()

    expect(await read).toBe('success')
    expect(performance.now() - started).toBeLessThan(500)
  })
})

describe('a server that hangs', () => {
  it('for two seconds costs nobody an answer', async () => {
    const directory = directoryWith()
    await directory.ping()
    await stop()
    const work = Array.from({ length: 40 }, (_, n) =>
      n % 4 === 0
        ? failure(directory.change(dnOf('w0'), title(`${n}`), { types: [] }))
        : failure(directory.read(dnOf('w0'), [])),
    )
    setTimeout(go, 2000)

    expect(new Set(await Promise.all(work))).toEqual(new Set(['success']))
  })

  it('for longer: reads are unavailable, sent writes unknown, and nothing waits beyond its time', async () => {
    const directory = directoryWith({ timeouts: { operation: 500, connect: 300, wait: 300 } })
    await directory.capabilities()
    await stop()
    const started = performance.now()
    const reads = Array.from({ length: 20 }, () => failure(directory.read(dnOf('w0'), [])))
    const write = failure(directory.change(dnOf('w0'), title('hang'), { types: [] }))
    const bind = failure(directory.bindAs(dnOf('w0'), 'x'))

    expect(new Set(await Promise.all(reads))).toEqual(new Set(['unavailable']))
    expect(await write).toBe('unknown-outcome')
    expect(await bind).toBe('unavailable')
    expect(performance.now() - started).toBeLessThan(1500)
    go()
    while ((await failure(directory.ping())) !== 'success') await sleep(20)
    expect(performance.now() - started).toBeLessThan(4000)
  })
})

interface Run {
  stopped: boolean
  readonly wrong: unknown[]
  slowest: number
  reads: number
  writes: number
  unknown: number
  refused: number
}

/** Writes a counter to an entry of its own and reads it back: what is read was acknowledged, or its fate was unknown. */
const worker = async (directory: OpenDirectory, n: number, run: Run): Promise<void> => {
  const dn = dnOf(`w${n}`)
  let possible = new Set<string | undefined>([undefined])
  for (let count = 0; !run.stopped; count += 1) {
    const started = performance.now()
    const value = `${n}-${count}`
    const outcome = await failure(directory.change(dn, title(value), { types: [] }))
    if (outcome === 'success') possible = new Set([value])
    else if (outcome === 'unknown-outcome') possible.add(value)
    else if (outcome !== 'unavailable') run.wrong.push(outcome)
    if (outcome === 'success') run.writes += 1

    const read = await directory.read(dn, ['title']).catch((error: unknown) => error)
    if (read instanceof DirectoryError && read.code === 'unavailable') run.refused += 1
    else if (read instanceof Error || read === undefined) run.wrong.push(read)
    else {
      const found = textOf((read as { attributes: Parameters<typeof textOf>[0] }).attributes, 'title')
      if (!possible.has(found)) run.wrong.push({ found, possible: [...possible] })
      possible = new Set([found])
      run.reads += 1
    }
    run.slowest = Math.max(run.slowest, performance.now() - started)
  }
}
