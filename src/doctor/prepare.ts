/** Prepare: what has to be there before a conversation: somebody to match, members to add, a group to link. Plain RFC 7644. */
import { urn } from '../scim/urn.ts'
import type { Step } from './conversation.ts'
import { created, post } from './steps.ts'

/** `members`: how many are to be made. */
export const preparation = (members: number): readonly Step[] => [
  {
    name: 'prepare: a user who is there already',
    request: post('/Users', person('grace', 'Hopper')),
    answer: created(),
    captures: { 'existing.id': 'id' },
  },
  ...Array.from(
    { length: members },
    (_, at): Step => ({
      name: `prepare: member ${at + 1}`,
      request: post('/Users', person(`member${at + 1}`, 'Member')),
      answer: created(),
      captures: { [madeMember(at)]: 'id' },
    }),
  ),
  {
    name: 'prepare: a group that is there already',
    request: post('/Groups', {
      schemas: [urn.group],
      displayName: '{standing.name}',
      members: [{ value: '{existing.id}' }],
    }),
    answer: created(),
    captures: { 'standing.id': 'id' },
  },
]

/** The variable of a member's id. */
export const madeMember = (at: number): string => `made.member${at + 1}`

const person = (first: string, last: string) => ({
  schemas: [urn.user],
  userName: `${first}.{run}@corp.example`,
  displayName: `${first} ${last}`,
  name: { givenName: first, familyName: last },
  emails: [{ value: `${first}.{run}@corp.example`, type: 'work', primary: true }],
  active: true,
})
