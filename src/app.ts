/** openGateway: the composition root, from a Config to a gateway that listens. */
import { randomBytes, randomUUID } from 'node:crypto'
import { tellsStates } from './app/check-names.ts'
import { compileOperations, declaredTypes } from './app/compile-operations.ts'
import { dialectsOf } from './app/dialects.ts'
import { directoryOptions } from './app/directory-options.ts'
import { createEnforcement } from './app/enforcement.ts'
import { type Fetch, type Listener, openListener } from './app/listener.ts'
import { openMetrics } from './app/metrics-listener.ts'
import { openReadiness, type ReadyState } from './app/readiness.ts'
import { serviceProvider } from './app/service-provider.ts'
import { createAuthenticate } from './auth/authenticate.ts'
import { createBearerTokens } from './auth/bearer-token.ts'
import type { Config } from './config/config.ts'
import { softenedRules } from './config/softened.ts'
import { basePath } from './config/values.ts'
import { type OpenDirectory, openDirectory } from './directory/ldapts/open.ts'
import type { Subschema } from './directory/subschema.ts'
import { createHttp } from './http/http.ts'
import type { MappingError } from './mapping/compile/compile.ts'
import { createLog } from './observe/log.ts'
import { createMetrics } from './observe/metrics.ts'
import { all, type Observe } from './observe/observation.ts'
import { createRegistry } from './scim/schema/registry.ts'
import { cursorKeys } from './scim/search/cursor.ts'

export interface GatewayOptions {
  /** Hears every observation, beside log and metrics. */
  readonly observe?: Observe
  /** Milliseconds since the epoch. */
  readonly now?: () => number
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
  const observe = all(createLog(config.log), metrics?.observe ?? unheard, options.observe ?? unheard)
  const authenticate = createAuthenticate(createBearerTokens(config.clients))

  const listener = await openListener({
    ...config.listen,
    headerBytes: config.limits.urlLength + 16_384,
    option: 'listen.port',
  })
  const url = config.publicUrl ?? localUrl(config, listener.port)
  const types = declaredTypes(config)
  const compilation = {
    ...{ config, types, url, observe },
    cursorKeys: cursorKeys(config.cursors.key ?? randomBytes(32)),
    now: options.now ?? Date.now,
  }
  /** Until a server was seen it is taken for one that can guard its writes. */
  let guarded = true
  let isTold = true
  const requireEnforced = createEnforcement({ config, types })
  const compile = async (directory: OpenDirectory, subschema: Subschema) => {
    isTold = tellsStates(config, subschema)
    const operations = compileOperations({ ...compilation, directory, subschema, guarded: guarded && isTold })
    await requireEnforced(directory)
    return operations
  }
  const open = () => {
    const directory = openDirectory(directoryOptions(config.directory, observe))
    const ping = async () => {
      await directory.ping()
      guarded = (await directory.capabilities()).guarded
    }
    return { ...directory, ping }
  }
  const readiness = openReadiness({
    open,
    compile,
    observe,
  })
  const http = createHttp({
    publicUrl: url,
    operations: readiness.compiled,
    registry: createRegistry(types.map(({ resourceType }) => resourceType)),
    authenticate,
    dialectOf: dialectsOf(config),
    serviceProviderConfig: () => serviceProvider(config, url, guarded && isTold),
    readiness: readiness.check,
    limits: httpLimits(config),
    leaverRename: config.leaverRename,
    observe,
    requestId: randomUUID,
    discoveryPublic: config.discoveryPublic,
  })
  const fetch: Fetch = (request) => http.fetch(request)
  listener.serve(fetch)
  const opened: Closable[] = [listener]
  const close = createClose(opened, readiness, observe)
  if (metrics !== undefined) opened.push(await openMetrics(config.metrics, metrics).catch(closeFirst(close)))
  observe({ kind: 'started', url })
  for (const rule of softenedRules(config)) observe({ kind: 'rule-softened', ...rule })
  return { url, fetch, ready: readiness.check, misfit: readiness.misfit, close }
}

type Closable = Pick<Listener, 'close'>

const unheard: Observe = () => {}

const localUrl = ({ listen: { host, tls } }: Config, port: number): string =>
  `${tls === undefined ? 'http' : 'https'}://${host.includes(':') ? `[${host}]` : host}:${port}${basePath}`

const httpLimits = ({ limits, lists }: Config) => ({
  bodyBytes: limits.bodyBytes,
  urlLength: limits.urlLength,
  requestMs: limits.requestMs,
  patchOperations: limits.patchOperations,
  bulk: { maxOperations: limits.bulkOperations, maxPayloadSize: limits.bulkBytes },
  query: {
    ...lists,
    filter: { maxLength: limits.filterLength, maxDepth: limits.filterDepth, maxNodes: limits.filterNodes },
  },
})

const createClose = (listeners: readonly Closable[], readiness: { close(): Promise<void> }, observe: Observe) => {
  let closing: Promise<void> | undefined
  const close = async () => {
    await Promise.all(listeners.map((listener) => listener.close(graceMs)))
    await readiness.close()
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
