/** directoryOptions: the configuration's words for a directory, in those of the directory's room. */
import type { DirectoryConfig } from '../config/config.ts'
import type { DirectoryOptions } from '../directory/ldapts/options.ts'
import type { Observe } from '../observe/observation.ts'

export const directoryOptions = (config: DirectoryConfig, observe: Observe): DirectoryOptions => ({
  ...serverOptions(config),
  timeouts: {
    connect: config.timeouts.connectMs,
    operation: config.timeouts.operationMs,
    page: config.timeouts.pageMs,
    wait: config.timeouts.waitMs,
  },
  sessions: config.sessions,
  leases: config.leases,
  inFlight: config.inFlight,
  writes: config.writes,
  waiting: config.waiting,
  referrals: config.referrals,
  followed: config.followed.map((server) => ({ names: server.names, ...serverOptions(server) })),
  without: config.transactions ? [] : ['transactions'],
  id: config.id,
  ...(config.version !== undefined && { version: config.version }),
  observe,
})

type ServerConfig = Pick<DirectoryConfig, 'urls' | 'bindDn' | 'password' | 'tls'>

const serverOptions = ({ urls, bindDn, password, tls }: ServerConfig) => ({
  urls,
  ...(bindDn !== undefined && { bindDn }),
  ...(password !== undefined && { password }),
  tls: {
    startTls: tls.startTls,
    rejectUnauthorized: tls.verify,
    ...(tls.servername !== undefined && { servername: tls.servername }),
    ...(tls.ca !== undefined && { ca: tls.ca }),
    ...(tls.cert !== undefined && { cert: tls.cert }),
    ...(tls.key !== undefined && { key: tls.key }),
  },
})
