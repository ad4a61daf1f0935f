/** Marks: how far a server of several has come, by the contextCSN of its databases. */

/** By database and server that wrote: the CSN of its last write that has come. CSNs of one server compare as texts. */
export type Marks = ReadonlyMap<string, string>

/** Whether whoever is `there` has all that the other one has. */
export const hasAll = (there: Marks, other: Marks): boolean => lacking(there, other).length === 0

/** Of which databases and writers whoever is `there` does not show that it has all; `from`: how far it is. */
export const lacking = (there: Marks, other: Marks): readonly Lacking[] =>
  [...other].flatMap(([key, to]) => {
    const from = there.get(key)
    const at = key.lastIndexOf(' ')
    return (from ?? '') >= to ? [] : [{ context: key.slice(0, at), writer: key.slice(at + 1), from, to }]
  })

export interface Lacking {
  readonly context: string
  readonly writer: string
  readonly from: string | undefined
  readonly to: string
}

/** Ids of all servers that have written what either of them has. */
export const writersIn = (...all: readonly Marks[]): ReadonlySet<string> =>
  new Set(all.flatMap((marks) => [...marks.keys()].map((key) => key.slice(key.lastIndexOf(' ') + 1))))

/** The most that any of its marks is behind; undefined where it has none of one of the writers. */
export const secondsBehind = (there: Marks, other: Marks): number | undefined => {
  const each = lacking(there, other).map(({ from, to }) =>
    from === undefined ? Number.NaN : timeOf(to) - timeOf(from),
  )
  const most = Math.max(0, ...each)
  return Number.isNaN(most) ? undefined : most / 1_000
}

/** Milliseconds since the epoch; NaN where it is no CSN. `20261122143000.123456Z#000000#001#000000` */
export const timeOf = (csn: string): number =>
  Date.parse(csn.replace(/^(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)(\.\d{1,3})?\d*Z#.*$/, '$1-$2-$3T$4:$5:$6$7Z'))

/** Before every CSN of that moment. */
export const csnAt = (milliseconds: number): string =>
  `${new Date(milliseconds).toISOString().replace(/[-:T]|\..*/g, '')}.000000Z#000000#000#000000`

/** The third part: the id of the server that has written it. */
export const writerOf = (csn: string): string => csn.split('#')[2] ?? ''
