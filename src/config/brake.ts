/** The options of the brake: how much a client may take away within an hour. docs/brake.md */
import * as v from 'valibot'
import { flag, integer, text } from './values.ts'

const most = 10_000_000
const expectedShare = 'expected a number from 0 to 1'
const ratio = v.pipe(v.number(expectedShare), v.minValue(0, expectedShare), v.maxValue(1, expectedShare))
const share = (preset: number) => v.optional(ratio, preset)
const expectedCount = `expected a whole number from 0 to ${most}`
const count = v.pipe(
  v.number(expectedCount),
  v.integer(expectedCount),
  v.minValue(0, expectedCount),
  v.maxValue(most, expectedCount),
)

/** As `section` of settings.ts. */
const section = <const Entries extends v.ObjectEntries>(entries: Entries) =>
  v.optional(v.strictObject(entries, 'expected options below it'), {} as never)

export const brake = section({
  enabled: flag(true),
  folder: v.optional(text),
  perHour: section({
    deletes: integer(10, [0, most]),
    deactivations: integer(20, [0, most]),
    membershipRemovals: integer(100, [0, most]),
  }),
  share: section({ deletes: share(0.02), deactivations: share(0.05), membershipRemovals: share(1) }),
})

const given = v.optional(count)
const givenShare = v.optional(ratio)

/** What a client is not given itself is as for all. */
export const clientBrake = v.optional(
  v.strictObject(
    {
      enabled: v.optional(v.boolean('expected true or false')),
      perHour: v.optional(
        v.strictObject(
          { deletes: given, deactivations: given, membershipRemovals: given },
          'expected options below it',
        ),
      ),
      share: v.optional(
        v.strictObject(
          { deletes: givenShare, deactivations: givenShare, membershipRemovals: givenShare },
          'expected options below it',
        ),
      ),
    },
    'expected options below it',
  ),
)

type Amounts = Readonly<Record<'deletes' | 'deactivations' | 'membershipRemovals', number>>

export interface BrakeLimitsConfig {
  readonly perHour: Amounts
  readonly share: Amounts
}

export interface BrakeConfig {
  /** Absolute. undefined: what is counted is kept in memory. */
  readonly folder: string | undefined
  /** By the client's name; undefined: no brake. */
  readonly clients: ReadonlyMap<string, BrakeLimitsConfig | undefined>
  /** For whoever else calls. */
  readonly others: BrakeLimitsConfig | undefined
}

interface Given {
  readonly brake: v.InferOutput<typeof brake>
  readonly clients: readonly { readonly name: string; readonly brake?: v.InferOutput<typeof clientBrake> }[]
}

/** `resolve`: a path as the configuration file means it. */
export const brakeConfig = ({ brake: all, clients }: Given, resolve: (path: string) => string): BrakeConfig => {
  const limits = (own: v.InferOutput<typeof clientBrake>): BrakeLimitsConfig | undefined =>
    (own?.enabled ?? all.enabled)
      ? {
          perHour: { ...all.perHour, ...definedIn(own?.perHour) },
          share: { ...all.share, ...definedIn(own?.share) },
        }
      : undefined
  return {
    folder: all.folder === undefined ? undefined : resolve(all.folder),
    clients: new Map(clients.map(({ name, brake: own }) => [name, limits(own)])),
    others: limits(undefined),
  }
}

const definedIn = (amounts: Readonly<Record<string, number | undefined>> = {}): Partial<Amounts> =>
  Object.fromEntries(Object.entries(amounts).filter(([, amount]) => amount !== undefined))
