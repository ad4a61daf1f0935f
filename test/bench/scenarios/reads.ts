/** Reads of one resource, and look-ups that find one. */
import { filtered } from '../../support/gateway.ts'
import { nth, type RequestScenario } from '../scenario.ts'

const connections = 16
const read = { kind: 'requests', connections, status: 200 } as const

export const reads: readonly RequestScenario[] = [
  {
    ...read,
    name: 'read',
    title: 'read by id',
    request: (turn, { persons }) => ({ method: 'GET', path: `/Users/${nth(persons, turn).id}` }),
  },
  {
    ...read,
    name: 'read-without-groups',
    title: 'read by id without `groups`',
    libldap: true,
    request: (turn, { persons }) => ({
      method: 'GET',
      path: `/Users/${nth(persons, turn).id}?excludedAttributes=groups`,
    }),
  },
  {
    ...read,
    name: 'user-name',
    title: '`userName eq`',
    request: (turn, { persons }) => ({
      method: 'GET',
      path: filtered('/Users', `userName eq ${JSON.stringify(nth(persons, turn).userName)}`),
    }),
  },
  {
    ...read,
    name: 'email',
    title: '`emails[type eq "work" and value eq …]`',
    request: (turn, { mailed }) => ({
      method: 'GET',
      path: filtered('/Users', `emails[type eq "work" and value eq "${nth(mailed, turn).email}"]`),
    }),
  },
]
