/** OneLogin: bodies out of a template that an administrator edits. clients.md; requests captured in goauthentik/authentik#11249 */
import { urn } from '../../scim/urn.ts'
import type { Conversation, Step } from '../conversation.ts'
import {
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
  nobody,
  ok,
  patch,
  post,
  present,
  put,
  remove,
  renameIsRefused,
  user,
} from '../steps.ts'

const userName = 'ada.{run}@corp.example'
/** As captured: `+` for blanks, and an ampersand at the end. */
const found = (name: string) => get(`/Users?filter=userName+eq+%22${name}%22&`)

const ada = {
  schemas: [urn.user, urn.enterpriseUser],
  id: null,
  userName,
  externalId: '{run}',
  active: 'true',
  displayName: 'Ada Byron',
  name: { givenName: 'Ada', familyName: 'Byron', formatted: 'Ada Byron' },
  emails: [{ value: 'ada.{run}@corp.example', type: 'work', primary: true }],
  title: '',
  [urn.enterpriseUser]: { department: 'Engines' },
}

const users: readonly Step[] = [
  { name: 'test connection: a user that nobody is', request: found('{nobody}'), answer: nobody },
  {
    name: 'test connection: the service provider configuration',
    request: get('/ServiceProviderConfig'),
    answer: ok(present('patch')),
    optional: 'reported of some connectors only',
  },
  {
    name: 'match a user by userName',
    request: found('{existing.name}'),
    answer: listed(1, is('Resources/id', '{existing.id}')),
  },
  { name: 'get users', request: get('/Users?startIndex={startIndex}&count=100&'), answer: list, pages: { most: 15 } },
  {
    name: 'create a user: booleans as strings, id null, an empty title',
    request: post('/Users', ada),
    answer: created(is('userName', userName), is('active', true)),
    captures: { 'user.id': 'id' },
    seen: user(is(`${urn.enterpriseUser}/department`, 'Engines'), has('emails/value', 'ada.{run}@corp.example')),
  },
  { name: 'create the same user again', request: post('/Users', ada), answer: conflict },
  {
    name: 'create a user whose e-mail address the template gives as an object, and a manager by managerId',
    request: post('/Users', {
      ...ada,
      userName: 'object.{run}@corp.example',
      externalId: '{run}-object',
      emails: { value: 'object.{run}@corp.example', type: 'work' },
      [urn.enterpriseUser]: { manager: { managerId: null } },
    }),
    answer: created(has('emails/value', 'object.{run}@corp.example')),
    captures: { 'object.id': 'id' },
    optional: 'only where the template was written so: give it a list, and no managerId',
  },
  {
    name: 'update by PUT',
    request: put('/Users/{user.id}?', {
      ...ada,
      displayName: 'Ada Lovelace',
      name: { familyName: 'Lovelace', givenName: 'Ada' },
    }),
    answer: ok(is('displayName', 'Ada Lovelace')),
    seen: user(is('name/familyName', 'Lovelace'), is('active', true)),
  },
  {
    name: 'rename the user by PUT',
    request: put('/Users/{user.id}?', { ...ada, userName: 'lovelace.{run}@corp.example' }),
    answer: ok(),
    feature: 'userNameChange',
    optional: renameIsRefused,
  },
  {
    name: 'suspend: PATCH active',
    request: patch('/Users/{user.id}?', { op: 'replace', path: 'active', value: false }),
    answer: changed(),
    seen: user(is('active', false)),
  },
  {
    name: 'suspend again by a PUT with active "false"',
    request: put('/Users/{user.id}?', { ...ada, active: 'false' }),
    answer: ok(is('active', false)),
    seen: user(is('active', false)),
  },
  {
    name: 'reactivate by a PUT',
    request: put('/Users/{user.id}?', ada),
    answer: ok(is('active', true)),
    seen: user(is('active', true)),
  },
  {
    name: 'reactivate by a PUT with active "1"',
    request: put('/Users/{user.id}?', { ...ada, active: '1' }),
    answer: ok(is('active', true)),
    feature: 'numberForBoolean',
    optional: 'only where the template prints numbers for booleans: let it print true and false',
  },
  {
    name: 'suspend a user whose name has changed, by PUT',
    request: put('/Users/{user.id}?', { ...ada, userName: 'gone.{run}@corp.example', active: 'false' }),
    answer: ok(is('active', false)),
    seen: user(is('active', false)),
    feature: 'leaverRename',
  },
]

const groups: readonly Step[] = [
  { name: 'refresh entitlements', request: get('/Groups?'), answer: list },
  {
    name: 'link a group by displayName',
    request: get('/Groups?filter=displayName+eq+%22{standing.name}%22&'),
    answer: listed(1),
    captures: { 'linked.id': 'Resources/id' },
  },
  {
    name: 'linked group: add a member',
    request: patch('/Groups/{linked.id}?', { op: 'add', path: 'members', value: [{ value: '{member.first}' }] }),
    answer: changed(),
    seen: group('linked.id', has('members/value', '{member.first}'), count('members/value', 2)),
  },
  {
    name: 'linked group: remove a member',
    request: patch('/Groups/{linked.id}?', { op: 'remove', path: 'members[value eq "{member.first}"]' }),
    answer: changed(),
    seen: group('linked.id', count('members/value', 1)),
  },
  {
    name: 'create a group, without members',
    request: post('/Groups?', { schemas: [urn.group], displayName: 'Engineers {run}' }),
    answer: created(is('displayName', 'Engineers {run}')),
    captures: { 'group.id': 'id' },
    feature: 'emptyGroup',
  },
  {
    name: 'add all members in one request',
    request: patch('/Groups/{group.id}?', { op: 'add', path: 'members', value: each('members', { value: '{each}' }) }),
    answer: changed(),
    seen: group('group.id', count('members/value', 'members')),
  },
  {
    name: 'delete the user, where that is chosen',
    request: remove('/Users/{user.id}?'),
    answer: gone,
  },
]

export const onelogin: readonly Conversation[] = [
  {
    name: 'onelogin',
    provider: 'onelogin',
    title: 'OneLogin',
    headers: {
      'User-Agent': '',
      Accept: 'application/scim+json, application/json',
      'Content-Type': 'application/scim+json',
    },
    steps: [...users, ...groups],
  },
]
