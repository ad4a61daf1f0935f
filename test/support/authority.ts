/** startAuthority: another server as a test's own: JSON at paths, over a real socket of this machine; counts who asks. */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { exportJWK, generateKeyPair, type JWTPayload, SignJWT } from 'jose'

export interface Authority {
  readonly url: string
  /** Method, path, headers and body of each request. */
  readonly asked: readonly Asked[]
  /** What a path answers with from now on; undefined: nothing is answered at all. */
  answer(path: string, answer: Answer): void
  close(): Promise<void>
}

export interface Asked {
  readonly method: string
  readonly path: string
  readonly headers: IncomingMessage['headers']
  readonly body: string
}

export type Answer =
  | { readonly status?: number; readonly json?: unknown; readonly text?: string; readonly location?: string }
  | 'silence'

export const startAuthority = async (): Promise<Authority> => {
  const answers = new Map<string, Answer>()
  const asked: Asked[] = []
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = []
    for await (const chunk of request) chunks.push(chunk)
    const path = request.url ?? ''
    asked.push({
      ...{ method: request.method ?? '', path, headers: request.headers },
      body: Buffer.concat(chunks).toString(),
    })
    reply(response, answers.get(path) ?? { status: 404 })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    asked,
    answer: (path, answer) => void answers.set(path, answer),
    close: async () => {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

const reply = (response: ServerResponse, answer: Answer): void => {
  if (answer === 'silence') return
  const { status = 200, json, text = JSON.stringify(json ?? {}), location } = answer
  response.writeHead(status, { 'Content-Type': 'application/json', ...(location && { Location: location }) }).end(text)
}

/** A key of an issuer: what it publishes, and tokens that it signs. */
export const makeKey = async (kid: string, alg = 'RS256') => {
  const { privateKey, publicKey } = await generateKeyPair(alg, { extractable: true })
  return {
    privateKey,
    publicKey,
    jwk: { ...(await exportJWK(publicKey)), kid, alg, use: 'sig' },
    sign: (claims: JWTPayload, header: Readonly<Record<string, unknown>> = {}) =>
      new SignJWT(claims).setProtectedHeader({ alg, kid, typ: 'JWT', ...header }).sign(privateKey),
  }
}
