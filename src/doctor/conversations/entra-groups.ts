/** EntraGroups: groups that Entra finds, and groups that it makes. */
import { urn } from '../../scim/urn.ts'
import type { Step } from '../conversation.ts'
import {
  absent,
  changed,
  conflict,
  count,
  created,
  each,
  get,
  gone,
  group,
  has,
  is,
  listed,
  ok,
  patch,
  post,
  remove,
} from '../steps.ts'

type Op = (name: 'Add' | 'Replace' | 'Remove') => string

const members = '/Groups?excludedAttributes=members&filter=displayName+eq+%22'

export const entraGroups = (op: Op): readonly Step[] => [...linked(op), ...pushed(op)]

const reference = (value: string) => ({ $ref: null, value })

/** "Empty" until Entra has added somebody; its own schema URI is no URN. */
const engineers = {
  schemas: [urn.group, 'http://schemas.microsoft.com/2006/11/ResourceManagement/ADSCIM/2.0/Group'],
  externalId: '{run}-group',
  displayName: 'Engineers {run}',
  meta: { resourceType: 'Group' },
}

/** A group that was there before. */
const linked = (op: Op): readonly Step[] => [
  {
    name: 'match a group by displayName',
    request: get(`${members}{standing.name}%22`),
    answer: listed(1, absent('Resources/members')),
    captures: { 'linked.id': 'Resources/id' },
  },
  {
    name: 'linked group: add two members',
    request: patch('/Groups/{linked.id}', {
      op: op('Add'),
      path: 'members',
      value: [reference('{member.first}'), reference('{member.second}')],
    }),
    answer: changed(),
    seen: group('linked.id', has('members/value', '{member.first}'), has('members/value', '{member.second}')),
  },
  {
    name: 'linked group: add a member who is one already',
    request: patch('/Groups/{linked.id}', { op: op('Add'), path: 'members', value: [reference('{member.first}')] }),
    answer: changed(),
    seen: group('linked.id', count('members/value', 3)),
  },
  {
    name: 'linked group: check a membership',
    request: get('/Groups?filter=id+eq+%22{linked.id}%22+and+members+eq+%22{member.first}%22'),
    answer: listed(1, is('Resources/id', '{linked.id}')),
  },
  {
    name: 'linked group: remove one member by a value array',
    request: patch('/Groups/{linked.id}', { op: op('Remove'), path: 'members', value: [reference('{member.first}')] }),
    answer: changed(),
    seen: group('linked.id', count('members/value', 2), has('members/value', '{member.second}')),
  },
  {
    name: 'linked group: check a membership that ended',
    request: get('/Groups?filter=id+eq+%22{linked.id}%22+and+members+eq+%22{member.first}%22'),
    answer: listed(0),
  },
  {
    name: 'linked group: remove one member by a filter in the path',
    request: patch('/Groups/{linked.id}', { op: 'remove', path: 'members[value eq "{member.second}"]' }),
    answer: changed(),
    seen: group('linked.id', count('members/value', 1)),
  },
]

/** A group of its own. */
const pushed = (op: Op): readonly Step[] => [
  {
    name: 'create a group, without members',
    request: post('/Groups', engineers),
    answer: created(is('displayName', 'Engineers {run}')),
    captures: { 'group.id': 'id' },
    feature: 'emptyGroup',
  },
  {
    name: 'read the group without members',
    request: get('/Groups/{group.id}?excludedAttributes=members'),
    answer: ok(absent('members')),
  },
  { name: 'create the group again', request: post('/Groups', engineers), answer: conflict, needs: ['group.id'] },
  {
    name: 'add all members in one request',
    request: patch('/Groups/{group.id}', {
      op: op('Add'),
      path: 'members',
      value: each('members', reference('{each}')),
    }),
    answer: changed(),
    seen: group('group.id', count('members/value', 'members')),
  },
  {
    name: 'rename the group',
    request: patch('/Groups/{group.id}', { op: op('Replace'), path: 'displayName', value: 'Engineers EU {run}' }),
    answer: changed(),
    seen: group('group.id', is('displayName', 'Engineers EU {run}'), count('members/value', 'members')),
  },
  {
    name: 'remove all members in one request',
    request: patch('/Groups/{group.id}', {
      op: op('Remove'),
      path: 'members',
      value: each('members', reference('{each}')),
    }),
    answer: changed(),
    seen: group('group.id', absent('members/value')),
    feature: 'lastMember',
  },
  { name: 'delete the group', request: remove('/Groups/{group.id}'), answer: gone },
]
