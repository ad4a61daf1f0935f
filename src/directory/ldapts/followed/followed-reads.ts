/** FollowedReads: searches that go on at other servers, so that an answer is whole or an error. RFC 4511 §4.1.10, §4.5.3 */
import { type Dn, parentOf } from '../../../ldap/dn.ts'
import type { Entry } from '../../../ldap/entry.ts'
import { DirectoryError, type DirectoryReader, type SearchRequest } from '../../directory.ts'
import { Referral } from '../errors.ts'
import type { OnReferred } from '../referrals.ts'
import { anyEntry } from '../search.ts'
import type { Hop, Hops, Server } from './hops.ts'

const unavailableCriticalExtension = 12
const noSuchObject = 32

type Question = SearchRequest & { readonly most?: number }
interface Answer<R extends SearchRequest> {
  readonly entries: readonly Entry[]
  readonly next: readonly Hop<R>[]
}

type Scan = SearchRequest & { readonly pageSize?: number }

export class FollowedReads implements DirectoryReader {
  readonly #main: Server
  readonly #hops: Hops

  constructor(main: Server, hops: Hops) {
    this.#main = main
    this.#hops = hops
  }

  scan(request: Scan): AsyncGenerator<readonly Entry[], void, undefined> {
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

  dereference(): AsyncGenerator<readonly Entry[], void, undefined> {
    throw new DirectoryError(unavailableCriticalExtension, 'no server dereferences what another one has')
  }

  changeMark: DirectoryReader['changeMark'] = async () => undefined

  /** The server that has this entry, or would have it. */
  async serverOf(dn: Dn): Promise<Server> {
    for (let hop = this.#hops.first(aboutName(dn)); ; ) {
      const [further] = await this.#asked(hop).then(
        ({ next }) => next,
        (thrown: unknown) => {
          if (isNoSuchObject(thrown)) return []
          throw thrown
        },
      )
      if (further === undefined) return hop.server
      hop = further
    }
  }

  async #found(hop: Hop<Question>): Promise<readonly Entry[]> {
    const { most = Number.POSITIVE_INFINITY } = hop.request
    const { entries, next } = await this.#asked(hop)
    if (entries.length >= most) return entries
    const theirs = await Promise.all(
      distinct(next).map(async (each) => {
        const [further] = await Promise.all([this.#found(each), this.#mustBeNamedSo(hop, each)])
        return further
      }),
    )
    return [entries, ...theirs].flat().slice(0, most)
  }

  /** What one server has, and where the rest is. */
  async #asked<R extends Question>(hop: Hop<R>): Promise<Answer<R>> {
    const { next, onReferred } = this.#hearing(hop)
    let entries: readonly Entry[]
    try {
      entries = await hop.server.reads.search({ ...hop.request, onReferred })
    } catch (thrown) {
      return { entries: [], next: await this.#onwards(hop, thrown) }
    }
    return { entries, next: entries.length + next.length > 0 ? next : await this.#onwards(hop, undefined) }
  }

  /** Where a question goes on that found nothing here. @throws what was thrown, where that is the answer */
  async #onwards<R extends SearchRequest>(hop: Hop<R>, thrown: unknown): Promise<readonly Hop<R>[]> {
    if (thrown === undefined) return hop.request.scope === 'one' ? this.#heldBy(hop, hop.request.base) : []
    if (!isNoSuchObject(thrown)) return [this.#movedFrom(hop, thrown)]
    const further = await this.#above(hop)
    if (further.length === 0) throw thrown
    return further
  }

  /**
   * 389 Directory Server refers for what a referral object is the name of, and for nothing below it: that is not there
   * (32), nothing is right below it, and a new entry would be taken.
   */
  async #above<R extends SearchRequest>(hop: Hop<R>): Promise<Hop<R>[]> {
    for (let dn = parentOf(hop.request.base); dn !== undefined && dn !== ''; dn = parentOf(dn)) {
      try {
        return await this.#heldBy(hop, dn)
      } catch (thrown) {
        // A referral is for what is outside of the server's part: nothing of it was above.
        if (thrown instanceof Referral) return []
        if (!isNoSuchObject(thrown)) throw thrown
      }
    }
    return []
  }

  /** Where the question goes on, if the server says of this entry that it is elsewhere. */
  async #heldBy<R extends SearchRequest>(hop: Hop<R>, dn: Dn): Promise<Hop<R>[]> {
    const next: Hop<R>[] = []
    const onReferred: OnReferred = (told) => void next.push(...told.map((urls) => this.#hops.moved(hop, urls, dn)))
    await hop.server.reads.search({ ...aboutName(dn), onReferred })
    return next
  }

  async *#scanned(hop: Hop<Scan>): AsyncGenerator<readonly Entry[], void, undefined> {
    const { next, onReferred } = this.#hearing(hop)
    let isBegun = false
    let failure: unknown
    try {
      for await (const page of hop.server.reads.scan({ ...hop.request, onReferred })) {
        isBegun = true
        yield page
      }
    } catch (thrown) {
      if (isBegun) throw thrown
      failure = thrown
    }
    const isAnswer = failure === undefined && (isBegun || next.length > 0)
    for (const each of distinct(isAnswer ? next : await this.#onwards(hop, failure))) {
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
  async #mustBeNamedSo({ server, request }: Hop, { url, request: { base } }: Hop): Promise<void> {
    if (base === request.base) return
    const isElsewhere = await this.#isElsewhere(server, base)
    if (!isElsewhere) this.#hops.refused(url, 'another-name')
  }

  async #isElsewhere(server: Server, dn: Dn): Promise<boolean> {
    let isElsewhere = false
    const onReferred = () => {
      isElsewhere = true
    }
    await server.reads.search({ ...aboutName(dn), onReferred }).catch((thrown: unknown) => {
      if (thrown instanceof Referral) isElsewhere = true
      else if (!isNoSuchObject(thrown)) throw thrown
    })
    return isElsewhere
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
