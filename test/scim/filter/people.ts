/** A small population and its resource type, for the tests of filters, paths and searches. */
import type { Resource } from '../../../src/scim/resource/resource.ts'
import { binary, boolean, complex, dateTime, decimal, integer, string } from '../../../src/scim/schema/attribute.ts'
import { enterpriseUser } from '../../../src/scim/schema/enterprise-user.ts'
import type { ResourceType } from '../../../src/scim/schema/resource-type.ts'
import type { Schema } from '../../../src/scim/schema/schema.ts'
import { user } from '../../../src/scim/schema/user.ts'

/** What the RFC's own schemas lack: numbers, plain lists, a URN that ends in a version, names of Object.prototype. */
export const lab: Schema = {
  id: 'urn:example:lab:1.0',
  name: 'Lab',
  description: '',
  attributes: [
    integer('level'),
    decimal('ratio'),
    binary('key'),
    string('codes', { multiValued: true, caseExact: true }),
    string('constructor'),
    complex('badge', [string('value'), dateTime('expires'), boolean('lost'), string('pin', { returned: 'never' })]),
  ],
}

export const people: ResourceType = {
  id: 'User',
  name: 'User',
  endpoint: '/Users',
  description: '',
  schema: user,
  extensions: [
    { schema: enterpriseUser, required: false },
    { schema: lab, required: false },
  ],
}

const ada: Resource = {
  schemas: [user.id, enterpriseUser.id],
  id: 'A1',
  externalId: 'ABC',
  userName: 'ada@corp.example',
  name: { familyName: 'Lovelace', givenName: 'Ada' },
  title: 'Countess',
  active: true,
  emails: [
    { value: 'ada@corp.example', type: 'work', primary: true },
    { value: 'ada@home.example', type: 'home' },
  ],
  meta: { resourceType: 'User', created: '2011-05-13T04:42:34Z', lastModified: '2011-05-13T06:42:34.5+02:00' },
  [enterpriseUser.id]: { employeeNumber: '701', manager: { value: 'B2' } },
}

const bob: Resource = {
  schemas: [user.id],
  id: 'B2',
  userName: 'Bob "the *" (B\\b)',
  name: { familyName: "O'Malley" },
  active: false,
  emails: [
    { value: 'bob@corp.example', type: 'home' },
    { value: 'bob@home.example', type: 'work' },
  ],
  meta: { resourceType: 'User', created: '2011-05-13T04:42:34.1234567Z' },
}

const cyd: Resource = {
  schemas: [user.id, lab.id],
  id: 'C3',
  userName: '  Cyd   Ｗide ',
  nickName: 'Straße \u{1F600}',
  addresses: [{ locality: 'Ulm', type: 'work' }],
  emails: [{ value: 'cyd@corp.example' }],
  [lab.id]: { level: 7, ratio: -1.5, key: 'AQID', codes: ['x1', 'Y2'], badge: { value: 'gold', lost: false } },
}

const dan: Resource = {
  schemas: [user.id, lab.id],
  id: 'D4',
  userName: 'dan',
  nickName: '\uFF5E',
  [lab.id]: { level: 0, constructor: 'own', badge: { expires: '2030-01-01T00:00:00+14:00' } },
}

export const population: readonly Resource[] = [ada, bob, cyd, dan]
