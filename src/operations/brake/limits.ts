/** BrakeLimits: how much a client may take away within an hour: the larger of a count and a share of all. */
import type { BrakeKind, Counted } from './counted.ts'
import type { Amounts } from './tally.ts'

export interface BrakeLimits {
  readonly perHour: Readonly<Record<BrakeKind, number>>
  /** 0 to 1, of all resources of the type; of memberships, of all people. */
  readonly share: Readonly<Record<BrakeKind, number>>
}

/** How many resources there are of a type; undefined: not to be learnt now. */
export type TotalOf = (resourceType: string) => Promise<number | undefined>

/** Every resource type has an hour of its own: a limit that suits people would let all groups go. */
export const amountsOf = (counted: readonly Counted[]): Amounts => {
  const amounts: Record<string, number> = {}
  for (const { kind, resourceType, count } of counted) {
    const what = whatOf({ kind, resourceType })
    amounts[what] = (amounts[what] ?? 0) + count
  }
  return amounts
}

export const plainLimits = ({ perHour }: BrakeLimits, counted: readonly Counted[]): Amounts =>
  Object.fromEntries(counted.map((each) => [whatOf(each), perHour[each.kind]]))

/** Where it is not known how many there are the count alone holds. */
export const limitsByShare = async (
  { perHour, share }: BrakeLimits,
  counted: readonly Counted[],
  totalOf: TotalOf,
): Promise<Amounts> => {
  const limits: Record<string, number> = {}
  for (const each of counted) {
    const { kind, resourceType } = each
    const total = share[kind] === 0 ? 0 : await totalOf(kind === 'membershipRemovals' ? 'User' : resourceType)
    limits[whatOf(each)] = Math.max(perHour[kind], Math.floor(share[kind] * (total ?? 0)))
  }
  return limits
}

const whatOf = ({ kind, resourceType }: Pick<Counted, 'kind' | 'resourceType'>): string => `${kind} ${resourceType}`
