/** present: entries to the resources that an answer shows, with version and projection. */
import { isEntry } from '../directory/write-assertion.ts'
import { type Entry, valuesOf } from '../ldap/entry.ts'
import { decode } from '../mapping/decode.ts'
import { idOf } from '../mapping/identity.ts'
import type { Mapping, Rule } from '../mapping/mapping.ts'
import type { Reading } from '../mapping/plan-search.ts'
import { versionOf } from '../mapping/version.ts'
import { kept } from '../scim/kept-with.ts'
import { project, wantsVersion } from '../scim/resource/project.ts'
import type { Resource } from '../scim/resource/resource.ts'
import type { Projection } from '../scim/search/query.ts'
import { runs } from './batches.ts'
import type { Dependencies } from './dependencies.ts'
import type { Stored } from './operations.ts'
import { countHidden } from './references/hidden.ts'
import { lookupFor, weightUnder } from './references/lookup.ts'
import { createTurns } from './turns.ts'

type Needed = Pick<Dependencies, 'directory' | 'mappings' | 'locate' | 'now' | 'observe' | 'isUnguarded'>

export interface Presentation {
  readonly mapping: Mapping
  readonly reading: Reading
  readonly projection: Projection
}

/** In the order of the entries; `as`: what is kept of each, while the others are still to be shown. */
export const presentAll = async <R>(
  dependencies: Needed,
  entries: readonly Entry[],
  { mapping, reading, projection, as }: Presentation & { readonly as: (stored: Stored) => R },
): Promise<readonly R[]> => {
  const isVersioned = dependencies.isUnguarded !== true && (reading.needsVersion === true || wantsVersion(projection))
  // What a client is not to see is no fault of the directory.
  const isLimited = dependencies.mappings.some(({ limits }) => limits?.isPartial)
  const isContentOnly = needsNothing(reading.rules)
  const presented: R[] = []
  for (const some of together(entries, reading.rules)) {
    const lookup = await lookupFor(dependencies, some, reading)
    const count = isLimited ? 0 : countHidden(some, reading.rules, lookup)
    if (count > 0) dependencies.observe({ kind: 'references-hidden', count })
    // Counted from here: what the directory took is no work of ours.
    const turns = createTurns()
    for (const entry of some) {
      const resource = decode(mapping, { entry, lookup, rules: reading.rules })
      const version = isVersioned ? versionOf(mapping, entry, resource) : undefined
      const stored = {
        resource: project(withVersion(resource, version), projection, mapping.resourceType),
        location: dependencies.locate(mapping.resourceType.name, idOf(entry)),
        version,
        isContentOnly,
      }
      // Decoding is a step, and what comes of it may be another one as long.
      await turns.rest()
      presented.push(as(stored))
      await turns.rest()
    }
  }
  return presented
}

const needsNothing = kept((rules: readonly Rule[]) => !rules.some(({ needs }) => needs !== undefined))

/** A page of people at once; of groups only so many that what is known of their members takes little memory. */
const together = (entries: readonly Entry[], rules: readonly Rule[]): Iterable<readonly Entry[]> =>
  entries.length === 1 ? [entries] : runs(entries, { weigh: weightUnder(rules), most: lookedUpTogether })

const lookedUpTogether = 10_000

export const present = async (dependencies: Needed, entry: Entry, presentation: Presentation): Promise<Stored> =>
  (await presentAll(dependencies, [entry], { ...presentation, as: asStored }))[0] as Stored

const asStored = (stored: Stored): Stored => stored

/**
 * Of an entry as the answer to its write has it (RFC 4527): what a server makes up for searches alone, such as the memberOf of
 * slapo-dynlist, is not in there.
 */
export const presentWritten = async (dependencies: Needed, entry: Entry, presentation: Presentation): Promise<Stored> =>
  present(dependencies, await withMaintained(dependencies, entry, presentation.reading), presentation)

const withMaintained = async ({ directory }: Needed, entry: Entry, { rules }: Reading): Promise<Entry> => {
  const types = rules.flatMap(({ maintained }) => maintained ?? [])
  const now = types.length === 0 ? undefined : await directory.read(entry.dn, types, isEntry(entry))
  if (now === undefined) return entry
  const kept = types.flatMap((type) => {
    const values = valuesOf(now.attributes, type)
    return values.length === 0 ? [] : [[type.toLowerCase(), values] as const]
  })
  const others = [...entry.attributes].filter(([type]) => !types.some((each) => each.toLowerCase() === type))
  return { ...entry, attributes: new Map([...others, ...kept]) }
}

export const withVersion = (resource: Resource, version: string | undefined): Resource =>
  version === undefined ? resource : { ...resource, meta: { ...(resource.meta as object), version } }
