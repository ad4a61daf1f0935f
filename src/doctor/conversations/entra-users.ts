/** EntraUsers: users change, leave and come back. */
import { urn } from '../../scim/urn.ts'
import type { Step } from '../conversation.ts'
import { absent, changed, get, has, is, listed, patch, renameIsRefused, user } from '../steps.ts'
import type { Dialect } from './entra-dialects.ts'

export const updates = ({ op, attributes }: Dialect): readonly Step[] => [
  {
    name: 'update several attributes',
    request: patch('/Users/{user.id}', ...attributes),
    answer: changed(),
    seen: user(
      is('displayName', 'Ada Lovelace'),
      is('name/familyName', 'Lovelace'),
      is('name/givenName', 'Ada'),
      is('emails/value', 'lovelace.{run}@corp.example'),
      is(`${urn.enterpriseUser}/employeeNumber`, '1852'),
      is(`${urn.enterpriseUser}/department`, 'Engines'),
    ),
  },
  ...(['Add', 'Replace'] as const).map((name, at): Step => {
    const type = at === 0 ? 'mobile' : 'work'
    return {
      name: `${name.toLowerCase()} a ${type} phone number, where there is none of that type`,
      request: patch('/Users/{user.id}', {
        op: op(name),
        path: `phoneNumbers[type eq "${type}"].value`,
        value: '+44 20 1815',
      }),
      answer: changed(),
      seen: user(has('phoneNumbers/type', type), has('phoneNumbers/value', '+44 20 1815')),
      feature: 'unmatchedValueFilter',
    }
  }),
  {
    name: 'assign an application role, JSON in a string',
    request: patch('/Users/{user.id}', {
      op: op('Add'),
      path: 'roles',
      value: [{ value: '{"id":"7f1a","value":"25","displayName":"Clerk"}' }],
    }),
    answer: changed(),
    seen: user(has('roles/value', '{"id":"7f1a","value":"25","displayName":"Clerk"}')),
  },
  ...managers(op),
]

const managers = (op: Dialect['op']): readonly Step[] => {
  const path = `${urn.enterpriseUser}:manager`
  const at = `${urn.enterpriseUser}/manager/value`
  return [
    {
      name: 'set the manager, as a bare id',
      request: patch('/Users/{user.id}', { op: op('Add'), path, value: '{existing.id}' }),
      answer: changed(),
      seen: user(is(at, '{existing.id}')),
    },
    {
      name: 'check the reference to the manager',
      request: get('/Users?filter=id+eq+%22{user.id}%22+and+manager+eq+%22{existing.id}%22&attributes=id'),
      answer: listed(1, is('Resources/id', '{user.id}')),
    },
    {
      name: 'clear the manager by an empty value',
      request: patch('/Users/{user.id}', { op: op('Replace'), path, value: { value: '' } }),
      answer: changed(),
      seen: user(absent(at)),
    },
    {
      name: 'set the manager, as a list of one with $ref',
      request: patch('/Users/{user.id}', {
        op: op('Add'),
        path: 'manager',
        value: [{ $ref: '../Users/{existing.id}', value: '{existing.id}' }],
      }),
      answer: changed(),
      seen: user(is(at, '{existing.id}')),
    },
    {
      name: 'set a manager who is not provisioned here',
      request: patch('/Users/{user.id}', { op: op('Replace'), path, value: '{nobody}' }),
      answer: changed(),
      feature: 'unknownManager',
    },
    {
      name: 'remove the manager',
      request: patch('/Users/{user.id}', { op: op('Remove'), path }),
      answer: changed(),
      seen: user(absent(at)),
    },
  ]
}

export const leaving = ({ op, boolean }: Dialect): readonly Step[] => {
  const active = (value: boolean) => ({ op: op('Replace'), path: 'active', value: boolean(value) })
  const name = (value: string) => ({ op: op('Replace'), path: 'userName', value })
  return [
    {
      name: 'rename the user',
      request: patch('/Users/{user.id}', name('lovelace.{run}@corp.example')),
      answer: changed(),
      feature: 'userNameChange',
      optional: renameIsRefused,
    },
    {
      name: 'disable the user',
      request: patch('/Users/{user.id}', active(false)),
      answer: changed(),
      seen: user(is('active', false), is('displayName', 'Ada Lovelace')),
    },
    {
      name: 'find the disabled user',
      request: get('/Users?filter=id+eq+%22{user.id}%22'),
      answer: listed(1, is('Resources/active', false)),
    },
    {
      name: 'enable the user',
      request: patch('/Users/{user.id}', active(true)),
      answer: changed(),
      seen: user(is('active', true)),
    },
    {
      name: 'soft delete: the tombstone name and active false in one request',
      request: patch('/Users/{user.id}', name('{tombstone}ada.{run}@corp.example'), active(false)),
      answer: changed(),
      seen: user(is('active', false)),
      feature: 'leaverRename',
    },
    {
      name: 'restore: the name as it was and active true',
      request: patch('/Users/{user.id}', name('ada.{run}@corp.example'), active(true)),
      answer: changed(),
      seen: user(is('active', true), is('userName', 'ada.{run}@corp.example')),
    },
    {
      name: 'disable by a value without path',
      request: patch('/Users/{user.id}', { op: 'replace', value: { active: false } }),
      answer: changed(),
      seen: user(is('active', false)),
    },
  ]
}
