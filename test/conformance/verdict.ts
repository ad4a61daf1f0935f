/** judge: a report of check.py and the list of explained skips become lines to read and a yes or no. */

export interface CheckReport {
  /** Every tag that the tester's checks have. */
  readonly tags: readonly string[]
  readonly results: readonly CheckResult[]
  readonly untried: readonly Untried[]
}

export interface CheckResult {
  readonly status: string
  readonly check: string
  readonly resourceType: string | null
  readonly attribute: string | null
  readonly reason: string | null
  readonly tags: readonly string[]
}

export interface Untried {
  readonly check: string
  readonly resourceType: string
  readonly attribute: string
}

export interface Skip {
  /** `User userName`; a check that says itself that it was skipped stands with its resource type alone. */
  readonly attributes: readonly string[]
  readonly checks: readonly string[]
  readonly why: string
}

export interface Verdict {
  readonly ok: boolean
  readonly lines: readonly string[]
}

/** What the run must have reached: a report that is empty, or of half the server, is no success. */
const wanted = {
  resourceTypes: ['User', 'Group'],
  extension: 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User',
}

const good = ['SUCCESS', 'COMPLIANT', 'ACCEPTABLE']

export const judge = (report: CheckReport, explained: readonly Skip[]): Verdict => {
  const bad = report.results.filter(({ status }) => !good.includes(status) && status !== 'SKIPPED')
  const skipped = skippedOf(report)
  const unexplained = skipped.filter((each) => !expand(explained).includes(each))
  const stale = expand(explained).filter((each) => !skipped.includes(each))
  const unreached = unreachedOf(report)
  return {
    ok: [bad, unexplained, stale, unreached].every(({ length }) => length === 0),
    lines: [
      ...bad.map(describe),
      ...explained.flatMap((skip) => explanation(skip, skipped)),
      ...unexplained.map((each) => `UNEXPLAINED skip: ${each}`),
      ...stale.map((each) => `STALE explanation, this is no longer skipped: ${each}`),
      ...unreached.map((each) => `NOT REACHED: ${each}`),
      `${count(report)}, ${skipped.length} skips`,
    ],
  }
}

const skippedOf = ({ results, untried }: CheckReport): readonly string[] => [
  ...results
    .filter(({ status }) => status === 'SKIPPED')
    .map(({ check, resourceType }) => named(check, resourceType ?? 'server')),
  ...untried.map(({ check, resourceType, attribute }) => named(check, `${resourceType} ${attribute}`)),
]

const explanation = (skip: Skip, skipped: readonly string[]): readonly string[] => {
  const covered = expand([skip]).filter((each) => skipped.includes(each))
  return covered.length === 0 ? [] : [...covered.map((each) => `SKIPPED ${each}`), `  ${skip.why}`]
}

const named = (check: string, what: string): string => `${check}: ${what}`

const expand = (skips: readonly Skip[]): readonly string[] =>
  skips.flatMap(({ attributes, checks }) => checks.flatMap((check) => attributes.map((each) => named(check, each))))

const unreachedOf = ({ tags, results }: CheckReport): readonly string[] => {
  const ran = results.filter(({ status }) => status !== 'SKIPPED')
  const reached = new Set(ran.flatMap((result) => result.tags))
  return [
    ...tags.filter((tag) => !reached.has(tag)).map((tag) => `tag ${tag}`),
    ...wanted.resourceTypes.filter((name) => !ran.some(({ resourceType }) => resourceType === name)),
    ...(ran.some(({ attribute }) => attribute === wanted.extension) ? [] : [wanted.extension]),
  ]
}

const describe = ({ status, check, resourceType, reason }: CheckResult): string =>
  `${status} ${check}${resourceType === null ? '' : ` ${resourceType}`}\n  ${(reason ?? 'no reason given').replaceAll('\n', '\n  ')}`

const count = ({ results }: CheckReport): string => {
  const statuses = [...new Set(['SUCCESS', 'ERROR', ...results.map(({ status }) => status)])]
  return statuses.map((each) => `${results.filter(({ status }) => status === each).length} ${each}`).join(', ')
}
