/** Checks: what must hold between options. */
import { baseProblem } from '../mapping/declaration/problems.ts'
import { checkAudit } from './audit.ts'
import { checkCallers, provesItself } from './check-callers.ts'
import { checkClientCertificates } from './check-client-certificates.ts'
import { checkPeople, isOfLogins } from './check-people.ts'
import { checkReusePort } from './check-reuse-port.ts'
import { checkClientRows } from './client-rows.ts'
import { credentialFindings } from './credentials.ts'
import { type Finding, found } from './finding.ts'
import { checkFollowed } from './followed.ts'
import { isLoopback, isPlainNetwork } from './loopback.ts'
import { checkProtected } from './protected.ts'
import type { Settings } from './settings.ts'

export const check = (settings: Settings): readonly Finding[] => checks.flatMap((each) => each(settings))

type Check = (settings: Settings) => readonly Finding[]

const checkListening: Check = ({ listen, publicUrl }) => {
  const isOpen = !isLoopback(listen.host)
  return [
    ...found(
      isOpen && listen.tls === undefined && !listen.behindProxy,
      ['listen', 'host'],
      'tokens would cross the network in clear: configure listen.tls, or say listen.behindProxy: true where a proxy adds TLS',
    ),
    ...found(
      (isOpen || listen.behindProxy) && publicUrl === undefined,
      ['publicUrl'],
      'is needed, since clients do not reach the gateway at the address that it listens on: every location is made from it',
    ),
  ]
}

const checkPlaintext: Check = ({ directory }) => {
  if (directory.allowPlaintext || directory.tls.startTls) return []
  return directory.urls.flatMap((url, index) =>
    found(
      isPlainNetwork(url),
      ['directory', 'urls', index],
      'the bind password would cross the network in clear: use ldaps://, set directory.tls.startTls, or say directory.allowPlaintext: true',
    ),
  )
}

const checkCredentials: Check = ({ directory }) =>
  credentialFindings(directory, { path: ['directory'], prefix: 'directory.', tls: directory.tls, isOwn: true })

const checkClients: Check = (settings) =>
  settings.clients.flatMap(({ name, tokens, tokenFile, certificates, ...others }, index) => [
    ...found(
      settings.clients.findIndex((other) => other.name === name) < index,
      ['clients', index, 'name'],
      `another client is already named ${name}`,
    ),
    ...found(
      tokens.length + certificates.length === 0 &&
        tokenFile === undefined &&
        !provesItself(others) &&
        !isOfLogins(settings, name),
      ['clients', index],
      'needs tokens, a tokenFile, oauth, jwt, introspection or certificates: without one nobody can call as this client',
    ),
  ])

const checkLists: Check = ({ lists }) =>
  found(
    lists.defaultCount > lists.maxResults,
    ['lists', 'defaultCount'],
    `expected at most lists.maxResults (${lists.maxResults}), found ${lists.defaultCount}`,
  )

const checkCursors: Check = ({ cursors }) =>
  found(
    cursors.key !== undefined && cursors.keyFile !== undefined,
    ['cursors', 'keyFile'],
    'stands beside cursors.key: only one of them is wanted',
  )

const checkMetrics: Check = ({ listen, metrics }) =>
  found(
    metrics.enabled && metrics.port !== 0 && metrics.port === listen.port && isSameHost(metrics.host, listen.host),
    ['metrics', 'port'],
    `is the port of the service itself (listen.port, ${listen.port}): metrics need one of their own`,
  )

/** What listens everywhere listens there, too. */
const isSameHost = (a: string, b: string): boolean =>
  a.toLowerCase() === b.toLowerCase() || [a, b].some((host) => host === '0.0.0.0' || host === '::')

const checkReferences: Check = ({ references }) =>
  baseProblem(['references', 'base'], references.base).map(({ path, message }) => ({ path, message }))

const checks = [
  checkListening,
  checkReusePort,
  checkPlaintext,
  checkCredentials,
  checkFollowed,
  checkClients,
  checkCallers,
  checkClientRows,
  checkProtected,
  checkClientCertificates,
  checkPeople,
  checkLists,
  checkCursors,
  checkMetrics,
  checkReferences,
  checkAudit,
]
