/** directoryOptions: the configuration's words for a directory, in those of the directory's room. */
import type { DirectoryConfig } from '../config/config.ts'
import type { DirectoryOptions } from '../directory/ldapts/options.ts'
import type { Observe } from '../observe/observation.ts'

export const directoryOptions = (config: DirectoryConfig, observe: Observe): DirectoryOptions => ({
  urls: config.urls,
  ...(config.bindDn !== undefined && { bindDn: config.bindDn }),
  ...(config.password !== undefined && { password: config.password }),
  tls: {
    startTls: config.tls.startTls,
    rejectUnauthorized: config.tls.verify,
    ...(config.tls.servername !== undefined && { servername: config.tls.servername }),
    ...(config.tls.ca !== undefined && { ca: config.tls.ca }),
    ...(config.tls.cert !== undefined && { cert: config.tls.cert }),
    ...(config.tls.key !== undefined && { key: config.tls.key }),
  },
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
  without: config.transactions ? [] : ['transactions'],
  id: config.id,
  ...(config.version !== undefined && { version: config.version }),
  observe,
})
