/** User preset `eduPerson`: what federations of universities share, in an extension. eduPerson 202208 */
import { urn } from '../../scim/urn.ts'
import type { KindPreset } from './kind-preset.ts'

const types = [
  'eduPersonPrincipalName',
  'eduPersonPrincipalNamePrior',
  'eduPersonUniqueId',
  'eduPersonAffiliation',
  'eduPersonScopedAffiliation',
  'eduPersonPrimaryAffiliation',
  'eduPersonEntitlement',
  'eduPersonNickname',
  'eduPersonAssurance',
  'eduPersonOrcid',
] as const

/** The class is AUXILIARY: it comes with the first value, so that people without one are Users, too. */
export const eduPersonPreset: KindPreset = {
  auxiliaryClasses: ['eduPerson'],
  attributes: Object.fromEntries(types.map((type) => [`${urn.eduPerson}:${type}`, type])),
}
