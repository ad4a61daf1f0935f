/** eduPerson: an extension of ours with the attributes that federations of universities share. eduPerson 202208 */
import { urn } from '../urn.ts'
import { string } from './attribute.ts'
import type { Schema } from './schema.ts'

const affiliations = ['faculty', 'student', 'staff', 'alum', 'member', 'affiliate', 'employee', 'library-walk-in']

export const eduPerson: Schema = {
  id: urn.eduPerson,
  name: 'EduPerson',
  description: 'What federations of universities share of a person',
  attributes: [
    string('eduPersonPrincipalName', { description: 'Name within the scope of the institution: user@example.edu.' }),
    string('eduPersonPrincipalNamePrior', { description: 'Former principal names.', multiValued: true }),
    string('eduPersonUniqueId', { description: 'Name that is never given to another person.' }),
    string('eduPersonAffiliation', {
      description: 'What the person is to the institution.',
      multiValued: true,
      canonicalValues: affiliations,
    }),
    string('eduPersonScopedAffiliation', {
      description: 'The same with the scope: member@example.edu.',
      multiValued: true,
    }),
    string('eduPersonPrimaryAffiliation', { description: 'The one that says most.', canonicalValues: affiliations }),
    string('eduPersonEntitlement', { description: 'URIs of rights to resources.', multiValued: true, caseExact: true }),
    string('eduPersonNickname', { description: 'Names by which the person likes to be called.', multiValued: true }),
    string('eduPersonAssurance', { description: 'URIs of assurance profiles.', multiValued: true }),
    string('eduPersonOrcid', { description: 'ORCID identifiers of a researcher.', multiValued: true }),
  ],
}
