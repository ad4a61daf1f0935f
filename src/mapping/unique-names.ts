/** uniqueRules, searchedOnly: attributes that no two resources of a type share, and what keeps it so. RFC 7643 §2.2 */
import { nameOf } from './encode.ts'
import type { Mapping, Rule } from './mapping.ts'

export const uniqueRules = ({ rules }: Pick<Mapping, 'rules'>): readonly Rule[] =>
  rules.filter(({ path }) => (path.subAttribute ?? path.attribute).uniqueness !== 'none')

/**
 * Names of those for which nothing but a search looks, which two parallel creations both pass: what is not the whole RDN
 * of new entries, and what is in more than one place, but for what Active Directory itself keeps unique. [MS-ADTS] §3.1.1.5.1.3
 */
export const searchedOnly = (
  mapping: Pick<Mapping, 'rules' | 'places' | 'creation' | 'reservations' | 'moving'>,
): readonly string[] => {
  if (mapping.reservations !== undefined) return []
  const { places, creation, moving } = mapping
  const isOnePlace = places.length === 1 && creation.createIn === undefined && moving === undefined
  const isNaming = ({ types }: Rule) =>
    creation.rdnTypes.length === 1 && types.some((type) => type.toLowerCase() === creation.rdnTypes[0]?.toLowerCase())
  return uniqueRules(mapping)
    .filter((rule) => (!isOnePlace || !isNaming(rule)) && !rule.types.some((type) => isKept(type)))
    .map(({ path }) => nameOf(path))
}

const isKept = (type: string): boolean => /^(?:sAMAccountName|userPrincipalName)$/i.test(type)
