/** reach: whether anything can be played against a server at all, so that a wrong URL or token is one sentence and not a page. */
import { exchange, type Wire } from './exchange.ts'

/** Undefined: it can. Else the reason in one sentence, without the token. */
export const unreachable = async (wire: Wire): Promise<string | undefined> => {
  const { status, failure } = await exchange(wire, { method: 'GET', path: '/Users?startIndex=1&count=1' })
  if (wire.signal.aborted) return undefined
  if (status === undefined) return `No answer from ${wire.base}: ${failure ?? 'the connection failed'}.`
  if (status === 401) return `${wire.base} refuses the token (401).`
  if (status === 404) return `There is no /Users below ${wire.base} (404): the path of the base URL is another one.`
  if (status >= 300 && status < 400)
    return `${wire.base} is elsewhere (${status}): give the URL that it leads to, since providers follow no redirect.`
  return undefined
}
