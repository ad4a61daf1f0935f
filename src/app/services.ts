/** openServices: all that a process serves, each tenant by a service of its own, and how others take their places. */
import { randomUUID } from 'node:crypto'
import type { Config, GatewayConfig } from '../config/config.ts'
import { ConfigError } from '../config/problem.ts'
import { ownName, prefixOf, tenantUrl } from '../config/tenants.ts'
import { createFront } from '../http/front.ts'
import type { MappingError } from '../mapping/compile/compile.ts'
import type { Observe } from '../observe/observation.ts'
import { httpLimits } from './http-limits.ts'
import { createKept, type Kept } from './kept.ts'
import type { Fetch } from './listener.ts'
import { openPlace, type Place } from './place.ts'
import type { ReadyState } from './readiness.ts'
import { createRouting } from './routing.ts'
import type { ServiceOptions } from './service.ts'
import { requireFit } from './succession.ts'

export interface ServicesOptions extends Pick<ServiceOptions, 'observe' | 'requireAudit' | 'now'> {
  readonly config: GatewayConfig
  /** Where clients reach the base path, without a slash at its end. */
  readonly url: string
  /** See `ServiceOptions`. */
  readonly ask?: ServiceOptions['ask']
}

/** A mapping that the directory cannot hold. */
export interface Misfit {
  /** undefined: the service at the base path. */
  readonly tenant: string | undefined
  readonly error: MappingError
}

/** Names of services, that at the base path being `default`. */
export interface Replaced {
  /** Those that are new, or whose options have changed. */
  readonly opened: readonly string[]
  readonly closed: readonly string[]
}

export interface Services {
  readonly fetch: Fetch
  /** Looks at every directory now; not ready while one of them is not. */
  ready(): Promise<ReadyState>
  misfits(): readonly Misfit[]
  /**
   * What is not configured otherwise than before is not touched. What is new takes over when it is as ready as what it
   * replaces; requests under way end where they began.
   * @throws ConfigError where it does not come to that: all stays as it was
   */
  replace(config: GatewayConfig, url: string): Promise<Replaced>
  close(): Promise<void>
}

const graceMs = 10_000

export const openServices = (options: ServicesOptions): Services => {
  const { config, url, observe } = options
  const open = createOpen(options)
  const routed = (places: readonly Place[], prefix: string): Served => ({
    places,
    fetch: createRouting(places, frontOf(places, prefix, observe), prefix),
  })
  let current = routed(wantedOf(config, url).map(open), prefixOf(url))
  for (const place of current.places) place.adopt()
  const leaving = new Set<Promise<void>>()
  let isClosed = false
  const retire = (place: Place): void => {
    const closed = place.close(graceMs).finally(() => leaving.delete(closed))
    leaving.add(closed)
  }

  return {
    fetch: (request, arrival) => current.fetch(request, arrival),
    ready: () => readyOf(current.places),
    misfits: () => current.places.flatMap(misfitOf),
    replace: async (next, nextUrl) => {
      const before = current.places
      const fresh: Place[] = []
      const places: Place[] = []
      try {
        for (const wanted of wantedOf(next, nextUrl)) {
          const same = sameIn(before, wanted)
          places.push(same ?? open(wanted))
          if (same === undefined) fresh.push(...places.slice(-1))
        }
        await requireFit(fresh, before)
        if (isClosed) throw new ConfigError([{ where: 'process', message: 'is coming to its end' }])
      } catch (error) {
        await Promise.all(fresh.map((place) => place.close(0)))
        throw error
      }
      current = routed(places, prefixOf(nextUrl))
      const gone = before.filter((place) => !places.includes(place))
      const closed = gone.filter(({ name }) => named(places, name) === undefined)
      for (const place of closed) place.leave()
      for (const place of gone) retire(place)
      for (const place of fresh) place.adopt(named(before, place.name))
      return { opened: fresh.map(({ name }) => name), closed: closed.map(({ name }) => name) }
    },
    close: async () => {
      isClosed = true
      await Promise.all([...leaving, ...current.places.map((place) => place.close(0))])
    },
  }
}

interface Served {
  readonly places: readonly Place[]
  readonly fetch: Fetch
}

/** What a tenant keeps it keeps for as long as the process lives. */
const createOpen = ({ observe, requireAudit, now, ask }: ServicesOptions) => {
  const keepings = new Map<string, Kept>()
  return (wanted: Wanted): Place => {
    const kept = keepings.get(wanted.name) ?? createKept()
    keepings.set(wanted.name, kept)
    return openPlace({ ...wanted, observe, requireAudit, now, ask, kept })
  }
}

interface Wanted {
  readonly name: string
  readonly config: Config
  readonly url: string
}

const wantedOf = ({ own, tenants }: GatewayConfig, url: string): readonly Wanted[] => [
  ...(own === undefined ? [] : [{ name: ownName, config: own, url }]),
  ...[...tenants].map(([name, config]) => ({ name, config, url: tenantUrl(url, name) })),
]

const named = (places: readonly Place[], name: string): Place | undefined => places.find((place) => place.name === name)

const misfitOf = ({ config: { tenant }, service }: Place): readonly Misfit[] => {
  const error = service.misfit()
  return error === undefined ? [] : [{ tenant, error }]
}

const sameIn = (places: readonly Place[], wanted: Wanted): Place | undefined =>
  places.find((place) => place.name === wanted.name && place.isFor(wanted))

const readyOf = async (places: readonly Place[]): Promise<ReadyState> => {
  const states = await Promise.all(places.map(async (place) => ({ place, state: await place.service.ready() })))
  const reasons = states.flatMap(({ place: { config }, state }) =>
    state.ready ? [] : [config.tenant === undefined ? state.reason : `tenant ${config.tenant}: ${state.reason}`],
  )
  return reasons.length === 0 ? { ready: true } : { ready: false, reason: reasons.join('; ') }
}

/** undefined: nothing needs one, since there is one service alone. */
const frontOf = (places: readonly Place[], prefix: string, observe: Observe): Fetch | undefined => {
  const [first] = places
  if (first === undefined || places.every(({ config }) => config.tenant === undefined)) return undefined
  const front = createFront({
    isOfTenants: (path) => path.startsWith(`${prefix}/t/`),
    readiness: async () => servable(places),
    limits: httpLimits(first.config),
    observe,
    requestId: randomUUID,
  })
  return (request, arrival) => front.fetch(request, arrival)
}

/**
 * For a load balancer, which can only take all tenants away: as soon as each directory was looked at once, one of them is
 * enough. What no look has to be waited for is answered at once.
 */
const servable = (places: readonly Place[]) => {
  const states = places.map(({ service }) => service.told())
  const ready = states.filter((state) => state?.ready === true).length
  if (states.includes(undefined)) return { ready: false, reason: 'not every directory was looked at yet' }
  if (ready === 0) return { ready: false, reason: 'no tenant can be served' }
  return ready === states.length ? { ready: true } : { ready: true, reason: 'not every tenant can be served' }
}
