/** createReloads: how often the configuration was loaded again, and when it last worked. */
import { Counter, Gauge, type Registry } from 'prom-client'
import type { Observation } from './observation.ts'

export const createReloads = (registry: Registry): ((observation: Observation) => void) => {
  const reloads = new Counter({
    name: 'scimdap_reloads_total',
    help: 'Times that the configuration was loaded again; failure: the one before stayed in force.',
    labelNames: ['result'],
    registers: [registry],
  })
  const last = new Gauge({
    name: 'scimdap_last_reload_success_timestamp_seconds',
    help: 'When the configuration in force was loaded, in seconds since 1970.',
    registers: [registry],
  })
  // An alert on the rate of failures needs the zero before the first one.
  for (const result of ['success', 'failure']) reloads.inc({ result }, 0)
  last.setToCurrentTime()
  return ({ kind }) => {
    if (kind === 'reload-failed') reloads.inc({ result: 'failure' })
    if (kind !== 'reloaded') return
    reloads.inc({ result: 'success' })
    last.setToCurrentTime()
  }
}
