/** Entra: Microsoft Entra ID, in its default dialect and with the flag `aadOptscim062020`. clients.md and learn.microsoft.com */
import { urn } from '../../scim/urn.ts'
import type { Conversation, Step } from '../conversation.ts'
import { conflict, created, get, gone, has, is, listed, notFound, ok, post, remove, user } from '../steps.ts'
import { type Dialect, flagged, plain } from './entra-dialects.ts'
import { entraGroups } from './entra-groups.ts'
import { leaving, updates } from './entra-users.ts'

const userName = 'ada.{run}@corp.example'

/** The flag is part of the tenant URL and stands in every request. */
const flaggedPath = (path: string, flag: string): string =>
  flag === '' ? path : `${path}${path.includes('?') ? '&' : '?'}${flag}`

const connect: readonly Step[] = [
  {
    name: 'test connection: a user that nobody is',
    request: get('/Users?filter=userName+eq+%22{nobody}%22'),
    answer: listed(0),
  },
  {
    name: 'test connection: a group that nobody is',
    request: get('/Groups?excludedAttributes=members&filter=displayName+eq+%22{nobody}%22'),
    answer: listed(0),
  },
  {
    name: 'discover the schema',
    request: get('/Schemas'),
    answer: ok(has('Resources/id', urn.user)),
    optional: 'schema discovery is an offer: attribute mappings can be typed in',
  },
]

const match: readonly Step[] = [
  {
    name: 'match a user by userName',
    request: get('/Users?filter=userName+eq+%22{existing.name}%22'),
    answer: listed(1, is('Resources/id', '{existing.id}')),
  },
  {
    name: 'match a user by work e-mail, by a filter outside the grammar of RFC 7644',
    request: get('/Users?filter=emails%5Btype+eq+%22work%22%5D.value+eq+%22{existing.name}%22'),
    answer: listed(1, is('Resources/id', '{existing.id}')),
    optional: 'sent only where an e-mail address is the matching attribute',
  },
  {
    name: 'look up the user to be made, by externalId',
    request: get('/Users?filter=externalId+eq+%22{run}-1815%22'),
    answer: listed(0),
  },
]

const ada = {
  schemas: [urn.user, urn.enterpriseUser],
  externalId: '{run}-1815',
  userName,
  active: true,
  displayName: 'Ada Byron',
  name: { givenName: 'Ada', familyName: 'Byron', formatted: 'Ada Byron' },
  emails: [{ primary: true, type: 'work', value: 'ada.{run}@corp.example' }],
  addresses: null,
  phoneNumbers: null,
  title: null,
  roles: [],
  meta: { resourceType: 'User' },
  [urn.enterpriseUser]: { employeeNumber: '1815', department: 'Engines' },
}

const asCreated = [
  is('userName', userName),
  is('externalId', '{run}-1815'),
  is('displayName', 'Ada Byron'),
  is('active', true),
  has('emails/value', 'ada.{run}@corp.example'),
  is(`${urn.enterpriseUser}/department`, 'Engines'),
]

const create: readonly Step[] = [
  {
    name: 'create a user, with nulls, empty lists and meta',
    request: post('/Users', ada),
    answer: created(is('userName', userName), is('active', true)),
    captures: { 'user.id': 'id' },
    seen: user(...asCreated),
  },
  { name: 'read it back', request: get('/Users/{user.id}'), answer: ok(...asCreated) },
  {
    name: "create a user as the documentation's sample has it: department and manager without their schema, null",
    request: post('/Users', {
      ...ada,
      userName: 'sample.{run}@corp.example',
      externalId: '{run}-sample',
      emails: [{ primary: true, type: 'work', value: 'sample.{run}@corp.example' }],
      department: null,
      manager: null,
    }),
    answer: created(is('userName', 'sample.{run}@corp.example')),
    captures: { 'sample.id': 'id' },
    optional: 'a sample of the documentation, not seen from Entra itself',
  },
  { name: 'create the same user again', request: post('/Users', ada), answer: conflict },
  {
    name: 'link to it after the 409',
    request: get('/Users?filter=userName+eq+%22ada.{run}%40corp.example%22'),
    answer: listed(1, is('Resources/id', '{user.id}')),
  },
]

const end: readonly Step[] = [
  { name: 'delete the user', request: remove('/Users/{user.id}'), answer: gone },
  { name: 'read the deleted user', request: get('/Users/{user.id}'), answer: notFound },
]

const conversation = (name: string, title: string, dialect: Dialect): Conversation => ({
  name,
  title,
  provider: 'entra',
  headers: {
    'User-Agent': 'scimdap-doctor (as entra)',
    Accept: 'application/scim+json',
    'Content-Type': 'application/scim+json',
  },
  steps: [
    ...connect,
    ...match,
    ...create,
    ...updates(dialect),
    ...leaving(dialect),
    ...entraGroups(dialect.op),
    ...end,
  ].map((step) => ({ ...step, request: { ...step.request, path: flaggedPath(step.request.path, dialect.flag) } })),
})

export const entra: readonly Conversation[] = [
  conversation('entra', 'Microsoft Entra ID', plain),
  conversation('entra-optscim', 'Microsoft Entra ID, ?aadOptscim062020', flagged),
]
