/**
 * health: whether the gateway in this container answers. Exit code 0 or 1.
 * HEALTH_URL says where, for a port or TLS that a configuration file has set.
 */
import { request as requestHttp } from 'node:http'
import { request as requestHttps } from 'node:https'

const port = process.env.SCIMDAP_LISTEN_PORT || '8080'
const url = process.env.HEALTH_URL || `http://127.0.0.1:${port}/healthz`
const request = url.startsWith('https:') ? requestHttps : requestHttp

// The certificate is made out to the public name, not to this container's loopback address, and nothing is sent.
request(url, { rejectUnauthorized: false, timeout: 2_500 }, ({ statusCode }) => process.exit(statusCode === 200 ? 0 : 1))
  .on('timeout', () => process.exit(1))
  .on('error', () => process.exit(1))
  .end()
