/** scan: the ids of every match of a plan, in order; the directory streams, memory holds ids and sort keys only. */
import type { Entry } from '../ldap/entry.ts'
import { decode } from '../mapping/decode.ts'
import { idOf } from '../mapping/identity.ts'
import type { Mapping } from '../mapping/mapping.ts'
import type { SearchPlan } from '../mapping/plan-search.ts'
import { versionOf } from '../mapping/version.ts'
import { compileEvaluator } from '../scim/filter/evaluate.ts'
import type { Resource, ResourceId } from '../scim/resource/resource.ts'
import { compareSortKeys, type SortKey, sortKeyOf } from '../scim/search/sort.ts'
import type { Dependencies } from './dependencies.ts'
import { lookupFor, type Memberships } from './lookup.ts'
import { membershipIndex } from './membership-index.ts'
import { withVersion } from './present.ts'

type Needed = Pick<Dependencies, 'directory' | 'mappings' | 'locate'>

interface Match {
  readonly id: ResourceId
  readonly key: SortKey
}

/** Candidates whose references are looked up together. Groups come a few at a time: one may have 100,000 members. */
const chunkSize = (mapping: Mapping): number => (mapping.versionBy === 'csn' ? 10 : 500)

/** Sorted by the query's `sortBy`, ties and unsorted lists by id, so that every replica agrees on the order. */
export const scan = async (dependencies: Needed, plan: SearchPlan): Promise<readonly ResourceId[]> => {
  const { mapping, filter } = plan
  const { base, scope } = mapping
  const select = await selector(dependencies, plan)
  const matches: Match[] = []
  const request = { base, scope, filter, types: plan.scan.types }
  for await (const entries of chunks(dependencies.directory.scan(request), chunkSize(mapping))) {
    for (const match of await select(entries)) matches.push(match)
  }
  return inOrder(matches, plan)
}

/** The ids of those among a few candidates that match the plan wholly, in order. */
export const matching = async (
  dependencies: Needed,
  plan: SearchPlan,
  entries: readonly Entry[],
): Promise<readonly ResourceId[]> => inOrder(await (await selector(dependencies, plan))(entries), plan)

const inOrder = (matches: Match[], { sort }: SearchPlan): readonly ResourceId[] => {
  const compareKeys = sort === undefined ? () => 0 : compareSortKeys(sort)
  return matches.sort((a, b) => compareKeys(a.key, b.key) || compareIds(a.id, b.id)).map(({ id }) => id)
}

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
  { residual, scan: { rules }, mapping }: SearchPlan,
): Promise<{ memberships?: Memberships }> => {
  if (residual === undefined || !rules.some(({ needs }) => needs === 'memberships')) return {}
  return { memberships: await membershipIndex(dependencies, residual, mapping) }
}

const compareIds = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0)

async function* chunks<T>(items: AsyncIterable<T>, size: number): AsyncGenerator<readonly T[]> {
  let chunk: T[] = []
  for await (const item of items) {
    chunk.push(item)
    if (chunk.length < size) continue
    yield chunk
    chunk = []
  }
  if (chunk.length > 0) yield chunk
}
