/** openGateway: the composition root, from a configuration to a gateway that listens. */
import { isForgetful, requireBrakeFolder } from './app/brakes.ts'
import { listenLimits } from './app/listen-limits.ts'
import { type Fetch, type Listener, openListener } from './app/listener.ts'
import { openMetrics } from './app/metrics-listener.ts'
import { type OpenAudit, openReplaceableAudit } from './app/open-audit.ts'
import type { ReadyState } from './app/readiness.ts'
import { requireCertificate, requireSameListeners } from './app/reload.ts'
import { type Misfit, openServices, type Services, type ServicesOptions } from './app/services.ts'
import type { Config, GatewayConfig } from './config/config.ts'
import { gatewayOf } from './config/load-gateway.ts'
import { ConfigError } from './config/problem.ts'
import { softenedRules } from './config/softened.ts'
import { tenantUrl } from './config/tenants.ts'
import { basePath } from './config/values.ts'
import { createLog } from './observe/log.ts'
import { createMetrics } from './observe/metrics.ts'
import { all, type Observation, type Observe } from './observe/observation.ts'

export interface GatewayOptions {
  /** Hears every observation, beside log and metrics. */
  readonly observe?: Observe
  /** Milliseconds since the epoch. */
  readonly now?: () => number
  /** Asks other servers about tokens; `fetch` unless given. */
  readonly ask?: ServicesOptions['ask']
}

export interface Gateway {
  /** The public URL, base path included, without a slash at its end; of tenants see `tenantUrl`. */
  readonly url: string
  /** Answers without a socket. */
  readonly fetch: Fetch
  /** Looks at every directory now. */
  ready(): Promise<ReadyState>
  /** See `Readiness`. */
  misfits(): readonly Misfit[]
  /**
   * Takes the configuration that `load` gives, or keeps what it has where that is wrong, and tells which. True where it is
   * in force. Nobody who asks meanwhile is left without an answer. Calls that overlap follow one another.
   */
  reload(load: () => GatewayConfig): Promise<boolean>
  /** Lets requests under way finish for ten seconds at most, then closes everything. May be called twice. */
  close(): Promise<void>
}

const graceMs = 10_000

/**
 * Resolves when it listens; a directory may be away, and is looked for until it is there. Where the port is shared the directory
 * is looked at before, and where there are misfits it does not listen: another process is there who can answer.
 * @throws Error where a port cannot be had, or a certificate is none
 */
export const openGateway = async (given: Config | GatewayConfig, options: GatewayOptions = {}): Promise<Gateway> => {
  const config = 'own' in given ? given : gatewayOf(given)
  const metrics = config.metrics.enabled ? createMetrics({ process: true }) : undefined
  let log = createLog(config.log)
  const now = options.now ?? Date.now
  const listeners = [
    (observation: Observation) => log(observation),
    metrics?.observe ?? unheard,
    options.observe ?? unheard,
  ]
  const audit = openReplaceableAudit(config, all(...listeners), now)
  const observe = all(...listeners, audit.observe)

  requireBrakeFolder(config)
  const listen = () => openListener({ ...config.listen, limits: listenLimits(config), option: 'listen.port' })
  const early = config.listen.reusePort ? undefined : await listen()
  const port = early?.port ?? config.listen.port
  const urlOf = (next: GatewayConfig) => next.publicUrl ?? localUrl(next, port)
  const services = openServices({
    ...{ config, url: urlOf(config), observe, now, ask: options.ask },
    requireAudit: audit.requireAudit,
  })
  const { fetch, ready, misfits } = services
  const opened: Closable[] = []
  const close = createClose(opened, { services, audit }, observe)
  const begin = (listener: Listener): Listener => {
    listener.serve(fetch)
    opened.push(listener)
    return listener
  }
  const begun = early && begin(early)
  if (metrics !== undefined) opened.push(await openMetrics(config.metrics, metrics).catch(closeFirst(close)))
  const beginWhenSeen = async (): Promise<Listener | undefined> => {
    await ready()
    return misfits().length > 0 ? undefined : begin(await listen())
  }
  const listener = begun ?? (await beginWhenSeen().catch(closeFirst(close)))
  if (listener !== undefined) tellStart(config, urlOf(config), observe)

  const use = async (next: GatewayConfig): Promise<void> => {
    requireSameListeners(config, next)
    requireCertificate(next.listen.tls)
    requireBrakeFolder(next)
    const renewAudit = audit.prepare(next)
    const replaced = await services.replace(next, urlOf(next))
    renewAudit()
    listener?.renew(next.listen.tls, listenLimits(next))
    log = createLog(next.log)
    observe({ kind: 'reloaded', ...replaced })
  }
  return { url: urlOf(config), fetch, ready, misfits, reload: createReload(use, observe), close }
}

type Closable = Pick<Listener, 'close'>

const unheard: Observe = () => {}

const localUrl = ({ listen: { host, tls } }: Pick<Config, 'listen'>, port: number): string =>
  `${tls === undefined ? 'http' : 'https'}://${host.includes(':') ? `[${host}]` : host}:${port}${basePath}`

const tellStart = ({ own, tenants }: GatewayConfig, url: string, observe: Observe): void => {
  if (own !== undefined) observe({ kind: 'started', url })
  if (own !== undefined && isForgetful(own)) observe({ kind: 'brake-forgetful' })
  for (const rule of own === undefined ? [] : softenedRules(own)) observe({ kind: 'rule-softened', ...rule })
  for (const [tenant, config] of tenants) {
    observe({ kind: 'started', url: tenantUrl(url, tenant), tenant })
    if (isForgetful(config)) observe({ kind: 'brake-forgetful', tenant })
    for (const rule of softenedRules(config)) observe({ kind: 'rule-softened', ...rule, tenant })
  }
}

/** What is wrong with a configuration is told; anything else is a defect, and it stays with the old one, too. */
const createReload = (use: (config: GatewayConfig) => Promise<void>, observe: Observe) => {
  let before: Promise<unknown> = Promise.resolve()
  const attempt = async (load: () => GatewayConfig): Promise<boolean> => {
    try {
      await use(load())
      return true
    } catch (error) {
      const unforeseen = [{ where: 'configuration', message: `cannot be used (${nameOf(error)})` }]
      observe({ kind: 'reload-failed', problems: error instanceof ConfigError ? error.problems : unforeseen })
      return false
    }
  }
  return (load: () => GatewayConfig): Promise<boolean> => {
    const done = before.then(() => attempt(load))
    before = done
    return done
  }
}

const nameOf = (error: unknown): string => (error instanceof Error ? error.name : typeof error)

interface Served {
  readonly services: Pick<Services, 'close'>
  readonly audit: Pick<OpenAudit, 'close'>
}

const createClose = (listeners: readonly Closable[], { services, audit }: Served, observe: Observe) => {
  let closing: Promise<void> | undefined
  const close = async () => {
    await Promise.all(listeners.map((listener) => listener.close(graceMs)))
    await services.close()
    audit.close()
    observe({ kind: 'stopped' })
  }
  return (): Promise<void> => {
    closing ??= close()
    return closing
  }
}

const closeFirst =
  (close: () => Promise<void>) =>
  async (error: unknown): Promise<never> => {
    await close()
    throw error
  }
