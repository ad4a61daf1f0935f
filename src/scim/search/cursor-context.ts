/** cursorContext: for whom and for which list a cursor is good. RFC 9865 §2, §5.2 */
import { printFilter, unresolved } from '../filter/print.ts'
import type { ResourceType } from '../schema/resource-type.ts'
import type { Query, Sort } from './query.ts'

export interface Part {
  readonly resourceType: ResourceType
  readonly query: Pick<Query, 'filter' | 'sort'>
}

/**
 * Text that is the same for the same caller and the same question, however it was spelled (the example of RFC 9865 §2
 * writes `userName` first and `username` later). `count` and the projection are not part of it: they change nothing in
 * the order of the list; a cursor carries its `count` itself, so that another one is invalidCount. `caller` holds what names the caller, rights too: other rights make old cursors invalid.
 */
export const cursorContext = (caller: readonly string[], parts: readonly Part[]): string =>
  JSON.stringify([
    caller,
    parts.map(({ resourceType, query: { filter, sort } }) => [
      resourceType.name,
      filter === undefined ? null : printFilter(unresolved(filter)),
      sort === undefined ? null : sortName(sort),
    ]),
  ])

const sortName = ({ path: { extension, attribute, subAttribute }, order }: Sort): readonly (string | null)[] => [
  extension?.id ?? null,
  attribute.name,
  subAttribute?.name ?? null,
  order,
]
