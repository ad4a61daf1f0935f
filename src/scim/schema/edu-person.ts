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
    string('principalName', { description: 'Name within the scope of the institution: user@example.edu.' }),
    string('principalNamePrior', { description: 'Former principal names.', multiValued: true }),
    string('uniqueId', { description: 'Name that is never given to another person.' }),
    string('affiliations', {
      description: 'What the person is to the institution.',
      multiValued: true,
      canonicalValues: affiliations,
    }),
    string('scopedAffiliations', {
      description: 'The same with the scope: member@example.edu.',
      multiValued: true,
    }),
    string('primaryAffiliation', { description: 'The one that says most.', canonicalValues: affiliations }),
    string('entitlements', { description: 'URIs of rights to resources.', multiValued: true, caseExact: true }),
    string('nicknames', { description: 'Names by which the person likes to be called.', multiValued: true }),
    string('assurances', { description: 'URIs of assurance profiles.', multiValued: true, caseExact: true }),
    string('orcids', { description: 'ORCID identifiers of a researcher.', multiValued: true }),
  ],
}
