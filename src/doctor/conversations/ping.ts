/** Ping: PingOne and PingFederate, with filters out of a template. clients.md and docs.pingidentity.com */
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
  notFound,
  ok,
  patch,
  post,
  put,
  remove,
  renameIsRefused,
  user,
} from '../steps.ts'

const userName = 'ada.{run}@corp.example'
/** `username Eq "%s"` is the filter of the sample in PingOne's API: neither spelled as the RFC has it. */
const found = (name: string) => get(`/Users?filter=username%20Eq%20%22${name}%22`)
const ada = {
  schemas: [urn.user, urn.enterpriseUser],
  userName,
  externalId: '{run}',
  active: true,
  name: { givenName: 'Ada', familyName: 'Byron', formatted: 'Ada Byron' },
  emails: [{ value: 'ada.{run}@corp.example', type: 'work', primary: true }],
  title: 'Countess',
  [urn.enterpriseUser]: { employeeNumber: '1815', department: 'Engines' },
}

const users: readonly Step[] = [
  { name: 'test connection', request: get('/Users?startIndex=1&count=1'), answer: list },
  {
    name: 'match a user by userName, spelled `username Eq`',
    request: found('{existing.name}'),
    answer: listed(1, is('Resources/id', '{existing.id}')),
  },
  {
    name: 'match a user by emails, without naming a sub-attribute',
    request: get('/Users?filter=emails%20eq%20%22{existing.name}%22'),
    answer: listed(1, is('Resources/id', '{existing.id}')),
    optional: 'sent only where an e-mail address is the unique identifier',
  },
  { name: 'look up the user to be made', request: found('ada.{run}%40corp.example'), answer: listed(0) },
  {
    name: 'create a user',
    request: post('/Users', ada),
    answer: created(is('userName', userName)),
    captures: { 'user.id': 'id' },
    seen: user(is('title', 'Countess'), is('active', true)),
  },
  { name: 'create the same user again', request: post('/Users', ada), answer: conflict },
  {
    name: 'update by PUT',
    request: put('/Users/{user.id}', { ...ada, id: '{user.id}', title: 'Programmer' }),
    answer: ok(is('title', 'Programmer')),
    seen: user(is('title', 'Programmer'), is(`${urn.enterpriseUser}/employeeNumber`, '1815')),
  },
  {
    name: 'update by PATCH',
    request: patch('/Users/{user.id}', {
      op: 'replace',
      value: { title: 'Analyst', name: { familyName: 'Lovelace' } },
    }),
    answer: changed(),
    seen: user(is('title', 'Analyst'), is('name/familyName', 'Lovelace'), is('name/givenName', 'Ada')),
  },
  {
    name: 'rename the user by PUT',
    request: put('/Users/{user.id}', { ...ada, id: '{user.id}', userName: 'lovelace.{run}@corp.example' }),
    answer: ok(),
    feature: 'userNameChange',
    optional: renameIsRefused,
  },
  {
    name: 'disable by PUT',
    request: put('/Users/{user.id}', { ...ada, id: '{user.id}', active: false }),
    answer: ok(is('active', false)),
    seen: user(is('active', false)),
  },
  {
    name: 'enable by PATCH',
    request: patch('/Users/{user.id}', { op: 'replace', value: { active: true } }),
    answer: changed(),
    seen: user(is('active', true)),
  },
  {
    name: 'disable a user whose name has changed, by PUT',
    request: put('/Users/{user.id}', { ...ada, id: '{user.id}', userName: 'gone.{run}@corp.example', active: false }),
    answer: ok(is('active', false)),
    seen: user(is('active', false)),
    feature: 'leaverRename',
  },
]

const groups: readonly Step[] = [
  {
    name: 'link a group by displayName',
    request: get('/Groups?filter=displayName%20Eq%20%22{standing.name}%22'),
    answer: listed(1),
    captures: { 'linked.id': 'Resources/id' },
  },
  {
    name: 'linked group: add all members',
    request: patch('/Groups/{linked.id}', { op: 'add', path: 'members', value: each('members', { value: '{each}' }) }),
    answer: changed(),
    seen: group('linked.id', has('members/value', '{member.first}'), has('members/value', '{existing.id}')),
  },
  {
    name: 'linked group: remove one member',
    request: patch('/Groups/{linked.id}', { op: 'remove', path: 'members[value eq "{existing.id}"]' }),
    answer: changed(),
    seen: group('linked.id', count('members/value', 'members')),
  },
  {
    name: 'linked group: remove the last members',
    request: patch('/Groups/{linked.id}', { op: 'remove', path: 'members' }),
    answer: changed(),
    feature: 'lastMember',
  },
]

export const ping: readonly Conversation[] = [
  {
    name: 'ping',
    provider: 'ping',
    title: 'PingOne, PingFederate',
    headers: {
      'User-Agent': 'scimdap-doctor (as ping)',
      Accept: 'application/scim+json',
      'Content-Type': 'application/scim+json',
    },
    steps: [
      ...users,
      ...groups,
      { name: 'delete the user, where that is the remove action', request: remove('/Users/{user.id}'), answer: gone },
      { name: 'read the deleted user', request: get('/Users/{user.id}'), answer: notFound },
    ],
  },
]
