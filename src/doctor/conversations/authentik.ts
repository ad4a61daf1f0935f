/** Authentik: as authentik/providers/scim/clients of goauthentik/authentik sends it; groups by PATCH, or whole where the server has none. */
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
  ok,
  patch,
  post,
  present,
  put,
  remove,
  renameIsRefused,
  user,
} from '../steps.ts'
import type { Template } from '../template.ts'

const userName = 'ada.{run}@corp.example'
/** The default mapping of users. */
const ada = {
  schemas: [urn.user],
  userName,
  name: { formatted: 'Ada Byron', givenName: 'Ada', familyName: 'Byron' },
  displayName: 'Ada Byron',
  active: true,
  emails: [{ value: 'ada.{run}@corp.example', type: 'other', primary: true }],
  externalId: '{run}-uid',
}

const users: readonly Step[] = [
  {
    name: 'read the service provider configuration',
    request: get('/ServiceProviderConfig'),
    answer: ok(present('patch')),
    captures: { 'patch.supported': 'patch/supported' },
    optional: 'without one a permissive default is taken',
  },
  { name: 'discover users', request: get('/Users'), answer: list },
  {
    name: 'create a user',
    request: post('/Users', ada),
    answer: created(is('userName', userName)),
    captures: { 'user.id': 'id' },
    seen: user(is('externalId', '{run}-uid'), has('emails/type', 'other'), is('active', true)),
  },
  { name: 'create the same user again', request: post('/Users', ada), answer: conflict },
  {
    name: 'link to it after the 409, by a filter without quotation marks',
    request: get('/Users?filter=userName+eq+ada.{run}%40corp.example'),
    answer: listed(1, is('Resources/id', '{user.id}')),
  },
  {
    name: 'create a user of one name, whose family name is a blank',
    request: post('/Users', {
      ...ada,
      userName: 'charles.{run}@corp.example',
      externalId: '{run}-charles',
      name: { formatted: 'Charles', givenName: 'Charles', familyName: ' ' },
      displayName: 'Charles',
      emails: [{ value: 'charles.{run}@corp.example', type: 'other', primary: true }],
    }),
    answer: created(is('displayName', 'Charles')),
    captures: { 'charles.id': 'id' },
    feature: 'noFamilyName',
  },
  {
    name: 'update by PUT',
    request: put('/Users/{user.id}', { ...ada, id: '{user.id}', displayName: 'Ada Lovelace' }),
    answer: ok(is('displayName', 'Ada Lovelace')),
    seen: user(is('displayName', 'Ada Lovelace')),
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
]

const engineers = { schemas: [urn.group], displayName: 'Engineers {run}', externalId: '{run}-group' }
/** One operation for each member. */
const members = (op: string, value: Template) => ({ op, path: 'members', value: [{ value }] })
const byPatch = { onlyIf: { variable: 'patch.supported', is: true } } as const

const groupsByPatch: readonly Step[] = [
  {
    name: 'create a group, without members',
    request: post('/Groups', engineers),
    answer: created(is('displayName', 'Engineers {run}')),
    captures: { 'group.id': 'id' },
    feature: 'emptyGroup',
    ...byPatch,
  },
  {
    name: 'link a group after a 409',
    request: get('/Groups?filter=displayName+eq+%22{standing.name}%22'),
    answer: listed(1),
    captures: { 'linked.id': 'Resources/id' },
  },
  {
    name: 'linked group: add members, one operation for each',
    request: patch('/Groups/{linked.id}', members('add', '{member.first}'), members('add', '{member.second}')),
    answer: changed(),
    seen: group('linked.id', count('members/value', 3)),
    ...byPatch,
  },
  {
    name: 'linked group: remove members, one operation for each',
    request: patch('/Groups/{linked.id}', members('remove', '{member.first}'), members('remove', '{member.second}')),
    answer: changed(),
    seen: group('linked.id', count('members/value', 1), has('members/value', '{existing.id}')),
    ...byPatch,
  },
  {
    name: 'add all members, one operation for each',
    request: {
      ...patch('/Groups/{group.id}'),
      body: { schemas: [urn.patchOp], Operations: each('members', members('add', '{each}')) },
    },
    answer: changed(),
    seen: group('group.id', count('members/value', 'members')),
    ...byPatch,
  },
  {
    name: 'update the group by a value with id and schemas, without path',
    request: patch('/Groups/{group.id}', {
      op: 'replace',
      value: { ...engineers, id: '{group.id}', displayName: 'Engineers EU {run}' },
    }),
    answer: changed(),
    seen: group('group.id', is('displayName', 'Engineers EU {run}'), count('members/value', 'members')),
    ...byPatch,
  },
  {
    name: 'remove all members, one operation for each',
    request: {
      ...patch('/Groups/{group.id}'),
      body: { schemas: [urn.patchOp], Operations: each('members', members('remove', '{each}')) },
    },
    answer: changed(),
    seen: group('group.id', absent('members/value')),
    feature: 'lastMember',
    ...byPatch,
  },
]

/** Where `patch.supported` is false: with members, and only when there are some. */
const whole = { ...engineers, displayName: 'Whole {run}', externalId: '{run}-whole' }
const byPut = { onlyIf: { variable: 'patch.supported', is: false } } as const
const groupsByPut: readonly Step[] = [
  {
    name: 'create a group with its members',
    request: post('/Groups', { ...whole, members: each('members', { value: '{each}' }) }),
    answer: created(),
    captures: { 'group.id': 'id' },
    seen: group('group.id', count('members/value', 'members')),
    ...byPut,
  },
  {
    name: 'update the group by PUT',
    request: put('/Groups/{group.id}', { ...whole, id: '{group.id}', members: [{ value: '{member.first}' }] }),
    answer: ok(),
    seen: group('group.id', is('members/value', '{member.first}')),
    ...byPut,
  },
]

export const authentik: readonly Conversation[] = [
  {
    name: 'authentik',
    provider: 'authentik',
    title: 'authentik',
    headers: {
      'User-Agent': 'goauthentik.io/2026.2',
      Accept: 'application/scim+json',
      'Content-Type': 'application/scim+json',
    },
    steps: [
      ...users,
      ...groupsByPatch,
      ...groupsByPut,
      { name: 'delete the group', request: remove('/Groups/{group.id}'), answer: gone },
      { name: 'delete the user', request: remove('/Users/{user.id}'), answer: gone },
    ],
  },
]
