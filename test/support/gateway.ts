/** startGateway: the whole gateway, as `serve` starts it, over a directory of a test's own; a small SCIM client for it. */
import { readFileSync } from 'node:fs'
import { type Gateway, openGateway } from '../../src/app.ts'
import { hashToken } from '../../src/auth/bearer-token.ts'
import { type ConfigSources, loadConfig } from '../../src/config/load.ts'
import type { Suffix } from '../../src/demo/running-slapd.ts'
import { createLog } from '../../src/observe/log.ts'
import type { Observation } from '../../src/observe/observation.ts'
import { urn } from '../../src/scim/urn.ts'
import { refuseTelltale } from './telltale.ts'
import { interopToken, readToken, rfcToken, token } from './tokens.ts'

export { interopToken, readToken, rfcToken, token }

export interface Answer {
  readonly status: number
  readonly headers: Headers
  /** Parsed JSON; undefined where there is no body. */
  // biome-ignore lint/suspicious/noExplicitAny: what a server sends is looked at freely in tests
  readonly body: any
}

export interface RequestOptions {
  readonly body?: unknown
  readonly headers?: Readonly<Record<string, string>>
  readonly token?: string
}

export interface TestGateway {
  readonly url: string
  readonly gateway: Gateway
  readonly observations: Observation[]
  /** `path` is relative to the base path: `/Users?count=1`. */
  request(method: string, path: string, options?: RequestOptions): Promise<Answer>
  get(path: string, headers?: Readonly<Record<string, string>>): Promise<Answer>
  post(path: string, body: unknown): Promise<Answer>
  put(path: string, body: unknown, headers?: Readonly<Record<string, string>>): Promise<Answer>
  delete(path: string, headers?: Readonly<Record<string, string>>): Promise<Answer>
  close(): Promise<void>
}

/** A directory of whatever kind; `configuration` says what a gateway must know of its kind. */
export interface ReachableDirectory extends Suffix {
  readonly url: string
  readonly configuration?: { readonly preset: string; readonly directory: Readonly<Record<string, unknown>> }
}

/** The configuration of a gateway over the first database of the directory, as an object; JSON is YAML. */
export const configurationFor = (ldap: ReachableDirectory, overlay: Readonly<Record<string, unknown>> = {}) => ({
  listen: { host: '127.0.0.1', port: 0 },
  ...(ldap.configuration && { preset: ldap.configuration.preset }),
  directory: {
    ...{ urls: [ldap.url], bindDn: ldap.gatewayDn, password: ldap.gatewayPassword, transactions: true },
    ...ldap.configuration?.directory,
  },
  users: { base: `ou=people,${ldap.suffix}` },
  groups: { base: `ou=groups,${ldap.suffix}` },
  references: { base: ldap.suffix },
  clients: [
    { name: 'test', setPassword: true, tokens: [hashToken(token)] },
    { name: 'letter', wire: 'rfc', setPassword: true, tokens: [hashToken(rfcToken)] },
    { name: 'interop', wire: 'interop', setPassword: true, tokens: [hashToken(interopToken)] },
    { name: 'reader', access: 'read', tokens: [hashToken(readToken)] },
  ],
  // Suites clear away what they find; test/protocol/brake.test.ts is about it.
  brake: { enabled: false },
  log: { level: 'silent' },
  ...overlay,
  limits: { ...unhurried, ...(overlay.limits as object | undefined) },
})

/** Tests ask as fast as they can. */
const unhurried = { requestsPerSecond: 1_000_000, concurrentPerClient: 1_000_000, concurrent: 1_000_000 }

/** Ready when it resolves. */
export const startGateway = async (
  ldap: ReachableDirectory,
  overlay: Readonly<Record<string, unknown>> = {},
): Promise<TestGateway> => {
  return startConfigured({ text: JSON.stringify(configurationFor(ldap, overlay)) })
}

/** A gateway with the configuration of a file, laid over as a test needs it. */
export const startConfigured = async (
  sources: Pick<ConfigSources, 'file' | 'text' | 'overlay'>,
): Promise<TestGateway> => {
  const observations: Observation[] = []
  const config = loadConfig({ ...sources, environment: {}, readFile: (path) => readFileSync(path, 'utf8') })
  const lines: string[] = []
  const tell = createLog({ level: 'debug', destination: { write: (line) => void lines.push(line) } })
  const observe = (observation: Observation) => {
    observations.push(observation)
    tell(observation)
  }
  const gateway = await openGateway(config, { observe })
  const state = await gateway.ready()
  if (!state.ready) throw new Error(`the gateway is not ready: ${state.reason}`)
  const close = async () => {
    await gateway.close()
    refuseTelltale(lines.join(''), config.directory.password === undefined ? [] : [config.directory.password])
  }
  return { ...clientOf(gateway.url), gateway, observations, close }
}

/** A SCIM client of any gateway, in this process or in another. */
export const clientOf = (url: string): Omit<TestGateway, 'gateway' | 'observations' | 'close'> => {
  const request = async (method: string, path: string, options: RequestOptions = {}): Promise<Answer> => {
    const response = await fetch(`${url}${path}`, {
      method,
      headers: {
        Authorization: `Bearer ${options.token ?? token}`,
        ...(options.body === undefined ? {} : { 'Content-Type': 'application/scim+json' }),
        ...options.headers,
      },
      ...(options.body === undefined ? {} : { body: JSON.stringify(options.body) }),
    })
    const text = await response.text()
    return { status: response.status, headers: response.headers, body: text === '' ? undefined : JSON.parse(text) }
  }
  return {
    url,
    request,
    get: (path, headers) => request('GET', path, { headers }),
    post: (path, body) => request('POST', path, { body }),
    put: (path, body, headers) => request('PUT', path, { body, headers }),
    delete: (path, headers) => request('DELETE', path, { headers }),
  }
}

/** A valid User body. */
export const userBody = (userName: string, more: Readonly<Record<string, unknown>> = {}) => ({
  schemas: [urn.user],
  userName,
  name: { familyName: 'Tester', givenName: 'Terry' },
  ...more,
})

/** A valid Group body. */
export const groupBody = (displayName: string, memberIds: readonly string[]) => ({
  schemas: [urn.group],
  displayName,
  members: memberIds.map((value) => ({ value })),
})

/** `/Users?filter=…` with the filter percent-encoded. */
export const filtered = (endpoint: string, filter: string, more = ''): string =>
  `${endpoint}?filter=${encodeURIComponent(filter)}${more}`
