/** Okta: custom apps, which PUT, and those of the catalogue, which PATCH what concerns `active` and the password. clients.md and developer.okta.com */
import { urn } from '../../scim/urn.ts'
import type { Conversation, Step } from '../conversation.ts'
import {
  changed,
  conflict,
  created,
  echo,
  get,
  has,
  is,
  list,
  listed,
  nobody,
  ok,
  patch,
  post,
  put,
  renameIsRefused,
  user,
} from '../steps.ts'
import type { Template } from '../template.ts'
import { oktaGroups } from './okta-groups.ts'

const userName = 'ada.{run}@corp.example'
const found = (name: string) => get(`/Users?filter=userName%20eq%20%22${name}%22&startIndex=1&count=100`)

const connect: readonly Step[] = [
  { name: 'save the integration: two users', request: get('/Users?startIndex=1&count=2'), answer: list },
  { name: 'save the integration: groups', request: get('/Groups?startIndex=1&count=100'), answer: list },
  { name: 'look up a user that nobody is', request: found('{nobody}'), answer: nobody },
  {
    name: 'import users, page by page',
    request: get('/Users?startIndex={startIndex}&count=100'),
    answer: list,
    pages: { most: 15 },
  },
  {
    name: 'match a user by userName',
    request: found('{existing.name}'),
    answer: listed(1, is('Resources/id', '{existing.id}')),
  },
]

const ada: Template = {
  schemas: [urn.user],
  userName,
  name: { givenName: 'Ada', familyName: 'Byron' },
  emails: [{ primary: true, value: 'ada.{run}@corp.example', type: 'work' }],
  displayName: 'Ada Byron',
  locale: 'en-US',
  externalId: '00u{run}',
  groups: [],
  password: 'x9!Zq-{run}-Kw4',
  active: true,
}

const create: readonly Step[] = [
  { name: 'look up the user to be made', request: found('ada.{run}%40corp.example'), answer: nobody },
  {
    name: 'create a user, with a password and an empty list of groups',
    request: post('/Users', ada),
    answer: created(is('userName', userName), is('active', true)),
    captures: { 'user.id': 'id' },
    seen: user(is('externalId', '00u{run}'), is('locale', 'en-US'), has('emails/value', 'ada.{run}@corp.example')),
  },
  { name: 'create the same user again', request: post('/Users', ada), answer: conflict },
  {
    name: 'link to it after the 409',
    request: found('ada.{run}%40corp.example'),
    answer: listed(1, is('Resources/id', '{user.id}')),
  },
]

const read = (why: string): Step => ({
  name: `read before ${why}`,
  request: get('/Users/{user.id}'),
  answer: ok(is('id', '{user.id}')),
  captures: { 'user.body': '' },
})

/** What is read goes back as a whole: `id`, `meta` and `groups`, too. */
const update: readonly Step[] = [
  read('an update'),
  {
    name: 'update by a full PUT',
    request: put(
      '/Users/{user.id}',
      echo('user.body', { displayName: 'Ada Lovelace', name: { givenName: 'Ada', familyName: 'Lovelace' } }),
    ),
    answer: ok(is('displayName', 'Ada Lovelace')),
    seen: user(is('name/familyName', 'Lovelace'), is('active', true), has('emails/value', 'ada.{run}@corp.example')),
  },
  read('a rename'),
  {
    name: 'rename the user by a full PUT',
    request: put('/Users/{user.id}', echo('user.body', { userName: 'lovelace.{run}@corp.example' })),
    answer: ok(),
    feature: 'userNameChange',
    optional: renameIsRefused,
  },
]

const byPut: readonly Step[] = [
  read('the deactivation'),
  {
    name: 'deactivate by a full PUT',
    request: put('/Users/{user.id}', echo('user.body', { active: false })),
    answer: ok(is('active', false)),
    seen: user(is('active', false), is('displayName', 'Ada Lovelace')),
  },
  {
    name: 'reactivate by a full PUT',
    request: put('/Users/{user.id}', echo('user.body', { active: true })),
    answer: ok(is('active', true)),
    seen: user(is('active', true)),
  },
  {
    name: 'deactivate a user whose login has changed',
    request: put('/Users/{user.id}', echo('user.body', { active: false, userName: 'gone.{run}@corp.example' })),
    answer: ok(is('active', false)),
    seen: user(is('active', false)),
    feature: 'leaverRename',
  },
]

const active = (value: boolean) => patch('/Users/{user.id}', { op: 'replace', value: { active: value } })

const byPatch: readonly Step[] = [
  {
    name: 'deactivate by PATCH',
    request: active(false),
    answer: changed(is('active', false)),
    seen: user(is('active', false)),
  },
  {
    name: 'reactivate by PATCH',
    request: active(true),
    answer: changed(is('active', true)),
    seen: user(is('active', true)),
  },
  {
    name: 'sync the password by PATCH',
    request: patch('/Users/{user.id}', { op: 'replace', value: { password: 'Qz7!rv-{run}-Lm2' } }),
    answer: changed(),
    seen: user(is('active', true)),
    optional: 'sent only where password sync is on',
  },
  {
    name: 'unassign the user',
    request: active(false),
    answer: changed(is('active', false)),
    seen: user(is('active', false)),
  },
]

const headers = {
  'User-Agent': 'Okta SCIM Client 1.0.0',
  Accept: 'application/scim+json',
  'Accept-Charset': 'utf-8',
  'Content-Type': 'application/scim+json; charset=utf-8',
}

/** Users are never deleted by Okta: what stays behind is the doctor's to clear away. */
export const okta: readonly Conversation[] = [
  {
    ...{ name: 'okta', provider: 'okta', title: 'Okta, custom app (PUT)', headers },
    steps: [
      ...connect,
      ...create,
      ...update,
      ...byPut,
      ...oktaGroups.linked,
      ...oktaGroups.pushed,
      ...oktaGroups.byPut,
      ...oktaGroups.deleted,
    ],
  },
  {
    ...{ name: 'okta-catalogue', provider: 'okta', title: 'Okta, app of the catalogue (PATCH)', headers },
    steps: [
      ...connect,
      ...create,
      ...update,
      ...byPatch,
      ...oktaGroups.linked,
      ...oktaGroups.pushed,
      ...oktaGroups.deleted,
    ],
  },
]
