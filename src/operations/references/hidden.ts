/** countHidden: DNs, names and URLs in entries that no answer shows: dangling ones, those of entries that are no resources here, and what is no LDAP URL. */
import { isDn, isSameDn } from '../../ldap/dn.ts'
import { type Entry, textsOf } from '../../ldap/entry.ts'
import { parseLdapUrl } from '../../ldap/url.ts'
import { type Lookup, linkTypes, type Rule } from '../../mapping/mapping.ts'

/** What stands for nobody, a placeholder or the empty DN, is not counted. */
export const countHidden = (
  entries: readonly Entry[],
  rules: readonly Rule[],
  { referenceAt, referencesNamed }: Pick<Lookup, 'referenceAt' | 'referencesNamed'>,
): number => {
  let hidden = 0
  for (const rule of rules) {
    const { needs, by, placeholder = '' } = rule
    const types = linkTypes(rule)
    if (needs === 'memberUrls') hidden += textsAmong(entries, types).filter((url) => !parseLdapUrl(url)).length
    if (needs !== 'references') continue
    const isShown = (value: string): boolean =>
      by === undefined ? referenceAt(value) !== undefined : referencesNamed(value, by).length > 0
    for (const { attributes } of entries) {
      for (const value of types.flatMap((type) => textsOf(attributes, type))) {
        if (value !== '' && !isShown(value) && !isDnOf(value, placeholder)) hidden++
      }
    }
  }
  return hidden
}

const textsAmong = (entries: readonly Entry[], types: readonly string[]): readonly string[] =>
  entries.flatMap(({ attributes }) => types.flatMap((type) => textsOf(attributes, type)))

/** A name is no DN, and so is what a uniqueMember has behind one. */
const isDnOf = (value: string, dn: string): boolean => isDn(value) && isSameDn(value, dn)
