/** countHidden: DNs and names in entries that no answer shows: dangling ones, and those of entries that are no resources here. */
import { isDn, normaliseDn } from '../../ldap/dn.ts'
import { type Entry, textsOf } from '../../ldap/entry.ts'
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
    if (needs !== 'references') continue
    const isShown = (value: string): boolean =>
      by === undefined ? referenceAt(value) !== undefined : referencesNamed(value, by).length > 0
    for (const { attributes } of entries) {
      for (const value of types.flatMap((type) => textsOf(attributes, type))) {
        if (value !== '' && !isShown(value) && !isSameDn(value, placeholder)) hidden++
      }
    }
  }
  return hidden
}

/** A name is no DN, and so is what a uniqueMember has behind one. */
const isSameDn = (value: string, dn: string): boolean => isDn(value) && normaliseDn(value) === normaliseDn(dn)
