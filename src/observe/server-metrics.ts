/** ServerMetrics: which of several directory servers is in use, and how far others are behind it, as Prometheus gauges. */
import { Gauge, type Registry } from 'prom-client'
import type { ServerObservation } from './observation.ts'

/** Labels are bounded: `url` is host and port of one of the configuration's. */
export const createServerMetrics = (
  registry: Registry,
  hostOf: (url: string) => string,
): ((observation: ServerObservation) => void) => {
  const gauge = (name: string, help: string) =>
    new Gauge({ name: `scimdap_directory_server_${name}`, help, labelNames: ['url'], registers: [registry] })
  const inUse = gauge('in_use', '1 for the server that is used, of several.')
  const refusesWrites = gauge('refuses_writes', '1 while the server that is used takes no writes.')
  const behind = gauge(
    'behind_seconds',
    'Of one that would be used again: seconds from its last write to the last one of the server that is used; NaN: not shown.',
  )
  return (observation) => {
    const { url } = observation
    const label = { url: hostOf(url) }
    if (observation.kind === 'server-behind') {
      behind.set(label, observation.seconds ?? Number.NaN)
      return
    }
    const { takesWrites, insteadOf } = observation
    if (insteadOf !== undefined) {
      inUse.set({ url: hostOf(insteadOf) }, 0)
      refusesWrites.remove({ url: hostOf(insteadOf) })
    }
    inUse.set(label, 1)
    refusesWrites.set(label, takesWrites ? 0 : 1)
    behind.remove(label)
  }
}
