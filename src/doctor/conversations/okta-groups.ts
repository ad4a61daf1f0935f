/** OktaGroups: group push, to groups that are there and to groups of its own. */
import { urn } from '../../scim/urn.ts'
import type { Step } from '../conversation.ts'
import {
  absent,
  changed,
  count,
  created,
  each,
  get,
  gone,
  group,
  has,
  is,
  listed,
  notFound,
  ok,
  patch,
  post,
  put,
  remove,
} from '../steps.ts'

const member = (value: string) => ({ value, display: 'm.{run}@corp.example' })

const linked: readonly Step[] = [
  {
    name: 'link a group by displayName',
    request: get('/Groups?filter=displayName%20eq%20%22{standing.name}%22&startIndex=1&count=100'),
    answer: listed(1),
    captures: { 'linked.id': 'Resources/id' },
  },
  {
    name: 'linked group: add members',
    request: patch('/Groups/{linked.id}', {
      op: 'add',
      path: 'members',
      value: [member('{member.first}'), member('{member.second}')],
    }),
    answer: changed(),
    seen: group('linked.id', count('members/value', 3)),
  },
  {
    name: 'linked group: remove one member and add another in one request',
    request: patch(
      '/Groups/{linked.id}',
      { op: 'remove', path: 'members[value eq "{member.first}"]' },
      { op: 'add', path: 'members', value: [member('{member.second}')] },
    ),
    answer: changed(),
    seen: group('linked.id', count('members/value', 2), has('members/value', '{member.second}')),
  },
  {
    name: 'linked group: full push',
    request: patch('/Groups/{linked.id}', {
      op: 'replace',
      path: 'members',
      value: [member('{existing.id}'), member('{member.first}')],
    }),
    answer: changed(),
    seen: group('linked.id', count('members/value', 2), has('members/value', '{member.first}')),
  },
]

const pushed: readonly Step[] = [
  {
    name: 'push a group: create it, with an empty list of members',
    request: post('/Groups', { schemas: [urn.group], displayName: 'Engineers {run}', members: [] }),
    answer: created(is('displayName', 'Engineers {run}')),
    captures: { 'group.id': 'id' },
    feature: 'emptyGroup',
  },
  {
    name: 'full push of all members',
    request: patch('/Groups/{group.id}', { op: 'replace', path: 'members', value: each('members', member('{each}')) }),
    answer: changed(),
    seen: group('group.id', count('members/value', 'members')),
  },
  {
    name: 'rename the group, with its id in the value',
    request: patch('/Groups/{group.id}', {
      op: 'replace',
      value: { id: '{group.id}', displayName: 'Engineers EU {run}' },
    }),
    answer: changed(),
    seen: group('group.id', is('displayName', 'Engineers EU {run}'), count('members/value', 'members')),
  },
  {
    name: 'full push of a group that nobody is in any more',
    request: patch('/Groups/{group.id}', { op: 'replace', path: 'members', value: [] }),
    answer: changed(),
    seen: group('group.id', absent('members/value')),
    feature: 'lastMember',
  },
]

const byPut: readonly Step[] = [
  {
    name: 'PUT of the group with a member',
    request: put('/Groups/{group.id}', {
      schemas: [urn.group],
      id: '{group.id}',
      displayName: 'Engineers EU {run}',
      members: [member('{member.first}')],
    }),
    answer: ok(is('displayName', 'Engineers EU {run}')),
    seen: group('group.id', is('members/value', '{member.first}')),
  },
  {
    name: 'PUT of the group with an empty list of members',
    request: put('/Groups/{group.id}', {
      schemas: [urn.group],
      id: '{group.id}',
      displayName: 'Engineers EU {run}',
      members: [],
    }),
    answer: ok(),
    seen: group('group.id', absent('members/value')),
    feature: 'emptyGroup',
  },
]

const deleted: readonly Step[] = [
  { name: 'unlink the group and delete it', request: remove('/Groups/{group.id}'), answer: gone },
  { name: 'read the deleted group', request: get('/Groups/{group.id}'), answer: notFound },
]

export const oktaGroups = { linked, pushed, byPut, deleted }
