/** User preset `eduPerson`: what federations of universities share, in an extension. eduPerson 202208 */
import { urn } from '../../scim/urn.ts'
import type { KindPreset } from './kind-preset.ts'

const edu = (name: string) => `${urn.eduPerson}:${name}`

/** The class is AUXILIARY: it comes with the first value, so that people without one are Users, too. */
export const eduPersonPreset: KindPreset = {
  auxiliaryClasses: ['eduPerson'],
  attributes: {
    [edu('principalName')]: 'eduPersonPrincipalName',
    [edu('principalNamePrior')]: 'eduPersonPrincipalNamePrior',
    [edu('uniqueId')]: 'eduPersonUniqueId',
    [edu('affiliations')]: 'eduPersonAffiliation',
    [edu('scopedAffiliations')]: 'eduPersonScopedAffiliation',
    [edu('primaryAffiliation')]: 'eduPersonPrimaryAffiliation',
    [edu('entitlements')]: 'eduPersonEntitlement',
    [edu('nicknames')]: 'eduPersonNickname',
    [edu('assurances')]: 'eduPersonAssurance',
    [edu('orcids')]: 'eduPersonOrcid',
  },
}
