/** Reads: the reading verbs of the port, on the pool. RFC 4511 §4.5 */
import { type Dn, isUnder } from '../../ldap/dn.ts'
import { type Entry, textsOf } from '../../ldap/entry.ts'
import { not } from '../../ldap/filter.ts'
import { DirectoryError, type DirectoryReader } from '../directory.ts'
import { parseSubschema, type Subschema } from '../subschema.ts'
import { type Rootdse, readCapabilities } from './capabilities.ts'
import { DerefControl } from './controls/deref.ts'
import { SyncControl } from './controls/sync.ts'
import { withImpliedRules, withRulesOfActiveDirectory } from './implied-rules.ts'
import type { Avoidable } from './options.ts'
import type { Work } from './pool.ts'
import { withWholeLists } from './ranges.ts'
import type { OnReferred } from './referrals.ts'
import { anyEntry, scanPages, searchOnce } from './search.ts'
import { SearchMessage } from './search-message.ts'
import type { Sessions } from './sessions.ts'

const noSuchObject = 32
const unavailableCriticalExtension = 12

interface Heard {
  /** For who follows references; see `referrals.ts` for all others. */
  readonly onReferred?: OnReferred
}

export class Reads implements DirectoryReader {
  readonly #pool: Sessions
  readonly #without: Readonly<Partial<Rootdse>>
  readonly #rootdse: () => Promise<Rootdse>
  readonly #subschema: () => Promise<Subschema>

  /** `known`: of somebody who has read already what the server says of itself, and has the right to. */
  constructor(
    pool: Sessions,
    { known, without = [] }: { readonly known?: Reads; readonly without?: readonly Avoidable[] } = {},
  ) {
    this.#pool = pool
    this.#without = Object.fromEntries([...pool.settings.without, ...without].map((name) => [name, false]))
    this.#rootdse = known === undefined ? oncePerEpoch(pool, readCapabilities) : known.#rootdse
    this.#subschema = known === undefined ? oncePerEpoch(pool, readSubschema) : known.#subschema
  }

  capabilities: DirectoryReader['capabilities'] = async () => {
    const rootdse = { ...(await this.#rootdse()), ...this.#without }
    if (this.#pool.settings.version === undefined) return { ...rootdse, guarded: rootdse.assertion }
    // Whoever reads a version attribute must swap it: an assertion would go on saying that it is as it was, in a transaction, too.
    return { ...rootdse, assertion: false, transactions: false, guarded: true }
  }

  subschema: DirectoryReader['subschema'] = () => this.#subschema()

  async *scan(request: Parameters<DirectoryReader['scan']>[0] & Heard): ReturnType<typeof scanPages> {
    const { paged } = await this.capabilities()
    yield* scanPages(this.#pool, { ...request, paged }, withWholeLists)
  }

  search = (request: Parameters<DirectoryReader['search']>[0] & Heard): ReturnType<DirectoryReader['search']> =>
    this.#pool.read(async (session, deadline) =>
      withWholeLists(session, await searchOnce(session, request, deadline), deadline),
    )

  read: DirectoryReader['read'] = async (base, types, filter = anyEntry) => {
    try {
      const [entry] = await this.search({ base, scope: 'base', filter, types })
      return entry
    } catch (error) {
      if (isNoSuchObject(error)) return undefined
      throw error
    }
  }

  async *dereference(
    base: Dn,
    type: string,
    types: readonly string[],
  ): AsyncGenerator<readonly Entry[], void, undefined> {
    const { deref } = await this.capabilities()
    if (!deref) throw new DirectoryError(unavailableCriticalExtension, 'the server has no dereference control')
    const control = await this.#pool.read(async (session, deadline) => {
      const asked = new DerefControl(type, types)
      const message = new SearchMessage({ base, scope: 'base', filter: anyEntry, types: [] })
      message.controls = [asked]
      await session.request(message, deadline).catch((error: unknown) => {
        if (!isNoSuchObject(error)) throw error
      })
      return asked
    })
    yield* control.found()
  }

  changeMark: DirectoryReader['changeMark'] = async (base) => {
    const { namingContexts, sync } = await this.capabilities()
    const { epoch } = this.#pool
    const [suffix] = namingContexts.filter((context) => isUnder(base, context)).sort((a, b) => b.length - a.length)
    if (suffix === undefined || !sync) return undefined
    // A search goes on into databases that are glued in below its base, and their writes may move a mark of their own.
    const below = namingContexts.filter((context) => context !== suffix && isUnder(context, base))
    const marks = await Promise.all([suffix, ...below].map((context) => this.#contextCsn(context as Dn)))
    return marks.includes(undefined) ? undefined : [epoch, ...marks].join(' ')
  }

  /**
   * undefined, too, where a write may have been answered that contextCSN does not tell of: it waits for older ones, and when
   * these fail it waits for the next that succeeds.
   */
  async #contextCsn(suffix: Dn): Promise<string | undefined> {
    const entry = await this.read(suffix, ['contextCSN'])
    const csns = entry === undefined ? [] : textsOf(entry.attributes, 'contextCSN')
    if (csns.length === 0) return undefined
    const saysUnchanged = await this.#pool.read(async (session, deadline) => {
      const asked = new SyncControl(csns)
      const message = new SearchMessage({ base: suffix, scope: 'base', filter: not(anyEntry), types: [] })
      message.controls = [asked]
      // Whatever the server has against it: it proves nothing.
      await session.request(message, deadline, { isTaken: () => true })
      return asked.saysUnchanged
    })
    return saysUnchanged ? csns.toSorted().join(' ') : undefined
  }
}

const isNoSuchObject = (error: unknown): boolean => error instanceof DirectoryError && error.code === noSuchObject

const readSubschema: Work<Subschema> = async (session, deadline) => {
  const { subschemaSubentry, vendor, isActiveDirectory } = await readCapabilities(session, deadline)
  if (subschemaSubentry === undefined) throw new DirectoryError(noSuchObject, 'the server shows no subschema')
  const filter = { kind: 'equal', type: 'objectClass', value: 'subschema' } as const
  const types = ['attributeTypes', 'objectClasses', 'dITContentRules']
  const [entry] = await searchOnce(session, { base: subschemaSubentry, scope: 'base', filter, types }, deadline)
  if (entry === undefined) throw new DirectoryError(noSuchObject, 'the server shows no subschema')
  const [attributeTypes = [], objectClasses = [], contentRules] = types.map((type) => textsOf(entry.attributes, type))
  const subschema = parseSubschema(attributeTypes, objectClasses, contentRules)
  if (isActiveDirectory) return withRulesOfActiveDirectory(subschema)
  return vendor === '389 Project' ? withImpliedRules(subschema) : subschema
}

/** Reads once, again after the server was away, and not at all while one reading is under way. Failures are not kept. */
const oncePerEpoch = <T>(pool: Sessions, work: Work<T>): (() => Promise<T>) => {
  let last: { epoch: number; readonly value: Promise<T> } | undefined
  return () => {
    if (last !== undefined && last.epoch === pool.epoch) return last.value
    const current = { epoch: pool.epoch, value: pool.read(work) }
    last = current
    current.value.then(
      () => {
        current.epoch = pool.epoch
      },
      () => {
        if (last === current) last = undefined
      },
    )
    return current.value
  }
}
