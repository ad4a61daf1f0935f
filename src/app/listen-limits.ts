/** listenLimits: what holds before it is known whom a request is for: of all that is served the most generous. docs/limits.md */
import type { Config, GatewayConfig } from '../config/config.ts'
import type { ListenLimits } from './listener.ts'

export const listenLimits = ({ own, tenants }: GatewayConfig): ListenLimits => {
  const services = [...(own === undefined ? [] : [own]), ...tenants.values()]
  const most = (limit: (limits: Config['limits']) => number) => Math.max(...services.map(({ limits }) => limit(limits)))
  return {
    // The URL is told to be too long by a SCIM error as long as it comes within the headers.
    headerBytes: most(({ urlLength, headerBytes }) => urlLength + headerBytes),
    headersMs: most(({ headersMs }) => headersMs),
    requestMs: most(({ requestMs }) => requestMs),
    answerMs: most(({ answerMs }) => answerMs),
    idleMs: most(({ idleMs }) => idleMs),
    connections: most(({ connections }) => connections),
  }
}
