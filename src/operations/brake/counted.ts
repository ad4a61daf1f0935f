/** Counted: what of a write takes something away from people: deletes, deactivations and memberships that end. */
import { at } from '../../mapping/encode.ts'
import type { Mapping, Rule } from '../../mapping/mapping.ts'
import { kept } from '../../scim/kept-with.ts'
import type { ComplexValue, Resource } from '../../scim/resource/resource.ts'

export const brakeKinds = ['deletes', 'deactivations', 'membershipRemovals'] as const
export type BrakeKind = (typeof brakeKinds)[number]

export interface Counted {
  readonly kind: BrakeKind
  /** Name of the type of the resource that is written. */
  readonly resourceType: string
  readonly count: number
}

type Typed = Pick<Mapping, 'resourceType' | 'rules'>

/** A deleted group ends the memberships in it. Those of a deleted user go with the user, and are not counted besides. */
export const countedInDelete = (mapping: Typed, before: Resource): readonly Counted[] => [
  one(mapping, 'deletes', 1),
  ...countedRemovals(mapping, membersIn(mapping, before).size),
]

export const countedInChange = (
  mapping: Typed,
  { before, after }: { readonly before: Resource; readonly after: Resource },
): readonly Counted[] => {
  const isDeactivated = before.active !== false && after.active === false
  const deactivated = isDeactivated ? [one(mapping, 'deactivations', 1)] : []
  if (listsOf(mapping.rules).every(({ path }) => at(before, path) === at(after, path))) return deactivated
  const staying = membersIn(mapping, after)
  const gone = [...membersIn(mapping, before)].filter((id) => !staying.has(id))
  return [...deactivated, ...countedRemovals(mapping, gone.length)]
}

export const countedRemovals = (mapping: Pick<Mapping, 'resourceType'>, count: number): readonly Counted[] =>
  count === 0 ? [] : [one(mapping, 'membershipRemovals', count)]

const one = ({ resourceType }: Pick<Mapping, 'resourceType'>, kind: BrakeKind, count: number): Counted => ({
  ...{ kind, count },
  resourceType: resourceType.name,
})

/** Ids in every list of references. */
const membersIn = ({ rules }: Typed, resource: Resource): Set<unknown> =>
  new Set(
    listsOf(rules).flatMap(({ path }) =>
      [at(resource, path) ?? []].flat().map((element) => (element as ComplexValue).value ?? element),
    ),
  )

const listsOf = kept((rules: readonly Rule[]) =>
  rules.filter(({ isList, needs }) => isList === true && needs === 'references'),
)
