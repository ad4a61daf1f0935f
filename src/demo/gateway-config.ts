/** The configuration of the demo's gateway: its own, with the user's laid over it, in a file that `scimdap` can read. */
import { readFileSync, writeFileSync } from 'node:fs'
import { hashToken } from '../auth/bearer-token.ts'
import { hashText } from '../auth/token-hash.ts'
import type { Config } from '../config/config.ts'
import { type ConfigSources, loadConfig, mergedOptions } from '../config/load.ts'
import type { DemoOptions } from './demo-options.ts'
import type { Slapd } from './running-slapd.ts'

/** Where the demo's directory is, and the account of the gateway. */
export type Place = Pick<Slapd, 'suffix' | 'url' | 'gatewayDn' | 'gatewayPassword'>

type Wanted = Pick<DemoOptions, 'port' | 'token' | 'personToken' | 'gatewayConfig'>

/** Writes it to `file`. @throws ConfigError that names the place in the user's file */
export const writeGatewayConfig = (place: Place, options: Wanted, file: string): Config => {
  const asked = readGatewayConfig(place, options)
  const merged = mergedOptions(sourcesFor(place, options)) as { readonly clients: readonly unknown[] }
  const clients = [...merged.clients, ...missingFrom(asked, options)]
  writeFileSync(file, JSON.stringify({ ...merged, clients }, undefined, 2), { mode: 0o600 })
  return loadConfig({ file, environment: process.env, readFile })
}

/** Without the tokens of the demo where the user's file has clients. @throws ConfigError, as above */
export const readGatewayConfig = (place: Place, options: Wanted): Config =>
  loadConfig({ ...sourcesFor(place, options), environment: process.env })

const readFile = (path: string): string => readFileSync(path, 'utf8')

/** The user's file may be one for another directory: here it is the demo's. JSON is YAML. */
const sourcesFor = (place: Place, options: Wanted): Omit<ConfigSources, 'environment'> => {
  const { suffix, url, gatewayDn, gatewayPassword } = place
  const defaults = {
    listen: { host: '127.0.0.1', port: options.port },
    users: { base: `ou=people,${suffix}` },
    groups: { base: `ou=groups,${suffix}` },
    references: { base: suffix },
    clients: clientsOf(options),
    log: { level: 'warn' },
  }
  const directory = { urls: [url], bindDn: gatewayDn, password: gatewayPassword, tls: null }
  return {
    defaults: JSON.stringify(defaults),
    overlay: JSON.stringify({ directory }),
    ...(options.gatewayConfig !== undefined && { file: options.gatewayConfig }),
    readFile,
  }
}

const clientsOf = ({ token, personToken }: Wanted) => [
  { name: 'demo', setPassword: true, tokens: [hashToken(token)] },
  { name: 'bjensen', userName: 'bjensen', setPassword: true, tokens: [hashToken(personToken)] },
]

/** Clients of the user's file take the place of the demo's, whose tokens are printed all the same. */
const missingFrom = ({ clients }: Config, options: Wanted) => {
  const names = new Set(clients.map(({ name }) => name))
  const hashes = new Set(clients.flatMap(({ tokenHashes }) => tokenHashes.map(hashText)))
  const free = (name: string): string => (names.has(name) ? free(`${name}-2`) : name)
  return clientsOf(options)
    .filter(({ tokens }) => !tokens.some((hash) => hashes.has(hash)))
    .map((client) => ({ ...client, name: free(client.name) }))
}
