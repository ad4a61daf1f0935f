/**
 * Reservations: names that nobody else gives away for as long as a write takes. An entry of a declared place stands for
 * a name, and of two who add it one is refused (68): the one thing that LDAP makes atomic. src/README.md, Decisions
 */
import { randomUUID } from 'node:crypto'
import { type Directory, DirectoryError } from '../../directory/directory.ts'
import { childOf, type Dn } from '../../ldap/dn.ts'
import { type Entry, textOf } from '../../ldap/entry.ts'
import { equal } from '../../ldap/filter.ts'
import { fromGeneralizedTime } from '../../ldap/generalized-time.ts'
import { ScimError, unavailable } from '../../scim/error.ts'
import type { Dependencies, OperationObservation } from '../dependencies.ts'
import { isLostRace, isUnknownOutcome, pause } from '../retry.ts'
import type { HeldNames, Reservations } from './held-names.ts'

export interface ReservationTimes {
  /** For how long somebody else's write is waited for. */
  readonly patienceMs: number
  /** How long a reservation is good for beginning a write. */
  readonly goodMs: number
  /** Older ones were left by a gateway that died: longer than `goodMs` and any write that began within it. */
  readonly staleMs: number
}

export const reservationTimes: ReservationTimes = { patienceMs: 3_000, goodMs: 30_000, staleMs: 600_000 }

/** As the operations are given them. */
export const openNames = (dependencies: Dependencies): HeldNames =>
  (dependencies.reservations ?? createReservations(dependencies)).open()

interface Needed {
  /** The real one, also for writes that are only rehearsed. */
  readonly directory: Pick<Directory, 'add' | 'read' | 'delete'>
  readonly observe: (observation: OperationObservation) => void
  readonly times?: ReservationTimes
}

export const createReservations = (needed: Needed): Reservations => {
  const times = needed.times ?? reservationTimes
  return {
    open: () => {
      const held = new Map<Dn, string>()
      let since = Number.POSITIVE_INFINITY
      let isWriting = false
      const release = async () => {
        await Promise.all([...held].map(([dn, token]) => letGo(needed.directory, dn, token)))
        held.clear()
      }
      return {
        take: async (names) => {
          for (const { place, name } of names) {
            const dn = childOf(place, [{ type: 'cn', value: name }])
            if (held.has(dn)) continue
            since = Math.min(since, performance.now())
            held.set(dn, await reserve({ ...needed, times }, place, dn))
          }
        },
        mustHold: () => {
          if (held.size > 0 && performance.now() - since > times.goodMs) {
            throw unavailable('the directory took too long to keep a name free; try again', 1)
          }
          isWriting = true
        },
        whileHeld: async (work) => {
          try {
            const result = await work
            await release()
            return result
          } catch (thrown) {
            // Of a write without an answer nobody knows when it is done: the name stays until it is stale.
            if (!isWriting || !isUncertain(thrown)) await release()
            throw thrown
          }
        },
      }
    },
  }
}

/** Names that others hold too, for several units of work that end together. */
export const sharing = (held: HeldNames): Reservations => ({
  open: () => ({ ...held, mustHold: () => undefined, whileHeld: (work) => work }),
})

const alreadyExists = 68
const noSuchObject = 32

type Reserving = Needed & { readonly times: ReservationTimes }

/** The token by which the reservation is known as ours. */
const reserve = async (needed: Reserving, place: Dn, dn: Dn): Promise<string> => {
  const { directory, times } = needed
  const token = randomUUID()
  const until = performance.now() + times.patienceMs
  for (let attempt = 0; ; attempt++) {
    try {
      await directory.add(dn, valuesOf(dn, token), { types: [], isWithoutId: true })
      return token
    } catch (thrown) {
      if (isCode(thrown, noSuchObject)) throw new ScimError(500, undefined, placeMissing, { cause: thrown })
      if (!isCode(thrown, alreadyExists) && !isUnknownOutcome(thrown)) throw thrown
    }
    const other = await directory.read(dn, ['description', 'createTimestamp'])
    const owner = other && textOf(other.attributes, 'description')
    // An add of ours went out, and its answer was lost.
    if (owner === token) return token
    if (other !== undefined && performance.now() > until) await takeOver(needed, place, other)
    await pause(attempt)
  }
}

/** @throws 503 unless whoever made the reservation must be gone */
const takeOver = async (needed: Reserving, place: Dn, other: Entry): Promise<void> => {
  const age = (await serverTime(needed, place)) - timeOf(other)
  if (!(age > needed.times.staleMs)) {
    throw unavailable('another request is giving this name to somebody; try again', 1)
  }
  await letGo(needed.directory, other.dn, textOf(other.attributes, 'description') ?? '')
  needed.observe({ kind: 'reservation-taken-over' })
}

/** By the clock that stamps reservations, which need not be ours. */
const serverTime = async ({ directory }: Needed, place: Dn): Promise<number> => {
  const token = randomUUID()
  const dn = childOf(place, [{ type: 'cn', value: `scimdap-clock-${token}` }])
  const clock = await directory.add(dn, valuesOf(dn, token), { types: ['createTimestamp'], isWithoutId: true })
  await letGo(directory, dn, token)
  return timeOf(clock)
}

/** NaN where it is not shown: then nothing is ever stale. */
const timeOf = ({ attributes }: Entry): number =>
  Date.parse(fromGeneralizedTime(textOf(attributes, 'createTimestamp') ?? '') ?? '')

/** Only one of that token. What cannot be removed becomes stale. */
const letGo = async (directory: Needed['directory'], dn: Dn, token: string): Promise<void> => {
  try {
    await directory.delete(dn, equal('description', token))
  } catch (thrown) {
    if (!(thrown instanceof DirectoryError)) throw thrown
  }
}

const valuesOf = (dn: Dn, token: string) =>
  new Map<string, readonly string[]>([
    ['objectclass', ['applicationProcess']],
    ['cn', [/^cn=([^,]*)/.exec(dn)?.[1] ?? '']],
    ['description', [token]],
  ])

const placeMissing = 'the place of reservations is not there, or hidden from the gateway'

const isCode = (thrown: unknown, code: number): boolean => thrown instanceof DirectoryError && thrown.code === code

const isUncertain = (thrown: unknown): boolean =>
  isUnknownOutcome(thrown) || (thrown instanceof ScimError && thrown.status === 503 && !isLostRace(thrown.cause))
