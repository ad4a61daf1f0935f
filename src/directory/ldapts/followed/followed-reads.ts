/** FollowedReads: searches that go on at other servers, so that an answer is whole or an error. RFC 4511 §4.1.10, §4.5.3 */
import type { Dn } from '../../../ldap/dn.ts'
import type { Entry } from '../../../ldap/entry.ts'
import { DirectoryError, type DirectoryReader, type SearchRequest } from '../../directory.ts'
import { Referral } from '../errors.ts'
import type { OnReferred } from '../referrals.ts'
import { anyEntry } from '../search.ts'
import type { Hop, Hops, Server } from './hops.ts'

const unavailableCriticalExtension = 12
const noSuchObject = 32

type Question = SearchRequest & { readonly most?: number }
type Scan = SearchRequest & { readonly pageSize?: number }

export class FollowedReads implements DirectoryReader {
  readonly #main: Server
  readonly #hops: Hops

  constructor(main: Server, hops: Hops) {
    this.#main = main
    this.#hops = hops
  }

  scan(request: Scan): AsyncGenerator<Entry, void, undefined> {
    return this.#scanned(this.#hops.first(request))
  }

  search: DirectoryReader['search'] = (request) => this.#found(this.#hops.first(request))

  read: DirectoryReader['read'] = async (base, types, filter = anyEntry) => {
    try {
      const [entry] = await this.search({ base, scope: 'base', filter, types })
      return entry
    } catch (thrown) {
      if (isNoSuchObject(thrown)) return undefined
      throw thrown
    }
  }

  /** What one server can do for its own entries only is not done at all. */
  capabilities: DirectoryReader['capabilities'] = async () => ({
    ...(await this.#main.reads.capabilities()),
    deref: false,
    sync: false,
  })

  subschema: DirectoryReader['subschema'] = () => this.#main.reads.subschema()

  dereference(): AsyncGenerator<Entry, void, undefined> {
    throw new DirectoryError(unavailableCriticalExtension, 'no server dereferences what another one has')
  }

  changeMark: DirectoryReader['changeMark'] = async () => undefined

  /** The server that has this entry, or would have it. */
  async serverOf(dn: Dn): Promise<Server> {
    for (let hop = this.#hops.first(aboutName(dn)); ; ) {
      const answer = await hop.server.reads.search(hop.request).catch((thrown: unknown) => {
        if (isNoSuchObject(thrown)) return []
        return this.#movedFrom(hop, thrown)
      })
      if (!('server' in answer)) return hop.server
      hop = answer
    }
  }

  async #found(hop: Hop<Question>): Promise<readonly Entry[]> {
    const { next, onReferred } = this.#hearing(hop)
    const { most = Number.POSITIVE_INFINITY } = hop.request
    const answer = await hop.server.reads
      .search({ ...hop.request, onReferred })
      .catch((thrown: unknown) => this.#movedFrom(hop, thrown))
    if ('server' in answer) return this.#found(answer)
    if (answer.length >= most) return answer
    const theirs = await Promise.all(
      distinct(next).map(async (each) => {
        const [entries] = await Promise.all([this.#found(each), this.#mustBeNamedSo(hop, each)])
        return entries
      }),
    )
    return [answer, ...theirs].flat().slice(0, most)
  }

  async *#scanned(hop: Hop<Scan>): AsyncGenerator<Entry, void, undefined> {
    const { next, onReferred } = this.#hearing(hop)
    let isBegun = false
    try {
      for await (const entry of hop.server.reads.scan({ ...hop.request, onReferred })) {
        isBegun = true
        yield entry
      }
    } catch (thrown) {
      if (isBegun) throw thrown
      yield* this.#scanned(this.#movedFrom(hop, thrown))
      return
    }
    for (const each of distinct(next)) {
      await this.#mustBeNamedSo(hop, each)
      yield* this.#scanned(each)
    }
  }

  /** Subtrees that are elsewhere, as they are told; whatever is wrong with one ends the search at once. */
  #hearing<R extends SearchRequest>(hop: Hop<R>): { readonly next: Hop<R>[]; readonly onReferred: OnReferred } {
    const next: Hop<R>[] = []
    return { next, onReferred: (told) => void next.push(...told.map((urls) => this.#hops.below(hop, urls))) }
  }

  /**
   * Whatever is read or written by its name is asked for at the server that gave the reference. It must say of the name by
   * itself what it says in a search: an entry would be listed, and nobody could get at it.
   */
  async #mustBeNamedSo({ server }: Hop, { url, request: { base } }: Hop): Promise<void> {
    const isElsewhere = await server.reads.search(aboutName(base)).then(
      () => false,
      (thrown: unknown) => {
        if (isNoSuchObject(thrown)) return false
        if (thrown instanceof Referral) return true
        throw thrown
      },
    )
    if (!isElsewhere) this.#hops.refused(url, 'another-name')
  }

  /** @throws what was thrown, unless it is a referral */
  #movedFrom<R extends SearchRequest>(hop: Hop<R>, thrown: unknown): Hop<R> {
    if (!(thrown instanceof Referral)) throw thrown
    return this.#hops.moved(hop, thrown.urls)
  }
}

const aboutName = (base: Dn): SearchRequest => ({ base, scope: 'base', filter: anyEntry, types: [] })

/** A paged search may name the same subtree with each page. */
const distinct = <R extends SearchRequest>(hops: readonly Hop<R>[]): readonly Hop<R>[] => {
  const byTarget = hops.map((hop) => [`${hop.server.keys[0]} ${hop.request.scope} ${hop.request.base}`, hop] as const)
  return [...new Map(byTarget).values()]
}

const isNoSuchObject = (thrown: unknown): boolean => thrown instanceof DirectoryError && thrown.code === noSuchObject
