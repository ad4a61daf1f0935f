/** countHidden: DNs, names and URLs in entries that no answer shows: dangling ones, those of entries that are no resources here, and what is no LDAP URL. */
import { isDn, isSameDn } from '../../ldap/dn.ts'
import { type Entry, textsOf } from '../../ldap/entry.ts'
import { parseLdapUrl } from '../../ldap/url.ts'
import { type Lookup, linkTypes, type Rule } from '../../mapping/mapping.ts'
import { kept } from '../../scim/kept-with.ts'

/** What stands for nobody, a placeholder or the empty DN, is not counted. */
export const countHidden = (
  entries: readonly Entry[],
  rules: readonly Rule[],
  { referenceAt, referencesNamed }: Pick<Lookup, 'referenceAt' | 'referencesNamed'>,
): number => {
  let hidden = 0
  for (const { needs, by, placeholder, types } of linksUnder(rules)) {
    if (needs === 'memberUrls') {
      hidden += textsAmong(entries, types).filter((url) => !parseLdapUrl(url)).length
      continue
    }
    const isShown = (value: string): boolean =>
      by === undefined ? referenceAt(value) !== undefined : referencesNamed(value, by).length > 0
    for (const { attributes } of entries) {
      for (const type of types) {
        for (const value of textsOf(attributes, type)) {
          if (value !== '' && !isShown(value) && !isDnOf(value, placeholder)) hidden++
        }
      }
    }
  }
  return hidden
}

const linksUnder = kept((rules: readonly Rule[]) =>
  rules
    .filter(({ needs }) => needs === 'references' || needs === 'memberUrls')
    .map((rule) => ({ needs: rule.needs, by: rule.by, placeholder: rule.placeholder ?? '', types: linkTypes(rule) })),
)

const textsAmong = (entries: readonly Entry[], types: readonly string[]): readonly string[] =>
  entries.flatMap(({ attributes }) => types.flatMap((type) => textsOf(attributes, type)))

/** A name is no DN, and so is what a uniqueMember has behind one. */
const isDnOf = (value: string, dn: string): boolean => isDn(value) && isSameDn(value, dn)
