/** Google: auto-provisioning of Google Workspace, for users alone. Its calls are documented per partner application only. clients.md */
import { urn } from '../../scim/urn.ts'
import type { Conversation, Step } from '../conversation.ts'
import {
  changed,
  conflict,
  created,
  get,
  gone,
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
const found = (name: string) => get(`/Users?filter=userName%20eq%20%22${name}%22`)
const ada = {
  schemas: [urn.user],
  userName,
  externalId: '{run}',
  displayName: 'Ada Byron',
  name: { givenName: 'Ada', familyName: 'Byron', formatted: 'Ada Byron' },
  emails: [{ value: 'ada.{run}@corp.example', type: 'work', primary: true }],
  active: true,
}

const steps: readonly Step[] = [
  { name: 'authorize: one user', request: get('/Users?count=1'), answer: list },
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
  {
    name: 'create a user who is suspended at Google',
    request: post('/Users', {
      ...ada,
      userName: 'suspended.{run}@corp.example',
      externalId: '{run}-suspended',
      active: false,
    }),
    answer: created(is('active', false)),
    captures: { 'suspended.id': 'id' },
    seen: { path: '/Users/{suspended.id}', checks: [is('active', false)] },
  },
  { name: 'create the same user again', request: post('/Users', ada), answer: conflict },
  {
    name: 'update by PUT',
    request: put('/Users/{user.id}', {
      ...ada,
      displayName: 'Ada Lovelace',
      name: { givenName: 'Ada', familyName: 'Lovelace' },
    }),
    answer: ok(is('displayName', 'Ada Lovelace')),
    seen: user(is('name/familyName', 'Lovelace')),
  },
  {
    name: 'update by PATCH',
    request: patch('/Users/{user.id}', { op: 'replace', path: 'name.givenName', value: 'Augusta' }),
    answer: changed(),
    seen: user(is('name/givenName', 'Augusta'), is('name/familyName', 'Lovelace')),
  },
  {
    name: 'rename the user by PUT',
    request: put('/Users/{user.id}', { ...ada, userName: 'lovelace.{run}@corp.example' }),
    answer: ok(),
    feature: 'userNameChange',
    optional: renameIsRefused,
  },
  {
    name: 'suspend',
    request: patch('/Users/{user.id}', { op: 'replace', path: 'active', value: false }),
    answer: changed(),
    seen: user(is('active', false)),
  },
  {
    name: 'take the suspension back',
    request: patch('/Users/{user.id}', { op: 'replace', path: 'active', value: true }),
    answer: changed(),
    seen: user(is('active', true)),
  },
  { name: 'delete the user after the grace period', request: remove('/Users/{user.id}'), answer: gone },
  { name: 'read the deleted user', request: get('/Users/{user.id}'), answer: notFound },
]

export const google: readonly Conversation[] = [
  {
    name: 'google',
    provider: 'google',
    title: 'Google Workspace',
    headers: {
      'User-Agent': 'scimdap-doctor (as google)',
      Accept: 'application/scim+json',
      'Content-Type': 'application/scim+json',
    },
    steps,
  },
]
