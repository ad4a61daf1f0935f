/** enterpriseUser: the enterprise extension of User. RFC 7643 §4.3, §8.7.1 */
import { urn } from '../urn.ts'
import { complex, reference, string } from './attribute.ts'
import type { Schema } from './schema.ts'

export const enterpriseUser: Schema = {
  id: urn.enterpriseUser,
  name: 'EnterpriseUser',
  description: 'Enterprise user',
  attributes: [
    string('employeeNumber', { description: 'Number or code the organization gave to the person.' }),
    string('costCenter', { description: 'Cost center.' }),
    string('organization', { description: 'Organization.' }),
    string('division', { description: 'Division.' }),
    string('department', { description: 'Department.' }),
    complex(
      'manager',
      [
        string('value', { description: 'The id of the manager.', caseExact: true }),
        // Computed from `value`, as `displayName` is.
        reference('$ref', ['User'], { description: 'Where the manager is found.' }),
        string('displayName', { description: 'The displayName of the manager.', mutability: 'readOnly' }),
      ],
      { description: "The user's manager." },
    ),
  ],
}
