/** gatewayConfig: the configuration that the demo's gateway is started with. JSON is YAML. */
import { hashToken } from '../auth/bearer-token.ts'
import type { Slapd } from './running-slapd.ts'

export const gatewayConfig = (
  slapd: Slapd,
  { port, token }: { readonly port: number; readonly token: string },
): string =>
  JSON.stringify({
    listen: { host: '127.0.0.1', port },
    directory: { urls: [slapd.url], bindDn: slapd.gatewayDn, password: slapd.gatewayPassword },
    users: { base: `ou=people,${slapd.suffix}` },
    groups: { base: `ou=groups,${slapd.suffix}` },
    references: { base: slapd.suffix },
    clients: [{ name: 'demo', tokens: [hashToken(token)] }],
    log: { level: 'warn' },
  })
