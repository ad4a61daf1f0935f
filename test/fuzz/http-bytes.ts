/** openHttpBytesTarget: bytes on a socket of the listener, most of them nearly HTTP. RFC 9112 */
import { connect } from 'node:net'
import fc from 'fast-check'
import { openListener } from '../../src/app/listener.ts'
import { base, createTestHttp } from '../http/support.ts'
import { law, type Target, target } from './target.ts'
import { anyText, mutated, piece } from './texts.ts'

export interface HttpBytesTarget {
  readonly target: Target
  close(): Promise<void>
}

const method = fc.constantFrom(
  'GET',
  'GET',
  'POST',
  'PUT',
  'PATCH',
  'DELETE',
  'HEAD',
  'OPTIONS',
  'CONNECT',
  'get',
  'QUERY',
  'PRI',
)
const id = fc.oneof(
  fc.constantFrom('u-1', '%2e%2e', '%00', '%', '%c0%af', '..', '.search', '[', ']', '\\'),
  anyText.map((text) => encodeURIComponent(text.toWellFormed())),
)
const path = fc.oneof(
  fc.constantFrom(
    `${base}/Users`,
    `${base}/Users?filter=userName+eq+%22a%22`,
    '/',
    '*',
    '//',
    '/healthz',
    'http://other.example/scim/v2/Users',
    'http://[',
    '//h/scim/v2/Users',
    '?',
    '#',
    `${base}/Bulk`,
    'http://u:p@h/x',
    '/\\',
    `${base}/Users/%ff`,
  ),
  id.map((each) => `${base}/Users/${each}`),
  piece.map((each) => `${base}/${each}`),
)
const version = fc.constantFrom('HTTP/1.1', 'HTTP/1.1', 'HTTP/1.1', 'HTTP/1.0', 'HTTP/2.0', 'HTTP/9', '')
const host = fc.constantFrom(
  'scim.example',
  'scim.example:8080',
  '',
  '[::1]',
  '[',
  'a b',
  'a/b',
  'a@b',
  'x:99999',
  '%',
  'ü',
  'a,b',
  '"',
  '\\',
  'x'.repeat(300),
)
const value = fc.oneof(
  fc.constantFrom(
    'x',
    'gzip',
    'W/"a"',
    '"',
    'Bearer write-token',
    'Bearer',
    'Basic dTpw',
    '100-continue',
    'chunked',
    'identity',
    '5',
    '-1',
    '0x5',
    '99999999999',
    'return=minimal',
    'h2c',
    'websocket',
    'application/json',
  ),
  anyText,
)
const name = fc.oneof(
  fc.constantFrom(
    'Authorization',
    'Content-Type',
    'Content-Length',
    'Transfer-Encoding',
    'Expect',
    'Upgrade',
    'Connection',
    'If-Match',
    'If-None-Match',
    'Prefer',
    'Content-Encoding',
    'X-Forwarded-For',
    'Forwarded',
    'Host',
    'Cookie',
    'TE',
    'Trailer',
    '__proto__',
    'constructor',
  ),
  piece,
)
const headers = fc.array(
  fc.tuple(name, value).map((each) => each.join(': ')),
  { maxLength: 5 },
)
const body = fc.oneof(
  fc.constantFrom(
    '',
    '{}',
    '{"schemas":[]}',
    '5\r\nhello\r\n0\r\n\r\n',
    'ffffffff\r\n',
    '0\r\n\r\nGET / HTTP/1.1\r\n\r\n',
    '\0',
  ),
  anyText,
)

const good = fc
  .tuple(method, path, version, host, headers, fc.boolean(), body)
  .map(([verb, where, http, at, more, isKnown, content]) =>
    [
      `${verb} ${where} ${http}`,
      ...(at === '' ? [] : [`Host: ${at}`]),
      ...(isKnown ? ['Authorization: Bearer write-token', 'Content-Type: application/scim+json'] : []),
      ...(isKnown && content !== '' ? [`Content-Length: ${Buffer.byteLength(content)}`] : []),
      ...more,
      'Connection: close',
      '',
      content,
    ].join('\r\n'),
  )

const bytes = fc
  .oneof({ weight: 5, arbitrary: good }, { weight: 2, arbitrary: mutated(good) })
  .map((text) => Buffer.from(text, 'utf8'))

export const openHttpBytesTarget = async (): Promise<HttpBytesTarget> => {
  const { app, observations } = createTestHttp()
  const limits = {
    headerBytes: 16_384,
    headersMs: 2_000,
    requestMs: 2_000,
    answerMs: 2_000,
    idleMs: 2_000,
    connections: 1_000,
  }
  const listener = await openListener({ host: '127.0.0.1', port: 0, option: 'listen.port', limits })
  listener.serve((request, arrival) => app.fetch(request, arrival))
  return {
    target: target({
      name: 'http bytes',
      files: ['src/http', 'src/app/listener.ts'],
      isParser: false,
      inputs: bytes,
      check: async (sent) => {
        const text = await exchange(listener.port, sent)
        const told = `${JSON.stringify(sent.toString())} was answered ${JSON.stringify(text.slice(0, 1_000))}`
        const status = Number(/^HTTP\/1\.1 (\d{3})/.exec(text)?.[1] ?? 0)
        law(status < 500 || status === 501 || status === 505, `no fault of ours: ${told}`)
        law(!/\bat .*[.:]\d+:\d+|node_modules|\.ts:/.test(text), `no call stack: ${told}`)
        law(!text.includes('write-token'), `no token: ${told}`)
        law(!observations.splice(0).some(({ kind }) => kind === 'unexpected'), `nothing unexpected: ${told}`)
      },
    }),
    close: () => listener.close(0),
  }
}

/** All that comes until the server closes; what is half a request ends with the client's half of the connection. */
const exchange = (port: number, sent: Buffer): Promise<string> =>
  new Promise((resolve) => {
    const socket = connect({ port, host: '127.0.0.1', allowHalfOpen: true })
    const chunks: Buffer[] = []
    const done = () => {
      clearTimeout(late)
      socket.destroy()
      resolve(Buffer.concat(chunks).toString('utf8'))
    }
    const late = setTimeout(done, 1_000)
    socket
      .on('data', (chunk) => chunks.push(chunk))
      .on('end', done)
      .on('error', done)
      .on('close', done)
    socket.end(sent)
  })
