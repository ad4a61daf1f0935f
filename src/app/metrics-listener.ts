/** openMetrics: /metrics on a listener of its own, since it answers without a token. */
import type { Config } from '../config/config.ts'
import type { Metrics } from '../observe/metrics.ts'
import { type Listener, openListener } from './listener.ts'

export const openMetrics = async (options: Config['metrics'], metrics: Metrics): Promise<Listener> => {
  const listener = await openListener({ ...options, option: 'metrics.port' })
  listener.serve(async ({ method, url }) => {
    if (new URL(url).pathname !== '/metrics') return new Response('Not found\n', { status: 404 })
    if (method !== 'GET' && method !== 'HEAD')
      return new Response(null, { status: 405, headers: { Allow: 'GET, HEAD' } })
    return new Response(await metrics.text(), { headers: { 'Content-Type': metrics.contentType } })
  })
  return listener
}
