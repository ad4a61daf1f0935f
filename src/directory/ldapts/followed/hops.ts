/** Hops: from one server to the next that a referral names, if it is listed, and never in a circle. RFC 4511 §4.1.10, §4.5.3 */
import { type Dn, isSameDn, normaliseDn } from '../../../ldap/dn.ts'
import { and } from '../../../ldap/filter.ts'
import { parseReferralUrl, type ReferralUrl } from '../../../ldap/referral-url.ts'
import { isReached } from '../../../ldap/url.ts'
import type { Observe, RefusedReferral } from '../../../observe/observation.ts'
import { DirectoryError, type SearchRequest } from '../../directory.ts'
import type { Reads } from '../reads.ts'
import { targetOf } from '../socket.ts'
import type { Writes } from '../writes.ts'

/** One of the servers that have the tree together. */
export interface Server {
  /** How referrals name it; see `serverKey`. */
  readonly keys: readonly string[]
  readonly reads: Reads
  readonly writes: Writes
}

/** A question, and whom it is put to. */
export interface Hop<R extends SearchRequest = SearchRequest> {
  readonly server: Server
  readonly request: R
  /** Of the server, in the referral that led to it. */
  readonly url: string
  /** What was asked before it, and of whom. */
  readonly path: readonly string[]
}

export interface Hops {
  readonly first: <R extends SearchRequest>(request: R) => Hop<R>
  /** The whole question, at the server that the answer names. `name`: what it is the answer about. @throws DirectoryError 10, 54 */
  readonly moved: <R extends SearchRequest>(hop: Hop<R>, urls: readonly string[], name?: Dn) => Hop<R>
  /** A subtree of it. @throws DirectoryError 10, 54 */
  readonly below: <R extends SearchRequest>(hop: Hop<R>, urls: readonly string[]) => Hop<R>
  /** Tells of it. @throws DirectoryError 10 */
  readonly refused: (url: string, reason: RefusedReferral) => never
}

const referral = 10
const loopDetect = 54

/** RFC 4511 §4.5.3 wants at least ten. */
const most = 10

/** The same for all spellings of one address: `ldap://host`, `LDAP://HOST:389/`. */
export const serverKey = (url: string): string => {
  const target = targetOf(url)
  if (target.kind === 'local') return `ldapi ${target.path}`
  return `${target.secure ? 'ldaps' : 'ldap'} ${target.host.toLowerCase()} ${target.port}`
}

/** `servers`: the main one first. */
export const createHops = (servers: readonly [Server, ...Server[]], observe: Observe): Hops => {
  const hopTo = <R extends SearchRequest>(hop: Hop<R>, { server, url, request }: Next<R>): Hop<R> => {
    const path = [...hop.path, keyOf(hop)]
    const next = { server, url, path, request }
    if (!path.includes(keyOf(next)) && path.length <= most) return next
    observe({ kind: 'referral-refused', url, reason: 'circle' })
    throw new DirectoryError(loopDetect, 'servers refer to each other in a circle, or too often')
  }
  const refused = (url: string, reason: RefusedReferral): never => {
    observe({ kind: 'referral-refused', url, reason })
    throw new DirectoryError(referral, 'it is at another server, which is not to be followed')
  }
  const listed = createListed(servers, refused)
  const moved: Hops['moved'] = (hop, urls, name = hop.request.base) => {
    const { url, server } = listed(urls)
    if (!isSameDn(url.base ?? name, name)) return refused(url.server, 'another-name')
    return hopTo(hop, { server, url: url.server, request: narrowed(hop.request, url) })
  }
  return {
    first: (request) => ({ server: servers[0], request, url: '', path: [] }),
    moved,
    below: (hop, urls) => {
      const { url, server } = listed(urls)
      const { base } = url
      // Some servers (389-ds) answer so where a referral is meant.
      if (base !== undefined && isSameDn(base, hop.request.base)) return moved(hop, urls)
      if (base === undefined || !isReached(base, hop.request)) return refused(url.server, 'another-name')
      // Of what is right below the base only the entry itself was asked for, and never more than that.
      const scope = hop.request.scope === 'sub' ? (url.scope ?? 'sub') : 'base'
      return hopTo(hop, { server, url: url.server, request: { ...narrowed(hop.request, url), base, scope } })
    },
    refused,
  }
}

/** The first of the alternatives that is at a listed server. */
const createListed = (servers: readonly Server[], refused: Hops['refused']) => {
  const byKey = new Map(servers.toReversed().flatMap((server) => server.keys.map((key) => [key, server] as const)))
  return (urls: readonly string[]): { readonly url: ReferralUrl; readonly server: Server } => {
    const readable = urls.flatMap((url) => parseReferralUrl(url) ?? [])
    for (const url of readable) {
      const server = byKey.get(serverKey(url.server))
      if (server !== undefined) return { url, server }
    }
    const [first] = readable
    return first === undefined ? refused('', 'not-understood') : refused(first.server, 'not-listed')
  }
}

interface Next<R> {
  readonly server: Server
  readonly url: string
  readonly request: R
}

/** A filter of the referral's is asked for besides ours: what does not match ours was never wanted. */
const narrowed = <R extends SearchRequest>(request: R, { filter }: ReferralUrl): R =>
  filter === undefined ? request : { ...request, filter: and(request.filter, filter) }

const keyOf = ({ server, request }: Pick<Hop, 'server' | 'request'>): string =>
  `${server.keys[0]} ${request.scope} ${normaliseDn(request.base)}`
