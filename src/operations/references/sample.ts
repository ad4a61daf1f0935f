/** Samples: people to ask about, a few at a time: the first of a directory, some of every time, those who came with somebody. */
import { DirectoryError } from '../../directory/directory.ts'
import type { Dn } from '../../ldap/dn.ts'
import { type Entry, textOf } from '../../ldap/entry.ts'
import { always, and, greaterOrEqual, type LdapFilter, lessOrEqual } from '../../ldap/filter.ts'
import type { Mapping } from '../../mapping/mapping.ts'
import type { Dependencies } from '../dependencies.ts'
import { type Clock, clocksOf, day } from './clock.ts'
import { entriesOf } from './entries-of.ts'
import { type Span, spansSince } from './spans.ts'

type Needed = Pick<Dependencies, 'directory' | 'now'>

/** Entries that are taken from one place, and places that are asked at once. */
const few = 10
const places = 4

/** Those who come first are in every large group to which people belong by chance. */
const first = 25

const mostNear = 2

/** Rounds of places that are chosen by what was found before. */
const weighedRounds = 3

/** After so long a whole list would have been read already. */
const longestMs = 500

/** For how long a directory is taken to be full of the same people. */
const keptMs = 600_000

/** Steps of a sample: DNs that are asked about together. */
export type Steps = AsyncIterable<readonly Dn[]>

/**
 * Some two hundred entries of a type. Servers look entries up in the order in which they were made, so that what is
 * asked for is entries of a time. The whole sample is kept for the next group: a guess, to be proven by whoever uses it.
 */
export const createSpread = ({ directory, now }: Needed): ((mapping: Mapping) => Steps) => {
  const kept = new Map<Mapping, { readonly steps: readonly (readonly Dn[])[]; readonly until: number }>()
  return async function* spread(mapping) {
    const known = kept.get(mapping)
    if (known !== undefined && now() < known.until) {
      yield* known.steps
      return
    }
    const steps: (readonly Dn[])[] = []
    for await (const entries of spreadOver({ directory, now }, mapping)) {
      const dns = entries.map(({ dn }) => dn)
      steps.push(dns)
      yield dns
    }
    kept.set(mapping, { steps, until: now() + keptMs })
  }
}

/** Entries that came to be when these did: those who joined together are in groups together. */
export const neighboursOf = async (
  { directory }: Needed,
  mapping: Mapping,
  dns: readonly Dn[],
): Promise<readonly Dn[]> => {
  const clocks = clocksOf(await directory.subschema())
  const types = clocks.map(({ type }) => type)
  const found = await Promise.all(dns.slice(0, mostNear).map((dn) => directory.read(dn, types)))
  const known = found.flatMap((entry) => entry ?? [])
  const lists = clocks.flatMap((clock) =>
    timesOf(known, clock)
      .flatMap((time) => spansAround(time, clock))
      .map((span) => take(directory, mapping, { where: within(clock, span), types: [], most: few })),
  )
  return [...new Set((await Promise.all(lists)).flat().map(({ dn }) => dn))]
}

async function* spreadOver({ directory, now }: Needed, mapping: Mapping): AsyncGenerator<readonly Entry[]> {
  const [clock] = clocksOf(await directory.subschema())
  const types = clock === undefined ? [] : [clock.type]
  const beginning = now()
  const earliest = await take(directory, mapping, { where: always, types, most: first })
  yield earliest
  if (earliest.length < first || clock === undefined) return
  const spans = spansSince(timesOf(earliest, clock), now() * 1_000)
  for (let round = spans.rounds(places) + weighedRounds; round > 0 && now() - beginning < longestMs; round--) {
    const chosen = spans.choose(places)
    const lists = await Promise.all(
      chosen.map((span) => take(directory, mapping, { where: within(clock, span), types, most: few })),
    )
    lists.forEach((entries, at) => {
      spans.weigh(chosen[at] as Span, { times: timesOf(entries, clock), isAll: entries.length < few })
    })
    yield lists.flat()
  }
}

/** What the directory will not do would only have been a help. */
const take = (...asked: Parameters<typeof entriesOf>): Promise<readonly Entry[]> =>
  entriesOf(...asked).catch((thrown: unknown) => {
    if (thrown instanceof DirectoryError && refusals.has(thrown.code)) return []
    throw thrown
  })

/** timeLimitExceeded, sizeLimitExceeded, adminLimitExceeded, unwillingToPerform. */
const refusals: ReadonlySet<unknown> = new Set([3, 4, 11, 53])

const timesOf = (entries: readonly Entry[], clock: Clock): readonly number[] =>
  entries.flatMap(({ attributes }) => clock.read(textOf(attributes, clock.type)) ?? [])

/** From then on, and right before, for the last one of those who came together. */
const spansAround = (time: number, { instant }: Clock): readonly Span[] => [
  { from: time, to: time + day },
  { from: time - instant, to: time },
]

const within = ({ type, write }: Clock, { from, to }: Span): LdapFilter =>
  and(greaterOrEqual(type, write(from)), lessOrEqual(type, write(to)))
