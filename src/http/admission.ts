/** Admission: how many requests are answered at once, and how many of one client in a second. RFC 6585 §4 (429) */
import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible'
import type { Observe } from '../observe/observation.ts'
import { tooManyRequests, unavailable } from '../scim/error.ts'

export interface ClientLimits {
  readonly requestsPerSecond: number
  /** Requests that are answered at the same time. */
  readonly concurrent: number
}

export interface AdmissionLimits {
  /** Requests of all clients, and of strangers, that are answered at the same time. */
  readonly concurrent: number
  /** By a client's name. */
  readonly ofClient: (client: string) => ClientLimits
}

/** A request while it is answered. */
export interface Visit {
  /** @throws ScimError 429 with `Retry-After` where the client has too many, or had too many in this second */
  as(client: string): Promise<void>
  /** To be called once, when nothing is done for the request any more. */
  leave(): void
}

export interface Admission {
  /** @throws ScimError 503 with `Retry-After` */
  enter(): Visit
}

/** Of whoever has to be answered whatever else goes on. */
export const unlimited: Visit = { as: async () => {}, leave: () => {} }

/** Counted by this process alone: of several gateways each admits as many. */
export const createAdmission = ({ concurrent, ofClient }: AdmissionLimits, observe: Observe): Admission => {
  let present = 0
  const clients = new Map<string, Counted>()
  const countedOf = (client: string): Counted => {
    const counted = clients.get(client) ?? counting(ofClient(client))
    clients.set(client, counted)
    return counted
  }
  return {
    enter: () => {
      if (present >= concurrent) throw unavailable('The gateway answers as many requests as it may already', 1)
      present += 1
      let counted: Counted['visits'] | undefined
      return {
        as: async (client) => {
          const { limits, rate, visits } = countedOf(client)
          const refuse = (limit: 'concurrency' | 'rate', detail: string, seconds: number) => {
            observe({ kind: 'limited', client, limit })
            return tooManyRequests(detail, seconds)
          }
          await rate.consume(client).catch((thrown: unknown) => {
            if (!(thrown instanceof RateLimiterRes)) throw thrown
            const detail = `This client may send ${limits.requestsPerSecond} requests a second`
            throw refuse('rate', detail, Math.max(1, Math.ceil(thrown.msBeforeNext / 1_000)))
          })
          if (visits.present >= limits.concurrent) {
            throw refuse('concurrency', `This client may have ${limits.concurrent} requests answered at a time`, 1)
          }
          visits.present += 1
          counted = visits
        },
        leave: () => {
          present -= 1
          if (counted !== undefined) counted.present -= 1
        },
      }
    },
  }
}

interface Counted {
  readonly limits: ClientLimits
  readonly rate: RateLimiterMemory
  readonly visits: { present: number }
}

const counting = (limits: ClientLimits): Counted => ({
  limits,
  rate: new RateLimiterMemory({ points: limits.requestsPerSecond, duration: 1 }),
  visits: { present: 0 },
})
