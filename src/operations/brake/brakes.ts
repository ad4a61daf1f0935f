/** createBrakes: the brakes of all clients of a gateway, made as they call. They outlive what is compiled anew. */
import type { Observe } from '../../observe/observation.ts'
import type { BookName, OpenBook } from './book.ts'
import type { Brake } from './brake.ts'
import { type ClientBrake, createClientBrake } from './client-brake.ts'
import type { BrakeLimits, TotalOf } from './limits.ts'

export interface Brakes {
  /** undefined: nothing is counted for this client. */
  of(name: BookName, totalOf: TotalOf): Brake | undefined
  /** Looks at every client now: a hold of an earlier process is told, and a release. */
  look(): Promise<void>
  close(): void
}

export interface BrakesOptions {
  /** undefined: none for that client. */
  readonly limitsOf: (client: string) => BrakeLimits | undefined
  /** Those that are looked at before they call. */
  readonly known: readonly BookName[]
  readonly openBook: OpenBook
  readonly observe: Observe
  readonly now: () => number
}

/** So long an alert may outlast a release. */
const lookEveryMs = 10_000

export const createBrakes = ({ limitsOf, known, openBook, observe, now }: BrakesOptions): Brakes => {
  const brakes = new Map<string, ClientBrake>()
  const brakeOf = (name: BookName): ClientBrake | undefined => {
    const limits = limitsOf(name.client)
    if (limits === undefined) return undefined
    const key = `${name.tenant}~${name.client}`
    const brake = brakes.get(key) ?? createClientBrake({ ...name, book: openBook(name), limits, observe, now })
    brakes.set(key, brake)
    return brake
  }
  for (const name of known) brakeOf(name)
  const look = async (): Promise<void> => {
    for (const brake of brakes.values()) await brake.look().catch(() => undefined)
  }
  const timer = setInterval(() => void look(), lookEveryMs)
  timer.unref()
  return { of: (name, totalOf) => brakeOf(name)?.over(totalOf), look, close: () => clearInterval(timer) }
}
