/** lookUp, lookUpFew: the answer to a query with a handful of matches, by one search that reads them whole. RFC 7644 §3.4.2 */
import { DirectoryError } from '../../directory/directory.ts'
import type { Entry } from '../../ldap/entry.ts'
import type { SearchPlan } from '../../mapping/plan-search.ts'
import { kept } from '../../scim/kept-with.ts'
import type { ResourceId } from '../../scim/resource/resource.ts'
import { type ListResponse, listResponse } from '../../scim/search/list-response.ts'
import type { Dependencies } from '../dependencies.ts'
import { along } from '../references/along.ts'
import { searchIn } from '../references/entries-of.ts'
import { type Listed, listed, type Paging } from './paging.ts'
import { matching } from './scan.ts'
import { inOrder, printedOf, type Showing, show } from './show.ts'

export interface LookUp extends Showing {
  readonly paging: Paging
}

/** Nothing of it is kept. */
export const lookUp = async (dependencies: Dependencies, asked: LookUp): Promise<ListResponse> =>
  answer(dependencies, await candidates(dependencies, asked.plan), asked)

/** A wrong guess costs what so many entries take, and a scan of more takes longer. */
const few = 100

/** undefined: there are more, or the server gave up; a scan, which has more time and takes what it finds in pages, will tell. */
export const lookUpFew = async (dependencies: Dependencies, asked: LookUp): Promise<ListResponse | undefined> => {
  const found = await candidates(dependencies, asked.plan, few + 1).catch((error: unknown) => {
    if (error instanceof DirectoryError) return undefined
    throw error
  })
  return found === undefined || found.length > few ? undefined : answer(dependencies, found, asked)
}

const candidates = async (dependencies: Dependencies, plan: SearchPlan, most?: number): Promise<readonly Entry[]> => {
  const types = typesOfBoth(plan)
  const dereference = await along(dependencies, plan.fetch.rules)
  const request = { filter: plan.filter, types, dereference, ...(most !== undefined && { most }) }
  return searchIn(dependencies.directory, plan.places, request)
}

const answer = async (
  dependencies: Dependencies,
  entries: readonly Entry[],
  { plan, query, paging }: LookUp,
): Promise<ListResponse> => {
  const list = listed((await matching(dependencies, plan, entries)).sort(paging.compare))
  const { from, to, place } = paging.cut(list)
  const shown = await show(dependencies, inOrder(entries, idsIn(list, from, to)), { plan, query })
  return listResponse(shown.map(printedOf), { totalResults: list.total, ...place })
}

export const idsIn = (list: Listed, from: number, to: number): readonly ResourceId[] =>
  Array.from({ length: to - from }, (_, at) => list.positionAt(from + at).id as ResourceId)

/** A filter that asks for nothing but what is shown needs no list of its own. */
const typesOfBoth = ({ scan: { types }, fetch }: SearchPlan): readonly string[] => {
  const shown = distinct(fetch.types)
  return types.every((type) => shown.has(type)) ? fetch.types : [...new Set([...types, ...fetch.types])]
}

const distinct = kept((types: readonly string[]): ReadonlySet<string> => new Set(types))
