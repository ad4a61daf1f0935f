/** urlMembers: who is found by the LDAP URLs of groups, among the resources that there are. RFC 4516 */
import { DirectoryError } from '../../directory/directory.ts'
import { isUnder } from '../../ldap/dn.ts'
import { type Entry, textsOf } from '../../ldap/entry.ts'
import { and } from '../../ldap/filter.ts'
import { isReached, type LdapUrl, parseLdapUrl } from '../../ldap/url.ts'
import type { Lookup, Mapping, Reference, Rule } from '../../mapping/mapping.ts'
import { isWithin, type Place } from '../../mapping/places.ts'
import { tooMany } from '../../scim/error.ts'
import { kept } from '../../scim/kept-with.ts'
import { inBatches } from '../batches.ts'
import type { Dependencies } from '../dependencies.ts'
import { referenceOf } from './references.ts'

type Needed = Pick<Dependencies, 'directory' | 'mappings'>

/** Of one answer, all groups together. A static list is as long as its entry; what a URL finds has no end of its own. */
const mostMembers = 100_000
const mostUrls = 1_000

/**
 * Asks for nothing where no rule needs it. A URL that cannot be read, or whose base is not there, finds nobody.
 * @throws ScimError 400 tooMany
 */
export const urlMembers = async (
  { directory, mappings }: Needed,
  entries: readonly Entry[],
  rules: readonly Rule[],
): Promise<NonNullable<Lookup['foundBy']>> => {
  const asked = new Map<string, Asked>()
  for (const { types, to = [] } of rulesAsking(rules)) {
    for (const text of entries.flatMap(({ attributes }) => types.flatMap((type) => textsOf(attributes, type)))) {
      const url = parseLdapUrl(text)
      if (url !== undefined) asked.set(keyOf(text, to), { url, to })
    }
  }
  if (asked.size === 0) return nobody
  if (asked.size > mostUrls) throw tooMuch(`${mostUrls} LDAP URLs`)
  let count = 0
  const found = await inBatches([...asked], { size: 1, concurrency: 2 }, async ([one]) => {
    const [key, { url, to }] = one as [string, Asked]
    const references: Reference[] = []
    for (const mapping of mappings.filter(({ resourceType }) => to.includes(resourceType.name))) {
      for await (const some of foundIn(directory, mapping, url)) {
        count += some.length
        if (count > mostMembers) throw tooMuch(`${mostMembers} members by LDAP URLs`)
        references.push(...some)
      }
    }
    return [[key, references] as const]
  })
  const byKey = new Map(found)
  return (text, to) => byKey.get(keyOf(text, to)) ?? []
}

const rulesAsking = kept((rules: readonly Rule[]) => rules.filter(({ needs }) => needs === 'memberUrls'))
const nobody = () => []

interface Asked {
  readonly url: LdapUrl
  readonly to: readonly string[]
}

const keyOf = (text: string, to: readonly string[]): string => `${to.join(' ')} ${text}`

const tooMuch = (what: string) =>
  tooMany(
    `There are more than ${what} in this answer: ask for fewer resources, or leave their members out (excludedAttributes)`,
  )

const noSuchObject = 32

async function* foundIn(
  directory: Needed['directory'],
  mapping: Mapping,
  url: LdapUrl,
): AsyncGenerator<readonly Reference[]> {
  for (const place of mapping.places) {
    const start = startIn(place, url)
    if (start === undefined) continue
    const filter = and(mapping.entryFilter, url.filter)
    try {
      for await (const page of directory.scan({ ...start, filter, types: ['entryUUID'] })) {
        yield page
          .filter(({ dn }) => isWithin(dn, place) && isReached(dn, url))
          .map((entry) => referenceOf(mapping, entry))
      }
    } catch (thrown) {
      const isGone = thrown instanceof DirectoryError && thrown.code === noSuchObject && start.base === url.base
      if (!isGone) throw thrown
    }
  }
}

/** The lower one of the two, and no deeper than both reach; what of it is in only one of them is left out afterwards. */
const startIn = (place: Place, url: LdapUrl): Pick<LdapUrl, 'base' | 'scope'> | undefined => {
  if (isUnder(url.base, place.base)) return { base: url.base, scope: url.scope }
  if (url.scope === 'base' || !isUnder(place.base, url.base)) return undefined
  return { base: place.base, scope: url.scope === 'one' ? 'base' : place.scope }
}
