/** countHidden: DNs in entries that no answer shows: dangling ones, and those of entries that are no resources here. */
import { normaliseDn } from '../../ldap/dn.ts'
import { type Entry, textsOf } from '../../ldap/entry.ts'
import type { Lookup, Rule } from '../../mapping/mapping.ts'

/** What stands for nobody, a placeholder or the empty DN, is not counted. */
export const countHidden = (
  entries: readonly Entry[],
  rules: readonly Rule[],
  { referenceAt }: Pick<Lookup, 'referenceAt'>,
): number => {
  let hidden = 0
  for (const { needs, types, placeholder = '' } of rules) {
    if (needs !== 'references') continue
    for (const { attributes } of entries) {
      for (const dn of types.flatMap((type) => textsOf(attributes, type))) {
        if (dn !== '' && referenceAt(dn) === undefined && normaliseDn(dn) !== normaliseDn(placeholder)) hidden++
      }
    }
  }
  return hidden
}
