/** startSmallServer: a SCIM server of a few lines, which a test can make misbehave. */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

export interface Seen {
  readonly method: string
  readonly path: string
  readonly headers: Readonly<Record<string, unknown>>
  readonly body: unknown
}

/** Undefined: as usual. A number: that status. Otherwise what the function does. */
export type Whim = (seen: Seen, answer: ServerResponse) => number | 'done' | undefined

export interface SmallServer {
  readonly url: string
  readonly seen: Seen[]
  /** Bodies by path: `/Users/7`. */
  readonly stored: Map<string, Readonly<Record<string, unknown>>>
  close(): Promise<void>
}

export const startSmallServer = async (whim: Whim = () => undefined): Promise<SmallServer> => {
  const stored: SmallServer['stored'] = new Map()
  const seen: Seen[] = []
  const server = createServer(async (incoming, answer) => {
    const one = await read(incoming)
    seen.push(one)
    const usual = () => respond(one, stored)
    const wish = whim(one, answer)
    if (wish === 'done') return
    const { status, body } = wish === undefined ? usual() : { status: wish, body: { detail: 'no', status: `${wish}` } }
    answer.writeHead(status, { 'Content-Type': 'application/scim+json' })
    answer.end(status === 204 ? '' : JSON.stringify(body))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const close = () =>
    new Promise<void>((resolve) => {
      server.close(() => resolve())
      server.closeAllConnections()
    })
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/scim`, seen, stored, close }
}

/** What is stored when a POST comes, for whims that answer otherwise. */
export const keep = (stored: SmallServer['stored'], { path, body }: Seen): void => {
  respond({ method: 'POST', path, headers: {}, body }, stored)
}

const read = async (incoming: IncomingMessage): Promise<Seen> => {
  let text = ''
  for await (const chunk of incoming.setEncoding('utf8')) text += chunk
  const { method = '', url = '', headers } = incoming
  return { method, path: url.replace(/^\/scim/, ''), headers, body: text === '' ? undefined : JSON.parse(text) }
}

const respond = ({ method, path, body }: Seen, stored: SmallServer['stored']) => {
  const url = new URL(path, 'http://localhost')
  const here = stored.get(url.pathname)
  if (method === 'POST') {
    const id = `${stored.size + 1}`
    stored.set(`${url.pathname}/${id}`, { ...(body as object), id })
    return { status: 201, body: stored.get(`${url.pathname}/${id}`) }
  }
  if (/^\/(Users|Groups)$/.test(url.pathname)) return { status: 200, body: listOf(url, stored) }
  if (here === undefined) return { status: 404, body: { detail: 'nobody' } }
  if (method === 'DELETE') {
    stored.delete(url.pathname)
    return { status: 204, body: undefined }
  }
  if (method === 'PUT') stored.set(url.pathname, { ...(body as object), id: here.id })
  return { status: 200, body: stored.get(url.pathname) }
}

const listOf = (url: URL, stored: SmallServer['stored']) => {
  const [, attribute = '', value] = /^(\w+) eq "(.*)"$/.exec(url.searchParams.get('filter') ?? '') ?? []
  const found = [...stored]
    .filter(([path, body]) => path.startsWith(`${url.pathname}/`) && (value === undefined || body[attribute] === value))
    .map(([, body]) => body)
  const start = Number(url.searchParams.get('startIndex') ?? 1)
  const count = Number(url.searchParams.get('count') ?? 100)
  return {
    schemas: ['urn:ietf:params:scim:api:messages:2.0:ListResponse'],
    totalResults: found.length,
    Resources: found.slice(start - 1, start - 1 + count),
  }
}
