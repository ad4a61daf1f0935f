/** createBrakes: the brakes of all clients of a gateway, made as they call. They outlive what is compiled anew. */
import { LRUCache } from 'lru-cache'
import type { Observe } from '../../observe/observation.ts'
import type { ResourceId } from '../../scim/resource/resource.ts'
import type { BookName, OpenBook } from './book.ts'
import type { Brake } from './brake.ts'
import { type ClientBrake, createClientBrake, type Made } from './client-brake.ts'
import type { BrakeLimits, TotalOf } from './limits.ts'
import type { Hold } from './tally.ts'

export interface Brakes {
  /** undefined: nothing is counted for this client. */
  of(name: BookName, totalOf: TotalOf): Brake | undefined
  /** Looks at every client now: a hold of an earlier process is told, and a release. */
  look(): Promise<void>
  /**
   * It counts from now on, in the place of `before`: looks, now and then, and goes on where that has told who is held. Of
   * whom that has told and this counts nothing it tells that they are held no more.
   */
  begin(before?: Pick<Brakes, 'told'>): void
  /** Nobody counts in its place: who is held is so no more. */
  end(): void
  /** Holds that were told last, by the client's name. */
  told(): ReadonlyMap<string, Hold>
  close(): void
}

export interface BrakesOptions {
  /** undefined: none for that client. */
  readonly limitsOf: (client: string) => BrakeLimits | undefined
  /** Those that are looked at before they call. */
  readonly known: readonly BookName[]
  readonly openBook: OpenBook
  /** What each client has made itself of late. */
  readonly madeBy?: (client: string) => Made
  readonly observe: Observe
  readonly now: () => number
}

/** So long an alert may outlast a release. */
const lookEveryMs = 10_000

const mostMade = 10_000

/** To be kept where it is to outlive the brakes. */
export const createMade = (): ((client: string) => Made) => {
  const made = new Map<string, Made>()
  return (client) => {
    const own = made.get(client) ?? new LRUCache<ResourceId, number>({ max: mostMade })
    made.set(client, own)
    return own
  }
}

export const createBrakes = ({
  limitsOf,
  known,
  openBook,
  madeBy = createMade(),
  observe,
  now,
}: BrakesOptions): Brakes => {
  const brakes = new Map<string, ClientBrake>()
  const told = new Map<string, Hold>()
  const tell = (client: string, hold: Hold | undefined): void => {
    if (hold?.id === told.get(client)?.id) return
    if (hold === undefined) {
      told.delete(client)
      observe({ kind: 'brake-released', client })
    } else {
      told.set(client, hold)
      observe({ kind: 'brake-held', client, since: hold.since, what: hold.what, limit: hold.limit })
    }
  }
  const brakeOf = (name: BookName): ClientBrake | undefined => {
    const limits = limitsOf(name.client)
    if (limits === undefined) return undefined
    const key = `${name.tenant}~${name.client}`
    const brake =
      brakes.get(key) ??
      createClientBrake({
        ...{ ...name, limits, observe, now },
        book: openBook(name),
        made: madeBy(name.client),
        tellHold: (hold) => tell(name.client, hold),
      })
    brakes.set(key, brake)
    return brake
  }
  for (const name of known) brakeOf(name)
  const look = async (): Promise<void> => {
    for (const brake of brakes.values()) await brake.look().catch(() => undefined)
  }
  let timer: NodeJS.Timeout | undefined
  const isCounted = (client: string): boolean =>
    limitsOf(client) !== undefined && known.some((name) => name.client === client)
  return {
    of: (name, totalOf) => brakeOf(name)?.over(totalOf),
    look,
    begin: (before) => {
      for (const [client, hold] of before?.told() ?? []) {
        if (isCounted(client)) told.set(client, hold)
        else observe({ kind: 'brake-off', client })
      }
      void look()
      timer = setInterval(() => void look(), lookEveryMs)
      timer.unref()
    },
    end: () => {
      for (const client of told.keys()) observe({ kind: 'brake-off', client })
      told.clear()
    },
    told: () => told,
    close: () => clearInterval(timer),
  }
}
