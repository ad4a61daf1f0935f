/** CyberArk: CyberArk Identity, by the list of calls that its "SCIM API Requirements" name. clients.md */
import { urn } from '../../scim/urn.ts'
import type { Conversation, Step } from '../conversation.ts'
import {
  changed,
  conflict,
  count,
  created,
  each,
  get,
  group,
  has,
  is,
  list,
  listed,
  ok,
  patch,
  post,
  present,
  put,
  renameIsRefused,
  user,
} from '../steps.ts'

const userName = 'ada.{run}@corp.example'
const found = (name: string) => get(`/Users?filter=userName%20eq%20%22${name}%22`)
const ada = {
  schemas: [urn.user, urn.enterpriseUser],
  userName,
  externalId: '{run}',
  displayName: 'Ada Byron',
  name: { givenName: 'Ada', familyName: 'Byron', formatted: 'Ada Byron' },
  emails: [{ value: 'ada.{run}@corp.example', type: 'work', primary: true }],
  active: true,
  [urn.enterpriseUser]: { department: 'Engines' },
}

const discovery: readonly Step[] = [
  { name: 'verify: one user', request: get('/Users?count=1'), answer: list },
  {
    name: 'verify: the service provider configuration',
    request: get('/ServiceProviderConfig'),
    answer: ok(present('patch')),
  },
  { name: 'verify: the resource type User', request: get('/ResourceTypes/User'), answer: ok(is('schema', urn.user)) },
  {
    name: 'verify: the resource type Group',
    request: get('/ResourceTypes/Group'),
    answer: ok(is('schema', urn.group)),
  },
  {
    name: 'verify: the schema of users',
    request: get(`/Schemas/${urn.user}`),
    answer: ok(is('id', urn.user), has('attributes/name', 'userName')),
  },
  { name: 'verify: the schema of groups', request: get(`/Schemas/${urn.group}`), answer: ok(is('id', urn.group)) },
]

const users: readonly Step[] = [
  {
    name: 'match a user by userName',
    request: found('{existing.name}'),
    answer: listed(1, is('Resources/id', '{existing.id}')),
  },
  { name: 'look up the user to be made', request: found('ada.{run}%40corp.example'), answer: listed(0) },
  {
    name: 'create a user',
    request: post('/Users', ada),
    answer: created(is('userName', userName), is('active', true)),
    captures: { 'user.id': 'id' },
  },
  { name: 'create the same user again', request: post('/Users', ada), answer: conflict },
  {
    name: 'read it back',
    request: get('/Users/{user.id}'),
    answer: ok(is('id', '{user.id}'), is('userName', userName)),
  },
  {
    name: 'update by PUT',
    request: put('/Users/{user.id}', { ...ada, id: '{user.id}', displayName: 'Ada Lovelace' }),
    answer: ok(is('displayName', 'Ada Lovelace')),
    seen: user(is('displayName', 'Ada Lovelace'), is(`${urn.enterpriseUser}/department`, 'Engines')),
  },
  {
    name: 'rename the user by PUT',
    request: put('/Users/{user.id}', { ...ada, id: '{user.id}', userName: 'lovelace.{run}@corp.example' }),
    answer: ok(),
    feature: 'userNameChange',
    optional: renameIsRefused,
  },
  {
    name: 'deactivate by PUT',
    request: put('/Users/{user.id}', { ...ada, id: '{user.id}', active: false }),
    answer: ok(is('active', false)),
    seen: user(is('active', false)),
  },
  {
    name: 'reactivate by PUT',
    request: put('/Users/{user.id}', { ...ada, id: '{user.id}' }),
    answer: ok(is('active', true)),
    seen: user(is('active', true)),
  },
  {
    name: 'deactivate a user whose name has changed, by PUT',
    request: put('/Users/{user.id}', { ...ada, id: '{user.id}', userName: 'gone.{run}@corp.example', active: false }),
    answer: ok(is('active', false)),
    seen: user(is('active', false)),
    feature: 'leaverRename',
  },
]

const groups: readonly Step[] = [
  {
    name: 'list groups, page by page',
    request: get('/Groups?startIndex={startIndex}&count=100'),
    answer: list,
    pages: { most: 15 },
  },
  { name: 'read a group', request: get('/Groups/{standing.id}'), answer: ok(is('displayName', '{standing.name}')) },
  {
    name: 'linked group: add a member',
    request: patch('/Groups/{standing.id}', { op: 'add', path: 'members', value: [{ value: '{member.first}' }] }),
    answer: changed(),
    seen: group('standing.id', count('members/value', 2)),
  },
  {
    name: 'linked group: remove a member',
    request: patch('/Groups/{standing.id}', { op: 'remove', path: 'members[value eq "{member.first}"]' }),
    answer: changed(),
    seen: group('standing.id', count('members/value', 1)),
  },
  {
    name: 'create a group, without members',
    request: post('/Groups', { schemas: [urn.group], displayName: 'Engineers {run}' }),
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
]

/** It deletes nothing: what stays behind is the doctor's to clear away. */
export const cyberark: readonly Conversation[] = [
  {
    name: 'cyberark',
    provider: 'cyberark',
    title: 'CyberArk Identity',
    headers: {
      'User-Agent': 'scimdap-doctor (as cyberark)',
      Accept: 'application/scim+json',
      'Content-Type': 'application/scim+json',
    },
    steps: [...discovery, ...users, ...groups],
  },
]
