/** Walks: all people from the first to the last, page by page. */
import type { Client } from 'ldapts'
import { peopleBaseOf } from '../content.ts'
import type { Facts } from '../facts.ts'
import type { Ask, Page, WalkScenario } from '../scenario.ts'
import { shownTypes } from '../shown-types.ts'

const perPage = 1_000
const question = `/Users?excludedAttributes=groups&count=${perPage}`

const byIndex = async (ask: Ask, facts: Facts): Promise<void> => {
  let seen = 0
  for (let total = 1; seen < total; ) {
    const page = await ask(`${question}&startIndex=${seen + 1}`)
    total = page.totalResults
    seen += countOf(page)
  }
  checkAll(seen, facts)
}

const byCursor = async (ask: Ask, facts: Facts): Promise<void> => {
  let seen = 0
  for (let cursor: string | undefined = ''; cursor !== undefined; ) {
    const page: Page = await ask(`${question}&cursor=${encodeURIComponent(cursor)}`)
    seen += countOf(page)
    cursor = page.nextCursor
  }
  checkAll(seen, facts)
}

/** What the gateway reads of people, all of them. */
const byLdap = async (_turn: number, facts: Facts, client: Client): Promise<void> => {
  let seen = 0
  const options = { filter: '(objectClass=inetOrgPerson)', attributes: [...shownTypes], paged: { pageSize: perPage } }
  for await (const page of client.searchPaginated(peopleBaseOf(facts.suffix), options))
    seen += page.searchEntries.length
  checkAll(seen, facts)
}

const countOf = ({ count }: Page): number => {
  if (count === 0) throw new Error('a page in the middle of a walk was empty')
  return count
}

const checkAll = (seen: number, { people }: Facts): void => {
  if (seen < people) throw new Error(`the walk saw ${seen} of ${people} people`)
}

export const walks: readonly WalkScenario[] = [
  { kind: 'walk', name: 'walk-by-index', title: 'walk of all by index', walk: byIndex, ldap: byLdap },
  { kind: 'walk', name: 'walk-by-cursor', title: 'walk of all by cursor', walk: byCursor, ldap: byLdap },
]
