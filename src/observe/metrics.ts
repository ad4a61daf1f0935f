/** Metrics: observations as Prometheus counters and histograms, in a registry of their own. */
import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client'
import { createCallerMetrics } from './caller-metrics.ts'
import type { Observation, Observe } from './observation.ts'
import { createReloads } from './reload-metrics.ts'
import { createServerMetrics } from './server-metrics.ts'
import { createTenantRegistries } from './tenant-registries.ts'

export interface Metrics {
  readonly observe: Observe
  /** The exposition, and the media type to serve it under. */
  text(): Promise<string>
  readonly contentType: string
}

/** `process`: also memory, CPU and event loop of this process. */
export const createMetrics = (options: { readonly process?: boolean } = {}): Metrics => {
  const registry = new Registry()
  if (options.process === true) collectDefaultMetrics({ register: registry })
  const instruments = createInstruments(registry)
  const reloads = createReloads(registry)
  const tenants = createTenantRegistries(createInstruments)
  let isHeard = false
  return {
    observe: (observation) => {
      const tenant = observation.tenant === ownName ? undefined : observation.tenant
      // Nothing is at the base path, or nobody has heard of it yet.
      if (tenant !== undefined && tenants.isNew(tenant) && !isHeard) instruments.ready.remove()
      if (tenant === undefined && isState(observation)) isHeard = true
      count(tenant === undefined ? instruments : tenants.of(tenant), observation)
      reloads(observation)
      if (observation.kind !== 'reloaded') return
      tenants.forget(observation.closed)
      if (observation.closed.includes(ownName)) instruments.ready.remove()
    },
    text: async () => tenants.mergedInto(await registry.metrics()),
    contentType: registry.contentType,
  }
}

const isState = ({ kind }: Observation): boolean => kind === 'ready' || kind === 'not-ready'

/** Of the service at the base path, where services are named. */
const ownName = 'default'

type Instruments = ReturnType<typeof createInstruments>

/** Labels are bounded: routes are patterns, methods and reasons closed lists, URLs those of the configuration. */
const createInstruments = (registry: Registry) => {
  const counter = <Label extends string>(name: string, help: string, labelNames: readonly Label[] = []) =>
    new Counter({ name: `scimdap_${name}`, help, labelNames, registers: [registry] })

  return {
    callers: createCallerMetrics(registry),
    servers: createServerMetrics(registry, hostOf),
    requests: new Histogram({
      name: 'scimdap_request_duration_seconds',
      help: 'Time from request to response.',
      labelNames: ['method', 'route', 'status'],
      buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30],
      registers: [registry],
    }),
    denied: counter('requests_denied_total', 'Requests refused before their operation ran.', ['reason']),
    changes: counter('changes_total', 'Creates, replaces, patches and deletes, by what became of them.', [
      'client',
      'operation',
      'outcome',
    ]),
    auditFailures: counter('audit_failures_total', 'Changes that could not be written to the audit trail at once.'),
    limited: counter('requests_limited_total', 'Requests refused since their client sends too many.', [
      'client',
      'limit',
    ]),
    unexpected: counter('unexpected_errors_total', 'Requests that ended in a defect.'),
    sessions: counter('ldap_sessions_total', 'LDAP sessions opened, lost, or failed to open.', ['url', 'event']),
    searches: counter('searches_planned_total', 'Searches, by whether LDAP answers the filter alone.', ['exact']),
    retries: counter('writes_retried_total', 'Writes that met a concurrent write and decided again.'),
    referencesLeft: counter('references_left_total', 'Deleted entries whose DN still stands somewhere.'),
    reservationsTakenOver: counter(
      'reservations_taken_over_total',
      'Names that a gateway which died had left reserved.',
    ),
    leaversRenamed: counter('leavers_kept_name_total', 'Users deactivated by a request with another userName.'),
    deactivationsLost: counter(
      'deactivations_lost_total',
      'Users not deactivated, since another userName came with it.',
    ),
    keptAside: counter('references_kept_aside_total', 'References to nobody that were stored as they are.'),
    referencesHidden: counter('references_hidden_total', 'DNs that answers left out: of no visible resource.'),
    attributesIgnored: counter('requests_with_ignored_attributes_total', 'Writes without what nothing here stores.', [
      'client',
    ]),
    circuit: new Gauge({
      name: 'scimdap_directory_circuit_open',
      help: '1 while the directory gives no answer and is only asked now and then.',
      registers: [registry],
    }),
    brakeHeld: new Gauge({
      name: 'scimdap_brake_held',
      help: '1 while the client is held for taking too much away.',
      labelNames: ['client'],
      registers: [registry],
    }),
    brakeRefused: counter('brake_refused_total', 'Requests refused since their client is held.', ['client']),
    brakeCounted: counter('brake_counted_total', 'What clients took away, or were about to, as the brake counts.', [
      ...(['client', 'what', 'resource_type'] as const),
    ]),
    protectedEntries: new Gauge({
      name: 'scimdap_protected_entries',
      help: 'Entries that clients may not write.',
      registers: [registry],
    }),
    loginsBraked: counter('logins_braked_total', 'Logins not tried, since too many had failed.', ['by']),
    ready: new Gauge({
      name: 'scimdap_ready',
      help: '1 while the directory is reachable and its schema fits.',
      registers: [registry],
    }),
  }
}

const count = (instruments: Instruments, observation: Observation): void => {
  switch (observation.kind) {
    case 'request': {
      const { method, route, status, durationMs } = observation
      instruments.requests.observe({ method, route, status }, durationMs / 1000)
      break
    }
    case 'denied':
      instruments.denied.inc({ reason: observation.reason })
      break
    case 'change': {
      const { client, operation, outcome } = observation
      instruments.changes.inc({ client, operation, outcome })
      break
    }
    case 'audit-failed':
      instruments.auditFailures.inc()
      break
    case 'limited':
      instruments.limited.inc({ client: observation.client, limit: observation.limit })
      break
    case 'unexpected':
      instruments.unexpected.inc()
      break
    case 'session-opened':
    case 'session-lost':
    case 'session-failed': {
      const event = observation.kind.slice('session-'.length)
      instruments.sessions.inc({ url: hostOf(observation.url), event })
      break
    }
    case 'server-used':
    case 'server-behind':
      instruments.servers(observation)
      break
    case 'circuit-opened':
    case 'circuit-closed':
      instruments.circuit.set(observation.kind === 'circuit-opened' ? 1 : 0)
      break
    case 'search-planned':
      instruments.searches.inc({ exact: String(observation.exact) })
      break
    case 'write-retried':
      instruments.retries.inc()
      break
    case 'reference-left':
      instruments.referencesLeft.inc()
      break
    case 'attributes-ignored':
      instruments.attributesIgnored.inc({ client: observation.client ?? '' })
      break
    case 'brake-held':
    case 'brake-released':
    case 'brake-off': {
      const { kind, client } = observation
      instruments.brakeHeld.set({ client }, kind === 'brake-held' ? 1 : 0)
      break
    }
    case 'brake-refused':
      instruments.brakeRefused.inc({ client: observation.client })
      break
    case 'brake-counted': {
      const { client, what, resourceType, count } = observation
      instruments.brakeCounted.inc({ client, what, resource_type: resourceType }, count)
      break
    }
    case 'protected-found':
      instruments.protectedEntries.set(observation.entries)
      break
    case 'references-hidden':
      instruments.referencesHidden.inc(observation.count)
      break
    case 'login-braked':
      instruments.loginsBraked.inc({ by: observation.by })
      break
    case 'ready':
      instruments.ready.set(1)
      break
    case 'not-ready':
    case 'stopped':
      instruments.ready.set(0)
      break
    case 'leaver-kept-name':
      instruments.leaversRenamed.inc()
      break
    case 'reference-kept-aside':
      instruments.keptAside.inc()
      break
    case 'deactivation-lost':
      instruments.deactivationsLost.inc()
      break
    case 'reservation-taken-over':
      instruments.reservationsTakenOver.inc()
      break
    case 'token-used':
    case 'token-expiring':
    case 'token-issued':
    case 'authority-asked':
    case 'authority-failed':
    case 'authority-spared':
    case 'signing-key-made':
      instruments.callers(observation)
      break
    case 'referral-ignored':
    case 'referral-refused':
    case 'rule-softened':
    case 'unique-by-search':
    case 'brake-forgetful':
    case 'started':
    case 'reloaded':
    case 'reload-failed':
      break
    default:
      unknownKind(observation)
  }
}

/** The compiler's proof that no kind was forgotten. */
const unknownKind = (_: never): void => {}

/** Host and port; for ldapi the escaped path is the host. */
const hostOf = (url: string): string => /^[a-z]+:\/\/(?:[^/?#]*@)?([^/?#]*)/i.exec(url)?.[1] ?? 'unknown'
