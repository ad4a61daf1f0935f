/** Ports of loopback: a free one, and why one cannot be used. */
import { createServer } from 'node:net'

/** A port that was free a moment ago. */
export const freePort = async (): Promise<number> => {
  const outcome = await listenOnce(0)
  if (typeof outcome === 'number') return outcome
  throw new Error(`127.0.0.1 has no free port (${outcome})`)
}

/** The rest of a sentence that begins with the port, or undefined where it is free. */
export const whyPortIsUnusable = async (port: number): Promise<string | undefined> => {
  const outcome = await listenOnce(port)
  if (typeof outcome === 'number') return undefined
  return outcome === 'EADDRINUSE' ? 'is taken' : `cannot be used (${outcome})`
}

/** The port, or the code of the error. */
const listenOnce = (port: number): Promise<number | string> =>
  new Promise((resolve) => {
    const server = createServer()
    server.once('error', (error: NodeJS.ErrnoException) => resolve(error.code ?? error.message))
    server.listen({ port, host: '127.0.0.1', exclusive: true }, () => {
      const address = server.address()
      server.close(() => resolve(typeof address === 'object' && address !== null ? address.port : port))
    })
  })
