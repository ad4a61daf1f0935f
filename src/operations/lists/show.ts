/** show: entries that are found, or ids of some, to the printed resources of a page. RFC 7644 §3.4.2 */
import type { Entry } from '../../ldap/entry.ts'
import { equal, or } from '../../ldap/filter.ts'
import { idOf } from '../../mapping/identity.ts'
import type { SearchPlan } from '../../mapping/plan-search.ts'
import { type Printed, printResource } from '../../scim/resource/printed.ts'
import type { ResourceId } from '../../scim/resource/resource.ts'
import type { Query } from '../../scim/search/query.ts'
import { inBatches } from '../batches.ts'
import type { Dependencies } from '../dependencies.ts'
import type { Stored } from '../operations.ts'
import { presentAll } from '../present.ts'
import { entriesOf } from '../references/entries-of.ts'

export interface Shown {
  readonly id: string
  readonly printed: Printed
}

export interface Showing {
  readonly plan: SearchPlan
  readonly query: Query
}

export const inOrder = (entries: readonly Entry[], ids: readonly string[]): readonly Entry[] => {
  const byId = new Map(entries.map((entry) => [idOf(entry) as string, entry]))
  return ids.flatMap((id) => byId.get(id) ?? [])
}

export const show = async (
  dependencies: Dependencies,
  entries: readonly Entry[],
  { plan, query }: Showing,
): Promise<readonly Shown[]> => {
  const presentation = { mapping: plan.mapping, reading: plan.fetch, projection: query.projection }
  return presentAll(dependencies, entries, { ...presentation, as: shownOf })
}

const shownOf = ({ resource }: Stored): Shown => ({ id: String(resource.id), printed: printResource(resource) })

export const printedOf = ({ printed }: Shown): Printed => printed

/** Some at a time: while these are shown the directory reads the next. One that is gone by now is left out: the page is shorter, never wrong. */
export const showByIds = (
  dependencies: Dependencies,
  ids: readonly ResourceId[],
  asked: Showing,
): Promise<readonly Shown[]> =>
  inBatches(ids, { size: 100, concurrency: 3 }, async (some) => {
    const { mapping, fetch } = asked.plan
    const where = or(...some.map((id) => equal('entryUUID', id)))
    const entries = await entriesOf(dependencies.directory, mapping, { where, types: fetch.types })
    return show(dependencies, inOrder(entries, some), asked)
  })
