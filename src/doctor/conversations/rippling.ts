/** Rippling: a custom app with groups, paging and "Use PATCH to edit Groups". clients.md; workos.com and help.kombo.dev */
import { urn } from '../../scim/urn.ts'
import type { Conversation, Step } from '../conversation.ts'
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
  list,
  listed,
  notFound,
  ok,
  patch,
  post,
  present,
  remove,
  renameIsRefused,
  user,
} from '../steps.ts'

const userName = 'ada.{run}@corp.example'
const ada = {
  schemas: [urn.user, urn.enterpriseUser],
  userName,
  externalId: '{run}',
  name: { givenName: 'Ada', familyName: 'Byron' },
  emails: [{ value: 'ada.{run}@corp.example', type: 'work', primary: true }],
  active: true,
  [urn.enterpriseUser]: { employeeNumber: '1815' },
}

const users: readonly Step[] = [
  {
    name: 'test connection: the service provider configuration',
    request: get('/ServiceProviderConfig'),
    answer: ok(present('patch')),
  },
  {
    name: 'list users, page by page',
    request: get('/Users?startIndex={startIndex}&count=100'),
    answer: list,
    pages: { most: 15 },
  },
  {
    name: 'match a user by userName',
    request: get('/Users?filter=userName%20eq%20%22{existing.name}%22'),
    answer: listed(1, is('Resources/id', '{existing.id}')),
  },
  {
    name: 'create a user',
    request: post('/Users', ada),
    answer: created(is('userName', userName), is('active', true)),
    captures: { 'user.id': 'id' },
  },
  { name: 'create the same user again, as a retry does', request: post('/Users', ada), answer: conflict },
  {
    name: 'see that the retry made no second user',
    request: get('/Users?filter=externalId%20eq%20%22{run}%22'),
    answer: listed(1, is('Resources/id', '{user.id}')),
  },
  {
    name: 'update by PATCH',
    request: patch(
      '/Users/{user.id}',
      { op: 'replace', path: 'name.familyName', value: 'Lovelace' },
      { op: 'replace', path: 'emails', value: [{ value: 'lovelace.{run}@corp.example', type: 'work', primary: true }] },
      { op: 'add', path: 'title', value: 'Programmer' },
    ),
    answer: changed(),
    seen: user(
      is('name/familyName', 'Lovelace'),
      is('emails/value', 'lovelace.{run}@corp.example'),
      is('title', 'Programmer'),
    ),
  },
  {
    name: 'rename the user',
    request: patch('/Users/{user.id}', { op: 'replace', path: 'userName', value: 'lovelace.{run}@corp.example' }),
    answer: changed(),
    feature: 'userNameChange',
    optional: renameIsRefused,
  },
  {
    name: 'deactivate',
    request: patch('/Users/{user.id}', { op: 'replace', path: 'active', value: false }),
    answer: changed(),
    seen: user(is('active', false)),
  },
  {
    name: 'reactivate',
    request: patch('/Users/{user.id}', { op: 'replace', value: { active: true } }),
    answer: changed(),
    seen: user(is('active', true)),
  },
]

const groups: readonly Step[] = [
  { name: 'list groups', request: get('/Groups?startIndex=1&count=100'), answer: list },
  {
    name: 'match a group by displayName',
    request: get('/Groups?filter=displayName%20eq%20%22{standing.name}%22'),
    answer: listed(1),
    captures: { 'linked.id': 'Resources/id' },
  },
  {
    name: 'linked group: add a member',
    request: patch('/Groups/{linked.id}', { op: 'add', path: 'members', value: [{ value: '{user.id}' }] }),
    answer: changed(),
    seen: group('linked.id', has('members/value', '{user.id}')),
  },
  {
    name: 'linked group: remove a member',
    request: patch('/Groups/{linked.id}', { op: 'remove', path: 'members[value eq "{user.id}"]' }),
    answer: changed(),
    seen: group('linked.id', count('members/value', 1)),
  },
  {
    name: 'create a group, without members',
    request: post('/Groups', { schemas: [urn.group], displayName: 'Engineers {run}', members: [] }),
    answer: created(is('displayName', 'Engineers {run}')),
    captures: { 'group.id': 'id' },
    feature: 'emptyGroup',
  },
  {
    name: 'add all members in one request',
    request: patch('/Groups/{group.id}', { op: 'add', path: 'members', value: each('members', { value: '{each}' }) }),
    answer: changed(),
    seen: group('group.id', count('members/value', 'members')),
  },
  {
    name: 'rename the group',
    request: patch('/Groups/{group.id}', { op: 'replace', path: 'displayName', value: 'Engineers EU {run}' }),
    answer: changed(),
    seen: group('group.id', is('displayName', 'Engineers EU {run}')),
  },
  {
    name: 'remove all members',
    request: patch('/Groups/{group.id}', { op: 'replace', path: 'members', value: [] }),
    answer: changed(),
    seen: group('group.id', absent('members/value')),
    feature: 'lastMember',
  },
  { name: 'delete the group', request: remove('/Groups/{group.id}'), answer: gone },
  { name: 'delete the user', request: remove('/Users/{user.id}'), answer: gone },
  { name: 'read the deleted user', request: get('/Users/{user.id}'), answer: notFound },
]

export const rippling: readonly Conversation[] = [
  {
    name: 'rippling',
    provider: 'rippling',
    title: 'Rippling',
    headers: {
      'User-Agent': 'scimdap-doctor (as rippling)',
      Accept: 'application/scim+json',
      'Content-Type': 'application/scim+json',
    },
    steps: [...users, ...groups],
  },
]
