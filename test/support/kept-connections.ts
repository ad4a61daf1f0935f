/** keepConnection: one connection of HTTP, of which is known whether it is still the same: between processes on one port only that tells them apart. */
import { Agent, get, type RequestOptions } from 'node:http'
import { get as getByTls, Agent as TlsAgent } from 'node:https'

export interface KeptConnection {
  /** Status of a GET. @throws Error where the connection is not that of the request before any more */
  ask(path: string): Promise<number>
  isOpen(): boolean
  close(): void
}

/** Opened by its first request. */
export const keepConnection = (
  port: number,
  {
    headers = {},
    isTls = false,
  }: { readonly headers?: Readonly<Record<string, string>>; readonly isTls?: boolean } = {},
): KeptConnection => {
  const settings = { keepAlive: true, maxSockets: 1 }
  const agent = isTls ? new TlsAgent({ ...settings, rejectUnauthorized: false }) : new Agent(settings)
  const start = isTls ? getByTls : get
  let isFirst = true
  const ask = (path: string) =>
    new Promise<number>((resolve, reject) => {
      const options: RequestOptions = { host: '127.0.0.1', port, path, agent, headers }
      const request = start(options, (response) => {
        if (!isFirst && !request.reusedSocket) reject(new Error('the connection was closed'))
        isFirst = false
        response.resume()
        response.on('end', () => resolve(response.statusCode ?? 0))
      })
      request.on('error', reject)
    })
  return { ask, isOpen: () => Object.keys(agent.freeSockets).length > 0, close: () => agent.destroy() }
}

export const keepConnections = (
  count: number,
  ...given: Parameters<typeof keepConnection>
): readonly KeptConnection[] => Array.from({ length: count }, () => keepConnection(...given))
