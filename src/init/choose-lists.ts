/** chooseLists: e-mail addresses, telephone numbers, roles: the attribute types that hold them, each with its `type`. */
import type { AttributeProfile } from './profile.ts'
import { type ListMeaning, listMeanings, textLists } from './vocabulary.ts'
import { likeness, wordsOf } from './words.ts'

export interface PlainHome {
  readonly attribute: string
  readonly as: string
  readonly coverage: number
}

export interface ListChoice {
  readonly path: string
  readonly homes: readonly PlainHome[]
}

interface Choosing {
  readonly profiles: readonly AttributeProfile[]
  readonly prefixes: ReadonlySet<string>
}

/** Lists of more than their preset says: further attribute types, or those of the house. */
export const chooseLists = (choosing: Choosing): readonly ListChoice[] =>
  [...listMeanings.map((meaning) => homesOf(meaning, choosing)), ...textListsOf(choosing)].filter(
    ({ homes }) => homes.length > 0,
  )

const homesOf = (meaning: ListMeaning, { profiles, prefixes }: Choosing): ListChoice => {
  const homes = profiles
    .filter((profile) => isMeant(meaning, profile, prefixes))
    .map((profile) => ({
      attribute: profile.name,
      as: typeIn(meaning, profile.name, prefixes),
      coverage: profile.coverage,
    }))
    .toSorted((a, b) => rank(a) - rank(b) || b.coverage - a.coverage)
  return { path: meaning.path, homes: withoutTwins(homes) }
}

/** The standard types first, since their values are what other programs read. */
const rank = ({ attribute, as }: PlainHome): number =>
  /^(?:mail|telephoneNumber)$/i.test(attribute) ? 0 : as === 'work' ? 1 : 2

const isMeant = (
  { looks, names, not }: ListMeaning,
  profile: AttributeProfile,
  prefixes: ReadonlySet<string>,
): boolean => {
  if (profile.description.operational) return false
  if (looks.reduce((sum, look) => sum + profile.looks[look], 0) < 0.8) return false
  if (
    profile.names.some((name) => likeness(name, not, prefixes) > 0 || wordsOf(name).some((word) => not.includes(word)))
  )
    return false
  return names.length === 0 || profile.names.some((name) => likeness(name, names, prefixes) > 0)
}

const typeIn = ({ types, otherwise }: ListMeaning, name: string, prefixes: ReadonlySet<string>): string => {
  const words = wordsOf(name)
  const found = types.find(
    ([, names]) => words.some((word) => names.includes(word)) || likeness(name, names, prefixes) > 0,
  )
  return found?.[0] ?? otherwise
}

/** Two homes of one type could not tell whose an element is; the second is called other. */
const withoutTwins = (homes: readonly PlainHome[]): readonly PlainHome[] => {
  const used = new Set<string>()
  return homes.flatMap((home) => {
    const as = used.has(home.as) ? 'other' : home.as
    if (used.has(as)) return []
    used.add(as)
    return [{ ...home, as }]
  })
}

const textListsOf = ({ profiles, prefixes }: Choosing): readonly ListChoice[] =>
  textLists.map(({ path, names }) => {
    const found = profiles
      .filter(({ looks, description }) => looks.dn + looks.bytes + looks.address < 0.2 && !description.operational)
      .map((profile) => ({ profile, score: Math.max(...profile.names.map((name) => likeness(name, names, prefixes))) }))
      .filter(({ score }) => score >= 0.8)
      .toSorted((a, b) => b.score * b.profile.coverage - a.score * a.profile.coverage)[0]
    const homes =
      found === undefined ? [] : [{ attribute: found.profile.name, as: '', coverage: found.profile.coverage }]
    return { path, homes }
  })
