/** Log: observations as JSON lines. What a line holds is listed here field by field, so a secret has no way in. */
import { pino } from 'pino'
import { auditLine } from './audit-line.ts'
import { type CauseOptions, factsOf } from './cause.ts'
import type { Observation, Observe } from './observation.ts'

export type LogLevel = 'debug' | 'info' | 'warn' | 'error'

export interface LogOptions {
  readonly level: LogLevel | 'silent'
  /** Where lines go; standard output by default. */
  readonly destination?: { write(line: string): void }
  /** Gives LDAP result codes their names. */
  readonly nameOfResultCode?: CauseOptions['nameOfResultCode']
}

/** An `Observe` that writes one JSON line for each observation of its level or above. */
export const createLog = ({ level, destination, nameOfResultCode }: LogOptions): Observe => {
  const settings = {
    level,
    base: null,
    timestamp: pino.stdTimeFunctions.isoTime,
    formatters: { level: (label: string) => ({ level: label }) },
  }
  const logger = destination === undefined ? pino(settings) : pino(settings, destination)
  const causes = nameOfResultCode === undefined ? {} : { nameOfResultCode }

  return (observation) => {
    const at = levelOf(observation)
    if (logger.isLevelEnabled(at)) logger[at](ofTenant(observation, line(observation, causes)))
  }
}

const levels: Readonly<Record<Observation['kind'], LogLevel>> = {
  request: 'info',
  denied: 'warn',
  // Its request is told too; a storm must not fill the log twice.
  limited: 'debug',
  unexpected: 'error',
  'session-opened': 'info',
  'session-lost': 'warn',
  'session-failed': 'warn',
  // See levelOf, both.
  'server-used': 'info',
  'server-behind': 'debug',
  'circuit-opened': 'warn',
  'circuit-closed': 'info',
  'search-planned': 'debug',
  'write-retried': 'debug',
  'reference-left': 'warn',
  'referral-ignored': 'warn',
  'referral-refused': 'warn',
  'reservation-taken-over': 'warn',
  'leaver-kept-name': 'warn',
  'deactivation-lost': 'error',
  // Lines of their own, for whoever keeps them: docs/audit.md.
  change: 'debug',
  'audit-failed': 'error',
  'rule-softened': 'warn',
  'reference-kept-aside': 'warn',
  'unique-by-search': 'warn',
  'references-hidden': 'debug',
  'attributes-ignored': 'info',
  'login-braked': 'warn',
  // The first of a day; see levelOf.
  'token-used': 'debug',
  'token-expiring': 'warn',
  'token-issued': 'info',
  'authority-asked': 'debug',
  'authority-failed': 'warn',
  'authority-spared': 'debug',
  'signing-key-made': 'warn',
  'brake-held': 'error',
  'brake-refused': 'warn',
  'brake-released': 'warn',
  'brake-off': 'warn',
  'brake-counted': 'debug',
  'brake-forgetful': 'warn',
  'protected-found': 'info',
  ready: 'info',
  'not-ready': 'warn',
  started: 'info',
  reloaded: 'info',
  'reload-failed': 'error',
  stopped: 'info',
}

const levelOf = (observation: Observation): LogLevel => {
  if (observation.kind === 'request' && observation.status >= 500) return 'warn'
  if (observation.kind === 'token-used' && observation.isFirstOfDay) return 'info'
  if (observation.kind === 'server-used' && !observation.takesWrites) return 'warn'
  if (observation.kind === 'server-behind' && observation.isNews) return 'warn'
  return levels[observation.kind]
}

const ofTenant = ({ tenant }: Observation, { kind, ...fields }: Line): Line =>
  tenant === undefined ? { kind, ...fields } : { kind, tenant, ...fields }

type Line = Readonly<Record<string, unknown>>

/** Own copies of known fields: a field that somebody adds to an observation is not told until it stands here. */
const line = (observation: Observation, causes: CauseOptions): Line => {
  const { kind } = observation
  switch (kind) {
    case 'request': {
      const { requestId, method, route, status, durationMs, client } = observation
      return { kind, requestId, method, route, status, durationMs: Math.round(durationMs * 10) / 10, client }
    }
    case 'denied':
      return { kind, requestId: observation.requestId, reason: observation.reason }
    case 'limited':
      return { kind, client: observation.client, limit: observation.limit }
    case 'unexpected':
      return { kind, requestId: observation.requestId, cause: factsOf(observation.cause, { ...causes, frames: true }) }
    case 'session-lost':
    case 'session-failed':
      return { kind, url: withoutUserinfo(observation.url), cause: factsOf(observation.cause, causes) }
    case 'referral-ignored':
    case 'session-opened':
    case 'started':
      return { kind, url: withoutUserinfo(observation.url) }
    case 'referral-refused':
      return { kind, url: withoutUserinfo(observation.url), reason: observation.reason }
    case 'server-used': {
      const { url, takesWrites, insteadOf } = observation
      const before = insteadOf === undefined ? {} : { insteadOf: withoutUserinfo(insteadOf) }
      return { kind, url: withoutUserinfo(url), takesWrites, ...before }
    }
    case 'server-behind':
      return { kind, url: withoutUserinfo(observation.url), seconds: observation.seconds }
    case 'reloaded':
      return { kind, opened: observation.opened, closed: observation.closed }
    case 'reload-failed':
      return { kind, problems: observation.problems.map(({ where, message }) => ({ where, message })) }
    case 'circuit-opened':
      return { kind, cause: factsOf(observation.cause, causes) }
    case 'search-planned':
      return { kind, exact: observation.exact, resourceType: observation.resourceType }
    case 'write-retried':
      return { kind, attempt: observation.attempt, reason: observation.reason }
    case 'not-ready': {
      const { reason, cause } = observation
      return { kind, reason, ...(cause === undefined ? {} : { cause: factsOf(cause, causes) }) }
    }
    case 'leaver-kept-name':
    case 'deactivation-lost': {
      const { resourceId, client, requestId } = observation
      return { kind, resourceId, client, requestId }
    }
    case 'change':
      return auditLine(observation)
    case 'audit-failed':
      return { kind, cause: factsOf(observation.cause, causes) }
    case 'rule-softened':
      return { kind, rule: observation.rule, meaning: observation.meaning }
    case 'unique-by-search':
      return { kind, resourceType: observation.resourceType, attributes: observation.attributes }
    case 'attributes-ignored': {
      const { requestId, names, client } = observation
      return { kind, requestId, names, client }
    }
    case 'login-braked':
      return { kind, by: observation.by }
    case 'token-used': {
      const { client, token, expires } = observation
      return { kind, client, token, ...(expires === undefined ? {} : { expires: isoTime(expires) }) }
    }
    case 'token-expiring':
      return { kind, client: observation.client, token: observation.token, expires: isoTime(observation.expires) }
    case 'token-issued':
      return { kind, client: observation.client, method: observation.method, scope: observation.scope }
    case 'authority-asked':
    case 'authority-spared':
      return { kind, url: withoutUserinfo(observation.url) }
    case 'authority-failed':
      return { kind, url: withoutUserinfo(observation.url), cause: factsOf(observation.cause, causes) }
    case 'signing-key-made':
      return { kind, advice: 'set oauth.signingKeyFile: other replicas do not take the tokens of this process' }
    case 'brake-held': {
      const { client, since, what, limit } = observation
      return { kind, client, since: new Date(since).toISOString(), what, limit, advice: 'scimdap release' }
    }
    case 'brake-refused':
      return { kind, client: observation.client, what: observation.what }
    case 'brake-released':
    case 'brake-off':
      return { kind, client: observation.client }
    case 'brake-counted': {
      const { client, what, resourceType, count } = observation
      return { kind, client, what, resourceType, count }
    }
    case 'protected-found': {
      const { entries, members, isConfigSeen, unnamed } = observation
      return { kind, entries, members, isConfigSeen, unnamed }
    }
    case 'brake-forgetful':
      return { kind, advice: 'name a folder under brake.folder: until then a restart releases whoever is held' }
    case 'references-hidden':
      return { kind, count: observation.count }
    case 'circuit-closed':
    case 'reference-left':
    case 'reservation-taken-over':
    case 'reference-kept-aside':
    case 'ready':
    case 'stopped':
      return { kind }
    default:
      return unknownKind(observation)
  }
}

/** The compiler's proof that every kind has its line; `observe` imports no other room, so not `unreachable`. */
const unknownKind = (observation: never): Readonly<Record<string, unknown>> => observation

const isoTime = (milliseconds: number): string => new Date(milliseconds).toISOString()

/** Scheme, host and path of a URL: what stands before `@` or after `?` may be a secret. */
const withoutUserinfo = (url: string): string => url.replace(/[?#].*$/s, '').replace(/^([a-z]+:\/\/)[^/]*@/i, '$1')
