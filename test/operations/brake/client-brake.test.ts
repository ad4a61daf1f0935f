/** The brake of a client: one at a time, one after the other, from several gateways at once, and over a restart. docs/brake.md */
import { appendFile, chmod, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { DirectoryError } from '../../../src/directory/directory.ts'
import type { Observation } from '../../../src/observe/observation.ts'
import { bookInMemory, type OpenBook } from '../../../src/operations/brake/book.ts'
import { type Brake, braked } from '../../../src/operations/brake/brake.ts'
import { createBrakes } from '../../../src/operations/brake/brakes.ts'
import type { Counted } from '../../../src/operations/brake/counted.ts'
import { bookIn } from '../../../src/operations/brake/folder.ts'
import type { BrakeLimits } from '../../../src/operations/brake/limits.ts'
import { pendingTakes } from '../../../src/operations/brake/pending.ts'
import { conflict, ScimError } from '../../../src/scim/error.ts'
import type { ResourceId } from '../../../src/scim/resource/resource.ts'

const limits: BrakeLimits = {
  perHour: { deletes: 3, deactivations: 3, membershipRemovals: 3 },
  share: { deletes: 0, deactivations: 0.1, membershipRemovals: 0 },
}
const name = { tenant: 'default', client: 'okta' }
const deletes = (count = 1): readonly Counted[] => [{ kind: 'deletes', resourceType: 'User', count }]
const id = 'an id' as ResourceId

let folder: string
let time = Date.UTC(2026, 0, 1, 12, 50)
const told: Observation[] = []

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'scimdap-brake-'))
  told.length = 0
})
afterEach(() => rm(folder, { recursive: true, force: true }))

const opened: ReturnType<typeof createBrakes>[] = []
afterEach(() => {
  for (const brakes of opened.splice(0)) brakes.close()
})
/** As a gateway that has just started. */
const gateway = (openBook: OpenBook = bookIn(folder)) => {
  const brakes = createBrakes({
    ...{ limitsOf: () => limits, known: [name], openBook, now: () => time },
    observe: (observation) => void told.push(observation),
  })
  opened.push(brakes)
  return brakes
}
const brakeOf = (brakes = gateway(), total = 100): Brake => brakes.of(name, async () => total) as Brake
const outcome = (taking: Promise<unknown>): Promise<number> =>
  taking.then(
    () => 200,
    (thrown: unknown) => (thrown instanceof ScimError ? thrown.status : 500),
  )
const kinds = () => told.map(({ kind }) => kind)

describe.each(['memory', 'folder'])('a brake with its books in %s', (where) => {
  const open = () => brakeOf(gateway(where === 'memory' ? bookInMemory : bookIn(folder)))

  it('grants as much as the limit to requests that come at once, and not one more', async () => {
    const brake = open()
    const outcomes = await Promise.all(Array.from({ length: 20 }, () => outcome(brake.take(deletes()))))

    expect(outcomes.filter((status) => status === 200)).toHaveLength(3)
    expect(outcomes.filter((status) => status === 429)).toHaveLength(17)
    expect(kinds().filter((kind) => kind === 'brake-held')).toHaveLength(1)
    expect(kinds().filter((kind) => kind === 'brake-refused')).toHaveLength(17)
  })

  it('holds a client for every kind, with a reason and a time', async () => {
    const brake = open()
    await outcome(brake.take(deletes(4)))
    const refused = await brake
      .take([{ kind: 'deactivations', resourceType: 'User', count: 1 }])
      .catch((thrown) => thrown)

    expect(refused).toMatchObject({ status: 429, scimType: undefined, headers: { 'Retry-After': '3600' } })
    expect(refused.message).toContain('more than 3 deletes (User) within an hour')
  })

  it('counts every kind and every resource type by itself', async () => {
    const brake = open()
    const groups: readonly Counted[] = [{ kind: 'deletes', resourceType: 'Group', count: 3 }]

    expect(await outcome(brake.take(deletes(3)))).toBe(200)
    expect(
      await outcome(brake.take([...groups, { ...groups[0], kind: 'membershipRemovals', count: 3 } as Counted])),
    ).toBe(200)
    expect(await outcome(brake.take(groups))).toBe(429)
  })

  it('takes a share of all where that is more than the count', async () => {
    const brake = open()
    const deactivations = (count: number): readonly Counted[] => [
      { kind: 'deactivations', resourceType: 'User', count },
    ]

    expect(await outcome(brake.take(deactivations(2)))).toBe(200)
    expect(await outcome(brake.take(deactivations(8)))).toBe(200)
    expect(await outcome(brake.take(deactivations(1)))).toBe(429)
  })

  it('takes the count alone where nobody can say how many there are', async () => {
    const brakes = gateway(where === 'memory' ? bookInMemory : bookIn(folder))
    const brake = brakes.of(name, async () => undefined) as Brake
    expect(await outcome(brake.take([{ kind: 'deactivations', resourceType: 'User', count: 4 }]))).toBe(429)
  })
})

describe('a request', () => {
  const write = (brake: Brake, ...attempts: readonly (() => Promise<unknown>)[]) =>
    braked(brake, async (turn) => {
      for (const [number, attempt] of attempts.entries()) {
        await turn.take({ id, counted: deletes(), isUncertain: false })
        const isLast = number === attempts.length - 1
        await attempt().catch((thrown: unknown) => (isLast ? Promise.reject(thrown) : undefined))
      }
    })
  const lost = () => Promise.reject(new DirectoryError(122, 'lost'))

  it('that is decided again and again takes once', async () => {
    const brake = brakeOf()
    for (let number = 0; number < 3; number++) await write(brake, lost, lost, lost, async () => undefined)

    expect(await outcome(brake.take(deletes()))).toBe(429)
  })

  it('that is refused in the end takes nothing', async () => {
    const brake = brakeOf()
    for (let number = 0; number < 10; number++) {
      await write(brake, lost, () => Promise.reject(conflict('no'))).catch(() => undefined)
    }

    expect(await outcome(brake.take(deletes(3)))).toBe(200)
  })

  it('whose fate is unknown has taken', async () => {
    const brake = brakeOf()
    const unknown = () => Promise.reject(new DirectoryError('unknown-outcome', 'gone'))
    for (let number = 0; number < 3; number++) await write(brake, unknown).catch(() => undefined)

    expect(await outcome(brake.take(deletes()))).toBe(429)
  })

  it('that finds done what it did itself keeps what it took', async () => {
    const brake = brakeOf()
    await braked(brake, async (turn) => {
      await turn.take({ id, counted: deletes(3), isUncertain: false })
      await turn.take({ id, counted: [], isUncertain: true })
    })

    expect(await outcome(brake.take(deletes()))).toBe(429)
  })

  it('that finds nothing to do any more takes nothing', async () => {
    const brake = brakeOf()
    await braked(brake, async (turn) => {
      await turn.take({ id, counted: deletes(3), isUncertain: false })
      await turn.take({ id, counted: [], isUncertain: false })
    })

    expect(await outcome(brake.take(deletes(3)))).toBe(200)
  })

  it('may take away for an hour what the client has made itself', async () => {
    const brake = brakeOf()
    brake.made(id)
    const one = (own: ResourceId) =>
      outcome(braked(brake, (turn) => turn.take({ id: own, counted: deletes(9), isUncertain: false })))

    expect(await one(id)).toBe(200)
    time += 3_600_000
    expect(await one(id)).toBe(429)
  })

  it('of many operations that are committed together takes all of it at once, or nothing', async () => {
    const brake = brakeOf()
    const rehearsal = pendingTakes(brake)
    await rehearsal.brake.take(deletes(2))
    await (await rehearsal.brake.take(deletes(2))).giveBack()
    await rehearsal.brake.take(deletes(1))
    const taken = await rehearsal.take()
    await taken.giveBack()

    expect(await outcome(brake.take(deletes(3)))).toBe(200)
    expect(await outcome(rehearsal.take())).toBe(429)
  })
})

describe('a folder', () => {
  it('keeps a hold over restarts, however long ago it was', async () => {
    await outcome(brakeOf().take(deletes(4)))
    time += 50 * 3_600_000

    expect(await outcome(brakeOf().take(deletes()))).toBe(429)
    expect(kinds().filter((kind) => kind === 'brake-held')).toHaveLength(2)
  })

  it('keeps the counts of the hour over restarts, and over the turn of the hour', async () => {
    time = Date.UTC(2026, 0, 1, 12, 50)
    await brakeOf().take(deletes(2))
    time += 1_200_000

    expect(await outcome(brakeOf().take(deletes(2)))).toBe(429)
  })

  it('lets every gateway know of a hold and of a release', async () => {
    const [one, other] = [gateway(), gateway()]
    await outcome(brakeOf(one).take(deletes(4)))
    expect(await outcome(brakeOf(other).take(deletes()))).toBe(429)

    const book = bookIn(folder)(name)
    await book.refresh(time)
    await book.release({ hold: book.hold() as { readonly id: string }, at: time })
    await other.look()
    expect(kinds().filter((kind) => kind === 'brake-released')).toHaveLength(1)
    expect(await outcome(brakeOf(one).take(deletes(2)))).toBe(200)
    expect(await outcome(brakeOf(other).take(deletes(2)))).toBe(429)
  })

  it('has one limit for several gateways, whatever comes when', async () => {
    const plan = fc.array(
      fc.record({ gateway: fc.nat(2), count: fc.integer({ min: 1, max: 2 }), pause: fc.boolean() }),
      { minLength: 4, maxLength: 16 },
    )
    await fc.assert(
      fc.asyncProperty(fc.scheduler(), plan, async (scheduler, requests) => {
        const own = await mkdtemp(join(folder, 'run-'))
        const gateways = [0, 1, 2].map(() => brakeOf(gateway(bookIn(own))))
        let granted = 0
        const all = requests.map(({ gateway: at, count }) =>
          scheduler
            .schedule(Promise.resolve())
            .then(() => (gateways[at] as Brake).take(deletes(count)))
            .then(() => {
              granted += count
            })
            .catch((thrown: unknown) => expect(thrown).toMatchObject({ status: 429 })),
        )
        await scheduler.waitFor(Promise.all(all))
        expect(granted).toBeLessThanOrEqual(3)
        expect(granted).toBeGreaterThan(0)
      }),
      { numRuns: 30 },
    )
  })

  it('is read as far as it is whole', async () => {
    await brakeOf().take(deletes(2))
    const [journal = ''] = (await readdir(folder)).filter((file) => file.endsWith('.jsonl'))
    await appendFile(join(folder, journal), '{"kind":"take","at"')

    const brake = brakeOf()
    expect(await outcome(brake.take(deletes()))).toBe(200)
    expect(await outcome(brake.take(deletes()))).toBe(429)
  })

  it('holds while its file of the hold cannot be understood', async () => {
    await writeFile(join(folder, 'default~okta.held.json'), '')

    expect(await outcome(brakeOf().take(deletes()))).toBe(429)
  })

  it('that cannot be written lets nothing be taken away', async () => {
    const file = join(folder, 'file')
    await writeFile(file, '')
    await chmod(file, 0o400)

    expect(await outcome(brakeOf(gateway(bookIn(join(file, 'below')))).take(deletes()))).toBe(503)
  })
})
