/** Groups: read with and without their members, and changed by one member or a thousand, beside the raw modify. */
import { Attribute, Change, type Client } from 'ldapts'
import { urn } from '../../../src/scim/urn.ts'
import { crowdSizeFor, groupSizesFor } from '../content.ts'
import type { Facts, LargeGroup, Person } from '../facts.ts'
import { nth, type RequestScenario, type ScimRequest } from '../scenario.ts'

/** For the people of a directory. */
export const groupsFor = (people: number): readonly RequestScenario[] => [
  ...groupSizesFor(people).flatMap((size) => [readOf(size), readWithoutMembersOf(size), memberOf(size)]),
  crowdOf(crowdSizeFor(people)),
]

const number = (size: number): string => size.toLocaleString('en-US')

const groupOf = ({ groups }: Facts, size: number): LargeGroup => {
  const found = groups.find((group) => group.size === size)
  if (found === undefined) throw new Error(`there is no group of ${size}`)
  return found
}

const readOf = (size: number): RequestScenario => ({
  kind: 'requests',
  name: `group-${size}`,
  title: `read a group of ${number(size)}`,
  connections: 1,
  status: 200,
  members: size,
  request: (_, facts) => ({ method: 'GET', path: `/Groups/${groupOf(facts, size).id}` }),
})

const readWithoutMembersOf = (size: number): RequestScenario => ({
  kind: 'requests',
  name: `group-without-members-${size}`,
  title: `read a group of ${number(size)} without \`members\``,
  connections: 16,
  status: 200,
  members: size,
  request: (_, facts) => ({ method: 'GET', path: `/Groups/${groupOf(facts, size).id}?excludedAttributes=members` }),
})

/** Even turns add somebody, odd ones take the same one out. */
const memberOf = (size: number): RequestScenario => ({
  kind: 'requests',
  name: `member-${size}`,
  title: `add or remove a member of ${number(size)}`,
  connections: 1,
  status: 204,
  members: size,
  pairs: true,
  request: (turn, facts) => change(groupOf(facts, size), [nth(facts.candidates, turn >> 1)], turn),
  ldap: (turn, facts, client) =>
    rawChange(client, groupOf(facts, size), { people: [nth(facts.candidates, turn >> 1)], turn }),
})

const crowdOf = (size: number): RequestScenario => ({
  kind: 'requests',
  name: 'crowd',
  title: `PATCH of ${number(size)} members`,
  connections: 1,
  status: 204,
  pairs: true,
  request: (turn, facts) => change(facts.crowdGroup, facts.crowd, turn),
  ldap: (turn, facts, client) => rawChange(client, facts.crowdGroup, { people: facts.crowd, turn }),
})

const change = ({ id }: LargeGroup, people: readonly Person[], turn: number): ScimRequest => ({
  method: 'PATCH',
  path: `/Groups/${id}`,
  body: {
    schemas: [urn.patchOp],
    Operations:
      turn % 2 === 0
        ? [{ op: 'add', path: 'members', value: people.map((person) => ({ value: person.id })) }]
        : people.map((person) => ({ op: 'remove', path: `members[value eq "${person.id}"]` })),
  },
})

const rawChange = async (
  client: Client,
  { dn }: LargeGroup,
  { people, turn }: { readonly people: readonly Person[]; readonly turn: number },
) => {
  const modification = new Attribute({ type: 'member', values: people.map((person) => person.dn) })
  await client.modify(dn, new Change({ operation: turn % 2 === 0 ? 'add' : 'delete', modification }))
}
