/** openGateway: the composition root, from a Config to a gateway that listens. */

import { type Fetch, type Listener, type ListenLimits, openListener } from './app/listener.ts'
import { openMetrics } from './app/metrics-listener.ts'
import { auditOf, type OpenAudit } from './app/open-audit.ts'
import type { ReadyState } from './app/readiness.ts'
import { openService, type Service, type ServiceOptions } from './app/service.ts'
import type { Config } from './config/config.ts'
import { softenedRules } from './config/softened.ts'
import { basePath } from './config/values.ts'
import type { MappingError } from './mapping/compile/compile.ts'
import { createLog } from './observe/log.ts'
import { createMetrics } from './observe/metrics.ts'
import { all, type Observe } from './observe/observation.ts'

export interface GatewayOptions {
  /** Hears every observation, beside log and metrics. */
  readonly observe?: Observe
  /** Milliseconds since the epoch. */
  readonly now?: () => number
  /** Asks other servers about tokens; `fetch` unless given. */
  readonly ask?: ServiceOptions['ask']
}

export interface Gateway {
  /** The public URL, base path included, without a slash at its end. */
  readonly url: string
  /** Answers without a socket. */
  readonly fetch: Fetch
  /** Looks at the directory now. */
  ready(): Promise<ReadyState>
  /** See `Readiness`. */
  misfit(): MappingError | undefined
  /** Lets requests under way finish for ten seconds at most, then closes everything. May be called twice. */
  close(): Promise<void>
}

const graceMs = 10_000

/**
 * Resolves when it listens; the directory may be away, and is looked for until it is there.
 * @throws Error where a port cannot be had, or a certificate is none
 */
export const openGateway = async (config: Config, options: GatewayOptions = {}): Promise<Gateway> => {
  const metrics = config.metrics.enabled ? createMetrics({ process: true }) : undefined
  const now = options.now ?? Date.now
  const listeners = [createLog(config.log), metrics?.observe ?? unheard, options.observe ?? unheard]
  const audit = auditOf(config, all(...listeners), now)
  const observe = all(...listeners, audit.observe)

  const listener = await openListener({
    ...config.listen,
    limits: listenLimits(config),
    option: 'listen.port',
  })
  const url = config.publicUrl ?? localUrl(config, listener.port)
  const service = openService({ config, url, observe, requireAudit: audit.requireAudit, now, ask: options.ask })
  const { fetch, ready, misfit } = service
  listener.serve(fetch)
  const opened: Closable[] = [listener]
  const close = createClose(opened, { service, audit }, observe)
  if (metrics !== undefined) opened.push(await openMetrics(config.metrics, metrics).catch(closeFirst(close)))
  observe({ kind: 'started', url })
  for (const rule of softenedRules(config)) observe({ kind: 'rule-softened', ...rule })
  return { url, fetch, ready, misfit, close }
}

/** The URL is told to be too long by a SCIM error as long as it comes within the headers. */
const listenLimits = ({ limits: { urlLength, headerBytes, ...limits } }: Config): ListenLimits => ({
  ...limits,
  headerBytes: urlLength + headerBytes,
})

type Closable = Pick<Listener, 'close'>

const unheard: Observe = () => {}

const localUrl = ({ listen: { host, tls } }: Config, port: number): string =>
  `${tls === undefined ? 'http' : 'https'}://${host.includes(':') ? `[${host}]` : host}:${port}${basePath}`

interface Served {
  readonly service: Pick<Service, 'close'>
  readonly audit: Pick<OpenAudit, 'close'>
}

const createClose = (listeners: readonly Closable[], { service, audit }: Served, observe: Observe) => {
  let closing: Promise<void> | undefined
  const close = async () => {
    await Promise.all(listeners.map((listener) => listener.close(graceMs)))
    await service.close()
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
