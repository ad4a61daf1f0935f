/** chooseRows: for each SCIM attribute of a single value the attribute type that means it best. */
import type { AttributeProfile } from './profile.ts'
import { type Meaning, meanings, plainTypes } from './vocabulary.ts'
import { likeness } from './words.ts'

export interface Choice {
  readonly path: string
  readonly profile: AttributeProfile
}

export interface Choosing {
  /** Those that hold something of people's own, by key. */
  readonly profiles: readonly AttributeProfile[]
  readonly prefixes: ReadonlySet<string>
  /** In lower case, attribute types that other rows have already. */
  readonly taken: ReadonlySet<string>
}

/** Best first; where a row turns out to be impossible, the next one of its path is tried. An attribute type serves one path. */
export const chooseRows = ({ profiles, prefixes, taken }: Choosing): readonly Choice[] => {
  const scored = meanings.flatMap((meaning) =>
    profiles.flatMap((profile) => {
      const score = scoreOf(meaning, profile, prefixes)
      return score === 0 ? [] : [{ path: meaning.path, profile, score }]
    }),
  )
  const used = new Set(taken)
  const chosen = new Map<string, Choice>()
  for (const { path, profile } of scored.toSorted((a, b) => b.score - a.score)) {
    const key = profile.name.toLowerCase()
    if (chosen.has(path) || used.has(key)) continue
    chosen.set(path, { path, profile })
    used.add(key)
  }
  return [...chosen.values()]
}

/** Enough to prefer what everybody has to what a few have, and too little to prefer another meaning. */
const weightOfCoverage = 0.5
const weakness = 0.75
/** A name that is only like the meaning needs values that many have. */
const least = 0.3

const scoreOf = (meaning: Meaning, profile: AttributeProfile, prefixes: ReadonlySet<string>): number => {
  const named = nameScore(meaning, profile, prefixes)
  if (named === 0 || !looksLike(meaning, profile)) return 0
  if (meaning.isOwn && profile.texts.length > 5 && profile.distinct < 0.9) return 0
  const score = named * (1 - weightOfCoverage + weightOfCoverage * profile.coverage)
  return score < least ? 0 : score
}

const nameScore = ({ names, weak = [] }: Meaning, profile: AttributeProfile, prefixes: ReadonlySet<string>): number => {
  if (profile.names.some((name) => plainTypes.has(name.toLowerCase()))) return 0
  return Math.max(
    ...profile.names.map((name) =>
      Math.max(likeness(name, names, prefixes), weakness * likeness(name, weak, prefixes)),
    ),
  )
}

const looksLike = ({ looks }: Meaning, profile: AttributeProfile): boolean =>
  looks.reduce((sum, look) => sum + profile.looks[look], 0) > 0.7
