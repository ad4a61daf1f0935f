/** SailPoint: the SaaS connector for SCIM 2.0, which builds its account schema from discovery. clients.md and documentation.sailpoint.com */
import { urn } from '../../scim/urn.ts'
import type { Conversation, Step } from '../conversation.ts'
import {
  changed,
  conflict,
  count,
  created,
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
  remove,
  renameIsRefused,
  user,
} from '../steps.ts'

const userName = 'ada.{run}@corp.example'
const ada = {
  schemas: [urn.user, urn.enterpriseUser],
  userName,
  externalId: '{run}',
  displayName: 'Ada Byron',
  name: { givenName: 'Ada', familyName: 'Byron' },
  emails: [{ value: 'ada.{run}@corp.example', type: 'work', primary: true }],
  active: true,
  [urn.enterpriseUser]: { department: 'Engines' },
}

const discovery: readonly Step[] = [
  {
    name: 'test connection: the service provider configuration',
    request: get('/ServiceProviderConfig'),
    answer: ok(present('patch'), present('filter')),
  },
  {
    name: 'discover the resource types',
    request: get('/ResourceTypes'),
    answer: ok(has('Resources/endpoint', '/Users'), has('Resources/endpoint', '/Groups')),
  },
  { name: 'discover the resource type User', request: get('/ResourceTypes/User'), answer: ok(is('schema', urn.user)) },
  {
    name: 'discover the resource type Group',
    request: get('/ResourceTypes/Group'),
    answer: ok(is('schema', urn.group)),
  },
  {
    name: 'discover the schemas',
    request: get('/Schemas'),
    answer: ok(has('Resources/id', urn.user), has('Resources/id', urn.group)),
  },
]

const aggregation: readonly Step[] = [
  {
    name: 'aggregate accounts, page by page',
    request: get('/Users?startIndex={startIndex}&count=100'),
    answer: list,
    pages: { most: 15 },
  },
  {
    name: 'aggregate groups, page by page',
    request: get('/Groups?startIndex={startIndex}&count=100'),
    answer: list,
    pages: { most: 15 },
  },
]

const users: readonly Step[] = [
  {
    name: 'create an account',
    request: post('/Users', ada),
    answer: created(is('userName', userName), is('active', true)),
    captures: { 'user.id': 'id' },
  },
  { name: 'create the same account again', request: post('/Users', ada), answer: conflict },
  {
    name: 'refresh the account',
    request: get('/Users/{user.id}'),
    answer: ok(is('userName', userName), present('meta/location')),
  },
  {
    name: 'update by PATCH',
    request: patch(
      '/Users/{user.id}',
      { op: 'replace', path: 'displayName', value: 'Ada Lovelace' },
      { op: 'add', path: 'title', value: 'Countess' },
      { op: 'replace', path: `${urn.enterpriseUser}:department`, value: 'Analysis' },
    ),
    answer: changed(),
    seen: user(
      is('displayName', 'Ada Lovelace'),
      is('title', 'Countess'),
      is(`${urn.enterpriseUser}/department`, 'Analysis'),
    ),
  },
  {
    name: 'take an attribute away',
    request: patch('/Users/{user.id}', { op: 'remove', path: 'title' }),
    answer: changed(),
    seen: user({ kind: 'absent', at: 'title' }),
  },
  {
    name: 'rename the account',
    request: patch('/Users/{user.id}', { op: 'replace', path: 'userName', value: 'lovelace.{run}@corp.example' }),
    answer: changed(),
    feature: 'userNameChange',
    optional: renameIsRefused,
  },
  {
    name: 'disable the account',
    request: patch('/Users/{user.id}', { op: 'replace', path: 'active', value: false }),
    answer: changed(),
    seen: user(is('active', false)),
  },
  {
    name: 'enable the account',
    request: patch('/Users/{user.id}', { op: 'replace', path: 'active', value: true }),
    answer: changed(),
    seen: user(is('active', true)),
  },
]

const entitlements: readonly Step[] = [
  {
    name: 'find a group',
    request: get('/Groups?filter=displayName%20eq%20%22{standing.name}%22'),
    answer: listed(1),
    captures: { 'linked.id': 'Resources/id' },
  },
  {
    name: 'add an entitlement: the account becomes a member',
    request: patch('/Groups/{linked.id}', { op: 'add', path: 'members', value: [{ value: '{user.id}' }] }),
    answer: changed(),
    seen: group('linked.id', has('members/value', '{user.id}')),
  },
  {
    name: 'remove an entitlement',
    request: patch('/Groups/{linked.id}', { op: 'remove', path: 'members[value eq "{user.id}"]' }),
    answer: changed(),
    seen: group('linked.id', count('members/value', 1)),
  },
  {
    name: 'remove the entitlement that is the last one of its group',
    request: patch('/Groups/{linked.id}', { op: 'remove', path: 'members[value eq "{existing.id}"]' }),
    answer: changed(),
    feature: 'lastMember',
  },
]

export const sailpoint: readonly Conversation[] = [
  {
    name: 'sailpoint',
    provider: 'sailpoint',
    title: 'SailPoint, SCIM 2.0 SaaS',
    headers: {
      'User-Agent': 'scimdap-doctor (as sailpoint)',
      Accept: 'application/scim+json',
      'Content-Type': 'application/scim+json',
    },
    steps: [
      ...discovery,
      ...aggregation,
      ...users,
      ...entitlements,
      { name: 'delete the account', request: remove('/Users/{user.id}'), answer: gone },
    ],
  },
]
