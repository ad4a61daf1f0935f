/** Keycloak: the plug-ins that push from it, mitodl/keycloak-scim and scim-for-keycloak. clients.md and their source */
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
  listed,
  ok,
  patch,
  post,
  present,
  put,
  remove,
  renameIsRefused,
  user,
} from '../steps.ts'

const userName = 'ada.{run}'
const ada = {
  schemas: [urn.user],
  externalId: '{run}-kc',
  userName,
  displayName: 'Ada Byron',
  name: { givenName: 'Ada', familyName: 'Byron' },
  emails: [{ value: 'ada.{run}@corp.example', primary: true }],
  active: true,
  roles: [],
}
const located = { id: '{user.id}', meta: { location: 'Users/{user.id}' } }

const users: readonly Step[] = [
  {
    name: 'read the service provider configuration',
    request: get('/ServiceProviderConfig'),
    answer: ok(present('patch')),
  },
  { name: 'import: search users', request: get('/Users'), answer: ok(present('Resources')) },
  {
    name: 'create a user, whose e-mail address has no type',
    request: post('/Users', ada),
    answer: created(is('userName', userName)),
    captures: { 'user.id': 'id' },
    seen: user(is('externalId', '{run}-kc'), has('emails/value', 'ada.{run}@corp.example'), is('active', true)),
  },
  { name: 'create the same user again', request: post('/Users', ada), answer: conflict },
  {
    name: 'match after the 409',
    request: get('/Users?filter=userName%20eq%20%22ada.{run}%22'),
    answer: listed(1, is('Resources/id', '{user.id}')),
  },
  {
    name: 'create a user without a name',
    request: post('/Users', {
      ...ada,
      name: undefined,
      externalId: '{run}-nameless',
      userName: 'nameless.{run}',
      displayName: 'nameless.{run}',
      emails: [],
    }),
    answer: created(is('displayName', 'nameless.{run}')),
    captures: { 'nameless.id': 'id' },
    feature: 'noFamilyName',
  },
  {
    name: 'update by PUT, with id and a relative meta.location',
    request: put('/Users/{user.id}', { ...ada, ...located, displayName: 'Ada Lovelace' }),
    answer: ok(is('displayName', 'Ada Lovelace')),
    seen: user(is('displayName', 'Ada Lovelace')),
  },
  {
    name: 'rename the user by PUT',
    request: put('/Users/{user.id}', { ...ada, ...located, userName: 'lovelace.{run}' }),
    answer: ok(),
    feature: 'userNameChange',
    optional: renameIsRefused,
  },
  {
    name: 'disable by PUT',
    request: put('/Users/{user.id}', { ...ada, ...located, active: false }),
    answer: ok(is('active', false)),
    seen: user(is('active', false)),
  },
  {
    name: 'enable by PUT',
    request: put('/Users/{user.id}', { ...ada, ...located }),
    answer: ok(is('active', true)),
    seen: user(is('active', true)),
  },
]

const groups: readonly Step[] = [
  {
    name: 'match a group by displayName',
    request: get('/Groups?filter=displayName%20eq%20%22{standing.name}%22'),
    answer: listed(1),
    captures: { 'linked.id': 'Resources/id' },
  },
  {
    name: 'linked group: add a member, with an absolute $ref',
    request: patch('/Groups/{linked.id}', {
      op: 'Add',
      path: 'members',
      value: [{ $ref: '{base}/Users/{member.first}', value: '{member.first}' }],
    }),
    answer: changed(),
    seen: group('linked.id', count('members/value', 2)),
  },
  {
    name: 'create a group, without members and with an id of its own',
    request: post('/Groups', {
      schemas: [urn.group],
      id: '{nobody}',
      externalId: '{run}-kc-group',
      displayName: 'Engineers {run}',
    }),
    answer: created(is('displayName', 'Engineers {run}')),
    captures: { 'group.id': 'id' },
    feature: 'emptyGroup',
  },
  {
    name: 'add all members in one large PATCH',
    request: patch('/Groups/{group.id}', {
      op: 'add',
      path: 'members',
      value: each('members', { value: '{each}', type: 'User' }),
    }),
    answer: changed(),
    seen: group('group.id', count('members/value', 'members')),
  },
  {
    name: 'PUT the group with its members, by relative $ref',
    request: put('/Groups/{group.id}', {
      schemas: [urn.group],
      id: '{group.id}',
      externalId: '{run}-kc-group',
      displayName: 'Engineers {run}',
      members: each('members', { value: '{each}', $ref: 'Users/{each}' }),
      meta: { location: 'Groups/{group.id}' },
    }),
    answer: ok(),
    seen: group('group.id', count('members/value', 'members')),
  },
  {
    name: 'PUT the group without members',
    request: put('/Groups/{group.id}', {
      schemas: [urn.group],
      id: '{group.id}',
      externalId: '{run}-kc-group',
      displayName: 'Engineers {run}',
    }),
    answer: ok(),
    feature: 'emptyGroup',
  },
  { name: 'delete the group', request: remove('/Groups/{group.id}'), answer: gone },
]

export const keycloak: readonly Conversation[] = [
  {
    name: 'keycloak',
    provider: 'keycloak',
    title: 'Keycloak plug-ins',
    headers: {
      'User-Agent': 'scimdap-doctor (as keycloak)',
      Accept: 'application/scim+json, application/json',
      'Content-Type': 'application/scim+json',
    },
    steps: [...users, ...groups, { name: 'delete the user', request: remove('/Users/{user.id}'), answer: gone }],
  },
]
