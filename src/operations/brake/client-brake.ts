/** createClientBrake: the brake of one client over its book: takes while there is room, and holds the client when there is not. */
import { randomUUID } from 'node:crypto'
import type { Observe } from '../../observe/observation.ts'
import { ScimError, tooManyRequests, unavailable } from '../../scim/error.ts'
import type { ResourceId } from '../../scim/resource/resource.ts'
import type { BookName, BrakeBook } from './book.ts'
import type { Brake, Taken } from './brake.ts'
import type { Counted } from './counted.ts'
import { amountsOf, type BrakeLimits, limitsByShare, plainLimits, type TotalOf } from './limits.ts'
import { type Amounts, anHour, type Hold, type Verdict } from './tally.ts'

/** When the client has made a resource, in milliseconds since the epoch. */
export interface Made {
  get(id: ResourceId): number | undefined
  set(id: ResourceId, at: number): unknown
}

export interface ClientBrakeOptions extends BookName {
  readonly book: BrakeBook
  readonly limits: BrakeLimits
  readonly made: Made
  /** Called with each look: whether the client is held. */
  readonly tellHold: (hold: Hold | undefined) => void
  readonly observe: Observe
  readonly now: () => number
}

export interface ClientBrake {
  /** The brake, with the directory at hand in which all are counted. */
  over(totalOf: TotalOf): Brake
  /** Looks whether the client is held, and tells where that has changed. */
  look(): Promise<Hold | undefined>
}

export const createClientBrake = ({
  book,
  limits,
  made,
  tellHold,
  observe,
  now,
  client,
}: ClientBrakeOptions): ClientBrake => {
  const inTurn = createQueue()
  const look = async (): Promise<Hold | undefined> => {
    await book.refresh(now())
    tellHold(book.hold())
    return book.hold()
  }
  const refuse = (hold: Hold): never => {
    tellHold(hold)
    observe({ kind: 'brake-refused', client, what: hold.what })
    throw refusalOf(hold)
  }
  const attempt = async (amounts: Amounts, allowed: Amounts, isFinal: boolean) => {
    const id = randomUUID()
    const verdict = await book.write({ kind: 'take', at: now(), id, amounts, limits: allowed, isFinal })
    return { id, verdict: verdict as Verdict }
  }
  const takeNow = async (counted: readonly Counted[], totalOf: TotalOf): Promise<Taken> => {
    const hold = await look()
    if (hold !== undefined) return refuse(hold)
    const amounts = amountsOf(counted)
    const plain = plainLimits(limits, counted)
    const used = book.tally().used(now())
    const isPlain = Object.entries(amounts).every(([what, wanted]) => (used[what] ?? 0) + wanted <= (plain[what] ?? 0))
    let { id, verdict } = isPlain ? await attempt(amounts, plain, false) : { id: '', verdict: undefined }
    if (verdict?.kind !== 'granted' && verdict?.kind !== 'held') {
      ;({ id, verdict } = await attempt(amounts, await limitsByShare(limits, counted, totalOf), true))
    }
    if (verdict.kind === 'held') return refuse(verdict.hold)
    if (verdict.kind === 'over') {
      // The journal holds the client anyway; the file is for later hours.
      await book.keep(verdict.over).catch(() => undefined)
      return refuse(verdict.over)
    }
    for (const { kind, resourceType, count } of counted) {
      observe({ kind: 'brake-counted', client, what: kind, resourceType, count })
    }
    const giveBack = () =>
      inTurn(async () => void (await book.write({ kind: 'back', at: now(), id }))).catch(() => undefined)
    return { giveBack }
  }

  return {
    look: () => inTurn(look),
    over: (totalOf) => ({
      take: (counted) => inTurn(() => takeNow(counted, totalOf)).catch(unkept),
      made: (id) => void made.set(id, now()),
      isOwn: (id) => now() - (made.get(id) ?? Number.NEGATIVE_INFINITY) < anHour,
    }),
  }
}

/** Each begins when the one before has ended. */
const createQueue = () => {
  let last: Promise<unknown> = Promise.resolve()
  return <T>(act: () => Promise<T>): Promise<T> => {
    const next = last.then(act)
    last = next.catch(() => undefined)
    return next
  }
}

/** Nothing is taken away while nobody counts it. */
const unkept = (thrown: unknown): never => {
  if (thrown instanceof ScimError) throw thrown
  throw unavailable(
    'The gateway cannot count what is taken away, and does nothing of that kind until it can',
    60,
    thrown,
  )
}

const retryAfterSeconds = 3_600

const refusalOf = ({ since, what, limit }: Hold): ScimError => {
  const [kind = '', resourceType = ''] = what.split(' ')
  const why = words[kind] ?? kind
  return tooManyRequests(
    `Nothing was done: since ${new Date(since).toISOString()} this client is held, for it asked for more than ${limit} ${why} (${resourceType}) within an hour. Deletes, deactivations and removals of members are refused until an operator releases it`,
    retryAfterSeconds,
  )
}

const words: Readonly<Record<string, string>> = {
  deletes: 'deletes',
  deactivations: 'deactivations',
  membershipRemovals: 'removals of members',
}
