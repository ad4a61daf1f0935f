/** group: the core Group schema as this gateway publishes and keeps it. RFC 7643 §4.2, §8.7.1 */
import { urn } from '../urn.ts'
import { complex, reference, string } from './attribute.ts'
import type { Schema } from './schema.ts'

export const group: Schema = {
  id: urn.group,
  name: 'Group',
  description: 'Group of users and groups',
  attributes: [
    string('displayName', { description: 'Name of the group; unique.', required: true, uniqueness: 'server' }),
    complex(
      'members',
      [
        string('value', {
          description: 'The id of the member.',
          required: true,
          caseExact: true,
          mutability: 'immutable',
        }),
        // Computed from `value`: what a client sends here could only contradict it. No member is without; clients that
        // make up members by the schema learn that one has to be there to be pointed at.
        reference('$ref', ['User', 'Group'], {
          description: 'Where the member is found; it follows from "value", and need not be sent.',
          required: true,
          supplied: true,
          mutability: 'immutable',
        }),
        string('type', {
          description: 'The resource type of the member.',
          canonicalValues: ['User', 'Group'],
          mutability: 'immutable',
        }),
      ],
      // groupOfNames MUST have a member (RFC 4519 §3.5). Where the mapping lets groups be empty, it is not required.
      { multiValued: true, description: 'Members of the group.', required: true },
    ),
  ],
}
