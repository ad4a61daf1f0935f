/** reload: from one configuration to the next, whole or not at all. */
import { createSecureContext } from 'node:tls'
import type { GatewayConfig, ListenTls } from '../config/config.ts'
import { ConfigError, type Problem } from '../config/problem.ts'
import { listenLimits } from './listen-limits.ts'

/** What listens is there for as long as the process is. @throws ConfigError with what differs there */
export const requireSameListeners = (before: GatewayConfig, next: GatewayConfig): void => {
  const options = [
    option('listen.host', (config) => config.listen.host),
    option('listen.port', (config) => config.listen.port),
    option('listen.reusePort', (config) => config.listen.reusePort),
    option('listen.tls', (config) => (config.listen.tls === undefined ? 'off' : 'on')),
    option('listen.tls.clientCaFile', (config) => (config.listen.tls?.clientCa === undefined ? 'off' : 'on')),
    option('listen.tls.requireClientCertificate', (config) => config.listen.tls?.requireClientCertificate === true),
    option('metrics.enabled', (config) => config.metrics.enabled),
    option('metrics.host', (config) => config.metrics.host),
    option('metrics.port', (config) => config.metrics.port),
  ]
  const problems = options.flatMap((differs) => differs(before, next))
  if (listenLimits(next).headerBytes > listenLimits(before).headerBytes)
    problems.push(fixed('limits.urlLength, limits.headerBytes', 'cannot be made larger without a restart'))
  if (problems.length > 0) throw new ConfigError(problems)
}

/** @throws ConfigError where it is none, or the key is another one's: also where one file is new and the other not yet */
export const requireCertificate = (tls: ListenTls | undefined): void => {
  try {
    const { clientCa, ...own } = tls ?? { clientCa: undefined }
    createSecureContext({ ...own, ...(clientCa !== undefined && { ca: clientCa }) })
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? ` (${error.code})` : ''
    throw new ConfigError([fixed('listen.tls', `certificate and key cannot be used together${code}`)])
  }
}

type Value = string | number | boolean

const option =
  (name: string, shown: (config: GatewayConfig) => Value) =>
  (before: GatewayConfig, next: GatewayConfig): Problem[] =>
    shown(before) === shown(next)
      ? []
      : [fixed(name, `cannot be changed without a restart: it is ${shown(before)} until then`)]

const fixed = (where: string, message: string): Problem => ({ where, message })
