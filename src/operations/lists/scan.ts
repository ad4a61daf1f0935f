/** scan: the ids of every match of a plan, in order; the directory streams, memory holds ids and sort keys only. */
import type { Entry } from '../../ldap/entry.ts'
import { decode } from '../../mapping/decode.ts'
import { idOf } from '../../mapping/identity.ts'
import { isSameAttribute, type Mapping } from '../../mapping/mapping.ts'
import type { SearchPlan } from '../../mapping/plan-search.ts'
import { versionOf } from '../../mapping/version.ts'
import { compileEvaluator } from '../../scim/filter/evaluate.ts'
import type { Resource, ResourceId } from '../../scim/resource/resource.ts'
import { compareSortKeys, type SortKey, sortKeyOf } from '../../scim/search/sort.ts'
import { runs } from '../batches.ts'
import type { Dependencies } from '../dependencies.ts'
import { withVersion } from '../present.ts'
import { scanOf } from '../references/entries-of.ts'
import { lookupFor, weightUnder } from '../references/lookup.ts'
import type { Memberships } from '../references/memberships.ts'
import { createIdList, type PackedIds } from './id-list.ts'
import { membershipIndex } from './membership-index.ts'

type Needed = Pick<Dependencies, 'directory' | 'mappings' | 'locate' | 'now'>

export interface Match {
  readonly id: ResourceId
  readonly key: SortKey
}

/** References that are looked up together: of some hundred people, or of one large group. */
const lookedUpTogether = 1_000

/** Sorted by the query's `sortBy`, ties and unsorted lists by id, so that every replica agrees on the order. */
export const scan = async (dependencies: Needed, plan: SearchPlan): Promise<PackedIds> => {
  const list = listFor(plan)
  for await (const matches of matchesOf(dependencies, plan)) for (const { id, key } of matches) list.add(id, key)
  return list.inOrder()
}

/** Every match with its sort key, in the directory's order, some at a time. */
export async function* matchesOf(dependencies: Needed, plan: SearchPlan): AsyncGenerator<readonly Match[]> {
  const { filter } = plan
  const select = await selector(dependencies, plan)
  const scanned = scanOf(dependencies.directory, plan, { filter, types: plan.scan.types })
  const pages = scansForEach(plan) ? await collected(scanned) : scanned
  const weighing = { weigh: weightUnder(plan.scan.rules), most: lookedUpTogether }
  for await (const page of pages) for (const some of runs(page, weighing)) yield await select(some)
}

/** A scan within a scan could wait for the session that the outer one holds: groups by URL are few, and all read before. */
const scansForEach = ({ scan: { rules } }: SearchPlan): boolean => rules.some(({ needs }) => needs === 'memberUrls')

const collected = async (pages: AsyncIterable<readonly Entry[]>): Promise<readonly (readonly Entry[])[]> => {
  const all: (readonly Entry[])[] = []
  for await (const page of pages) all.push(page)
  return all
}

/** Those among a few candidates that match the plan wholly, in any order. */
export const matching = async (dependencies: Needed, plan: SearchPlan, entries: readonly Entry[]): Promise<Match[]> =>
  (await selector(dependencies, plan))(entries)

const listFor = ({ sort }: SearchPlan) => createIdList<SortKey>(sort === undefined ? undefined : compareSortKeys(sort))

const selector = async (dependencies: Needed, plan: SearchPlan) => {
  const { residual, sort, mapping } = plan
  if (residual === undefined && sort === undefined) {
    return async (entries: readonly Entry[]): Promise<Match[]> =>
      entries.map((entry) => ({ id: idOf(entry), key: undefined }))
  }
  const memberships = await membershipsFor(dependencies, plan)
  const evaluate = residual === undefined ? () => true : compileEvaluator(residual)
  return async (entries: readonly Entry[]): Promise<Match[]> => {
    const lookup = await lookupFor(dependencies, entries, { rules: plan.scan.rules, ...memberships })
    return entries.flatMap((entry) => {
      const decoded = decode(mapping, { entry, lookup, rules: plan.scan.rules })
      const resource = plan.scan.needsVersion ? versioned(mapping, entry, decoded) : decoded
      if (!evaluate(resource)) return []
      return [{ id: idOf(entry), key: sort === undefined ? undefined : sortKeyOf(sort, resource) }]
    })
  }
}

const versioned = (mapping: Mapping, entry: Entry, resource: Resource): Resource =>
  withVersion(resource, versionOf(mapping, entry, resource))

const membershipsFor = async (
  dependencies: Needed,
  { residual, sort, kind, scan: { rules, needsVersion }, mapping }: SearchPlan,
): Promise<{ memberships?: Memberships }> => {
  const found = rules.filter(({ needs }) => needs === 'memberships')
  if (found.length === 0 || (residual === undefined && kind === 'lookup')) return {}
  // Each entry tells its own.
  if (found.some(({ maintained }) => maintained !== undefined)) return {}
  // Order and version speak of all groups, whichever the filter names.
  const isFilterAlone =
    !needsVersion && !found.some(({ path }) => sort !== undefined && isSameAttribute(path, sort.path))
  return {
    memberships: await membershipIndex(dependencies, isFilterAlone ? residual : undefined, { mapping, rules: found }),
  }
}
