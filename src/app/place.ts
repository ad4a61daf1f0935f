/** Place: a service under its name, what it was opened for, and whether it is the one that answers. */
import type { Config } from '../config/config.ts'
import type { Observation, Observe } from '../observe/observation.ts'
import { type Counted, counted } from './counted.ts'
import { openService, type Service, type ServiceOptions } from './service.ts'

export interface Place extends Counted {
  /** Of the tenant; `default` of what is at the base path. */
  readonly name: string
  readonly config: Config
  readonly service: Service
  /** Whether it would be the same, opened anew. */
  isFor(wanted: Pick<ServiceOptions, 'config' | 'url'>): boolean
  /** It answers from now on, in the place of another: until then nobody is told whether it is ready. */
  adopt(before?: Place): void
  /** Nothing takes its place. */
  leave(): void
}

export const openPlace = ({ name, ...options }: ServiceOptions & { readonly name: string }): Place => {
  const { config, url } = options
  const telling = named(config.tenant, options.observe)
  let answers = false
  const observe: Observe = (observation) => {
    if (answers || !states.has(observation.kind)) telling(observation)
  }
  const service = openService({ ...options, observe })
  const { fetch, close } = counted(service)
  return {
    ...{ name, config, service, fetch },
    isFor: (wanted) => wanted.url === url && wanted.config.fingerprint === config.fingerprint,
    adopt: (before) => {
      answers = true
      service.begin(before?.service)
      const state = service.told()
      if (state === undefined || (state.ready && before?.service.told()?.ready === true)) return
      telling(state.ready ? { kind: 'ready' } : { kind: 'not-ready', reason: state.reason })
    },
    leave: service.end,
    close: (graceMs) => {
      answers = false
      return close(graceMs)
    },
  }
}

/** What is so now, and only of whoever answers. */
const states: ReadonlySet<Observation['kind']> = new Set([
  'ready',
  'not-ready',
  'brake-held',
  'brake-released',
  'brake-off',
])

const named = (tenant: string | undefined, observe: Observe): Observe =>
  tenant === undefined ? observe : (observation) => observe({ ...observation, tenant })
