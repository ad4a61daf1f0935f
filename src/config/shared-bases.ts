/** sharedBases: tenants are kept apart by what they look at; two that look at the same entries have to say so. docs/tenants.md */
import { type Reach, sharedBase } from '../mapping/declaration/shared-base.ts'
import type { Config } from './config.ts'
import { isLoopback } from './loopback.ts'
import type { Problem } from './problem.ts'
import { ownName } from './tenants.ts'

interface Service {
  readonly name: string
  readonly where: string
  readonly config: Pick<Config, 'directory' | 'resources' | 'clients' | 'sharedBase'>
}

/**
 * By the names of servers and the bases, as far as any client of each may go. That one server has two names, or two
 * servers hold one directory, cannot be seen here.
 */
export const sharedBases = (services: readonly Service[]): readonly Problem[] =>
  services.flatMap((service, index) =>
    services.slice(0, index).flatMap((other) => {
      if (service.config.sharedBase && other.config.sharedBase) return []
      const server = sharedServer(service, other)
      const shared = server === undefined ? undefined : sharedBase(reachOf(service), reachOf(other))
      return shared === undefined ? [] : [{ where: service.where, message: messageOf({ service, other, shared }) }]
    }),
  )

const sharedServer = ({ config }: Service, { config: other }: Service): string | undefined => {
  const theirs = new Set(other.directory.urls.map(serverOf))
  return config.directory.urls.map(serverOf).find((server) => theirs.has(server))
}

/** ldap and ldaps at their usual ports are one server. RFC 4516 §2, RFC 4511 §5.2 */
const serverOf = (url: string): string => {
  const [, scheme = '', host = '', port = ''] = /^(\w+):\/\/(\[[^\]]*\]|[^:/?#]*)(?::(\d+))?/i.exec(url) ?? []
  if (scheme.toLowerCase() === 'ldapi') return `ldapi ${decodeURIComponent(host)}`
  const usual = scheme.toLowerCase() === 'ldaps' ? '636' : '389'
  const isUsual = port === '' || port === usual
  return `${isLoopback(host) ? 'localhost' : host.toLowerCase().replace(/\.$/, '')} ${isUsual ? '' : port}`
}

/** Where any of its clients sees anything. */
const reachOf = ({ config: { resources, clients } }: Service): readonly Reach[] =>
  resources.flatMap(({ declaration: declared, resourceType: { name } }) =>
    clients.flatMap(({ may }) => {
      if (may === undefined) return [{ declared, bases: undefined }]
      const own = Object.hasOwn(may, name) ? may[name] : undefined
      return own === undefined ? [] : [{ declared, bases: own.bases }]
    }),
  )

interface Shared {
  readonly service: Service
  readonly other: Service
  readonly shared: string
}

const messageOf = ({ service, other, shared }: Shared): string =>
  `${nameOf(service)}: looks at entries (${shared}) at which ${nameOf(other)} looks, too, on the same server: each would see and write ` +
  `what is the other's; give them bases of their own, here or by may of every client, or say sharedBase: true in both`

const nameOf = ({ name }: Service): string => (name === ownName ? 'the service at the base path' : `tenant ${name}`)
