/** CallerMetrics: tokens and the servers that they are checked at, as Prometheus counters and gauges. */
import { Counter, Gauge, type Registry } from 'prom-client'
import type { CallerObservation } from './caller-observation.ts'

/** Labels are bounded: clients, their tokens and URLs are those of the configuration. */
export const createCallerMetrics = (registry: Registry): ((observation: CallerObservation) => void) => {
  const registers = [registry]
  const used = new Gauge({
    name: 'scimdap_token_last_used_timestamp_seconds',
    help: 'When a token was last used, to the minute; token: the first eight characters of its hash.',
    labelNames: ['client', 'token'],
    registers,
  })
  const expires = new Gauge({
    name: 'scimdap_token_expiry_timestamp_seconds',
    help: 'When a token that was used expires.',
    labelNames: ['client', 'token'],
    registers,
  })
  const issued = new Counter({
    name: 'scimdap_oauth_tokens_issued_total',
    help: 'Access tokens given out by the token endpoint.',
    labelNames: ['client', 'method'],
    registers,
  })
  const asked = new Counter({
    name: 'scimdap_token_authority_requests_total',
    help: 'Requests for keys of issuers and for the state of tokens.',
    labelNames: ['host', 'outcome'],
    registers,
  })
  return (observation) => {
    switch (observation.kind) {
      case 'token-used': {
        const { client, token } = observation
        used.set({ client, token }, observation.at / 1000)
        if (observation.expires !== undefined) expires.set({ client, token }, observation.expires / 1000)
        break
      }
      case 'token-issued':
        issued.inc({ client: observation.client, method: observation.method })
        break
      case 'authority-asked':
      case 'authority-failed':
      case 'authority-spared':
        asked.inc({ host: hostOf(observation.url), outcome: outcomes[observation.kind] })
        break
      case 'token-expiring':
      case 'signing-key-made':
        break
    }
  }
}

const outcomes = { 'authority-asked': 'answered', 'authority-failed': 'failed', 'authority-spared': 'spared' } as const

const hostOf = (url: string): string => (URL.canParse(url) ? new URL(url).host : 'unknown')
