/** Lists: a hundred people, first pages with their totals, and what LDAP cannot ask. */
import type { Client } from 'ldapts'
import { filtered } from '../../support/gateway.ts'
import { peopleBaseOf } from '../content.ts'
import type { Facts } from '../facts.ts'
import type { RequestScenario } from '../scenario.ts'

const list = { kind: 'requests', status: 200 } as const
const firstPage = '/Users?count=10&attributes=userName'

/** Ids of all people, in pages: what a total costs at the least where nothing says that it is as it was. */
const scanIds = async (_turn: number, { suffix, people }: Facts, client: Client): Promise<void> => {
  let found = 0
  const options = { filter: '(objectClass=inetOrgPerson)', attributes: ['entryUUID'], paged: { pageSize: 1_000 } }
  for await (const page of client.searchPaginated(peopleBaseOf(suffix), options)) found += page.searchEntries.length
  if (found < people) throw new Error(`the scan found ${found} of ${people} people`)
}

export const lists: readonly RequestScenario[] = [
  {
    ...list,
    name: 'list',
    title: 'list of 100',
    connections: 4,
    request: () => ({ method: 'GET', path: '/Users?count=100' }),
  },
  {
    ...list,
    name: 'first-page-still',
    title: 'first page and total, contextCSN as it was',
    connections: 1,
    request: () => ({ method: 'GET', path: firstPage }),
    ldap: scanIds,
  },
  {
    ...list,
    name: 'first-page-moving',
    title: 'first page and total, contextCSN moving',
    connections: 1,
    writer: true,
    request: () => ({ method: 'GET', path: firstPage }),
    ldap: scanIds,
  },
  {
    ...list,
    name: 'not-pushed-down',
    title: 'a filter that LDAP cannot ask',
    connections: 1,
    writer: true,
    request: () => ({ method: 'GET', path: filtered('/Users', 'meta.location co "/Users/"', '&count=10') }),
  },
]
