/** JumpCloud: writes for real to activate, patches attribute by attribute, and makes no empty groups. clients.md */
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
  patch,
  post,
  remove,
  renameIsRefused,
  user,
} from '../steps.ts'

const userName = 'ada.{run}@corp.example'
const found = (name: string) => get(`/Users?filter=userName%20eq%20%22${name}%22`)

/** Left in place where the server does not delete. */
const notDeleted = (path: string) => ({
  on: [403, 405, 501],
  request: patch(path, { op: 'replace', path: 'active', value: false }),
  answer: changed(),
})

const activation: readonly Step[] = [
  { name: 'activate: users are there', request: get('/Users?startIndex=1&count=1'), answer: list },
  {
    name: 'activate: create the test user',
    request: post('/Users', {
      schemas: [urn.user],
      userName: 'test.{run}@corp.example',
      name: { givenName: 'Test', familyName: 'User' },
      displayName: 'Test User',
      emails: [{ value: 'test.{run}@corp.example', type: 'work', primary: true }],
      active: true,
    }),
    answer: created(is('active', true)),
    captures: { 'test.id': 'id' },
  },
  {
    name: 'activate: create the test group',
    request: post('/Groups', { schemas: [urn.group], displayName: 'Test {run}', members: [] }),
    answer: created(),
    captures: { 'testGroup.id': 'id' },
    feature: 'emptyGroup',
  },
  { name: 'activate: delete the test group', request: remove('/Groups/{testGroup.id}'), answer: gone },
  {
    name: 'activate: delete the test user, or deactivate it',
    request: remove('/Users/{test.id}'),
    answer: gone,
    otherwise: notDeleted('/Users/{test.id}'),
  },
]

const ada = {
  schemas: [urn.user, urn.enterpriseUser],
  userName,
  externalId: '{run}',
  displayName: 'Ada Byron',
  name: { givenName: 'Ada', familyName: 'Byron' },
  emails: [{ value: 'ada.{run}@corp.example', type: 'work', primary: true }],
  phoneNumbers: [{ value: '+44 20 1815', type: 'work' }],
  active: true,
  [urn.enterpriseUser]: { employeeNumber: '1815', department: 'Engines' },
}

const replace = (path: string, value: string | boolean) => ({ op: 'replace', path, value })

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
    seen: user(is('externalId', '{run}'), is(`${urn.enterpriseUser}/employeeNumber`, '1815')),
  },
  { name: 'create the same user again', request: post('/Users', ada), answer: conflict },
  {
    name: 'link by e-mail address after the 409',
    request: get('/Users?filter=emails%20eq%20%22ada.{run}%40corp.example%22'),
    answer: listed(1, is('Resources/id', '{user.id}')),
  },
  {
    name: 'update, one operation for each attribute',
    request: patch(
      '/Users/{user.id}',
      replace('name.givenName', 'Ada'),
      replace('name.familyName', 'Lovelace'),
      replace('displayName', 'Ada Lovelace'),
      replace(`${urn.enterpriseUser}:department`, 'Analysis'),
      replace('active', true),
    ),
    answer: changed(),
    seen: user(
      is('name/familyName', 'Lovelace'),
      is('displayName', 'Ada Lovelace'),
      is(`${urn.enterpriseUser}/department`, 'Analysis'),
      is('active', true),
    ),
  },
  {
    name: 'rename the user',
    request: patch('/Users/{user.id}', replace('userName', 'lovelace.{run}@corp.example')),
    answer: changed(),
    feature: 'userNameChange',
    optional: renameIsRefused,
  },
  {
    name: 'deactivate, with what else has changed',
    request: patch('/Users/{user.id}', replace('displayName', 'Ada L.'), replace('active', false)),
    answer: changed(),
    seen: user(is('active', false), is('displayName', 'Ada L.')),
  },
  {
    name: 'reactivate',
    request: patch('/Users/{user.id}', replace('active', true)),
    answer: changed(),
    seen: user(is('active', true)),
  },
]

const groups: readonly Step[] = [
  {
    name: 'look up the group to be made',
    request: get('/Groups?filter=displayName%20eq%20%22Engineers%20{run}%22'),
    answer: listed(0),
  },
  {
    name: 'create a group with its members',
    request: post('/Groups', {
      schemas: [urn.group],
      displayName: 'Engineers {run}',
      members: each('members', { value: '{each}' }),
    }),
    answer: created(is('displayName', 'Engineers {run}')),
    captures: { 'group.id': 'id' },
    seen: group('group.id', count('members/value', 'members')),
  },
  {
    name: 'remove a member by a value array',
    request: patch('/Groups/{group.id}', { op: 'remove', path: 'members', value: [{ value: '{member.first}' }] }),
    answer: changed(),
    seen: group('group.id', has('members/value', '{member.second}')),
  },
  {
    name: 'add a member',
    request: patch('/Groups/{group.id}', { op: 'add', path: 'members', value: [{ value: '{member.first}' }] }),
    answer: changed(),
    seen: group('group.id', count('members/value', 'members')),
  },
  {
    name: 'rename the group',
    request: patch('/Groups/{group.id}', replace('displayName', 'Engineers EU {run}')),
    answer: changed(),
    seen: group('group.id', is('displayName', 'Engineers EU {run}')),
  },
  {
    name: 'the last members leave the group',
    request: patch('/Groups/{group.id}', {
      op: 'remove',
      path: 'members',
      value: each('members', { value: '{each}' }),
    }),
    answer: changed(),
    feature: 'lastMember',
  },
  {
    name: 'dissociate the group: its members are deactivated',
    request: patch('/Users/{member.first}', replace('active', false)),
    answer: changed(),
  },
  {
    name: 'reactivate the member',
    request: patch('/Users/{member.first}', replace('active', true)),
    answer: changed(),
  },
  {
    name: 'delete the user, or deactivate it',
    request: remove('/Users/{user.id}'),
    answer: gone,
    otherwise: notDeleted('/Users/{user.id}'),
  },
]

export const jumpcloud: readonly Conversation[] = [
  {
    name: 'jumpcloud',
    provider: 'jumpcloud',
    title: 'JumpCloud',
    headers: {
      'User-Agent': 'scimdap-doctor (as jumpcloud)',
      Accept: 'application/scim+json',
      'Content-Type': 'application/scim+json',
    },
    steps: [...activation, ...users, ...groups],
  },
]
