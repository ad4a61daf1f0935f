/** Differences: every place where two JSON values are not the same. */

export interface Difference {
  /** `body.Resources.0.meta` */
  readonly at: string
  /** Left out where the RFC prints nothing. */
  readonly printed?: unknown
  /** Left out where we say nothing. */
  readonly ours?: unknown
  readonly why: string
}

type Found = Omit<Difference, 'why'>

/** In the order of the printed value, what only ours has behind it. */
export const differences = (printed: unknown, ours: unknown, at = ''): readonly Found[] => {
  if (printed === undefined && ours === undefined) return []
  if (printed === undefined) return [{ at, ours }]
  if (ours === undefined) return [{ at, printed }]
  if (!isObject(printed) || !isObject(ours) || Array.isArray(printed) !== Array.isArray(ours)) {
    return printed === ours ? [] : [{ at, printed, ours }]
  }
  const names = [...new Set([...Object.keys(printed), ...Object.keys(ours)])]
  return names.flatMap((name) => differences(printed[name], ours[name], at === '' ? name : `${at}.${name}`))
}

/** The same differences in a part of the answer. */
export const under = (place: string, ...several: readonly Difference[]): readonly Difference[] =>
  several.map((difference) => ({ ...difference, at: `body.${place}.${difference.at.replace(/^body\./, '')}` }))

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null
