/** targetsOf: what the benchmark is to show, beside what it has shown. */
import { growthByPeople } from './growth.ts'
import { findMeasurement, type Measurement, type Results, type Sample } from './results.ts'

export interface Target {
  readonly what: string
  /** In words, with its unit. */
  readonly wanted: string
  readonly found: string
  /** undefined: this run has not measured it. */
  readonly isMet: boolean | undefined
}

export const targetsOf = (results: Results): readonly Target[] => [
  ...ratios(results),
  ...[largestGroup(results), ...singleReads(results), libldap(results)],
  ...[firstPageMoving(results), firstPageStill(results), fresh(results)],
  ...walkTargets(results),
  ...[...memory(results), lag(results)],
  ...slopes(results),
]

interface Bound {
  readonly what: string
  readonly found: number | undefined
  readonly least?: number
  readonly most?: number
  readonly unit?: string
}

const target = ({ what, found, least, most, unit = '' }: Bound): Target => ({
  what,
  wanted: least === undefined ? `at most ${most}${unit}` : `at least ${least}${unit}`,
  found: found === undefined || Number.isNaN(found) ? 'not measured' : `${figure(found)}${unit}`,
  isMet:
    found === undefined || Number.isNaN(found)
      ? undefined
      : found >= (least ?? -Infinity) && found <= (most ?? Infinity),
})

/** Three significant digits, as a verdict needs them. */
const figure = (value: number): string =>
  value === 0 ? '0' : Math.abs(value) >= 100 ? `${Math.round(value)}` : `${Number(value.toPrecision(3))}`

const gatewayOf = (results: Results, name: string): Sample | undefined =>
  findMeasurement(results, name)?.samples.gateway

const ratios = (results: Results): readonly Target[] =>
  (
    [
      ['read', 0.85],
      ['read-without-groups', 0.85],
      ['user-name', 0.85],
      ['list', 0.85],
      ['create', 0.9],
      ['patch', 0.9],
    ] as const
  ).map(([name, least]) => {
    const measurement = findMeasurement(results, name)
    const what = `${measurement?.title ?? name}: requests/s as a share of the bare handler's`
    return target({ what, found: measurement?.ratios.bare, least })
  })

/** What the gateway takes for one turn, in turns of the other, one after another. */
const timesOf = (measurement: Measurement | undefined): number | undefined =>
  measurement?.ratios.ldap === undefined ? undefined : 1 / measurement.ratios.ldap

const largestGroup = (results: Results): Target => {
  const groups = results.measurements.filter(({ name, people }) => people === results.people && /^member-/.test(name))
  const largest = groups.toSorted((a, b) => (b.members ?? 0) - (a.members ?? 0))[0]
  const what = `${largest?.title ?? 'add or remove a member of the largest group'}: time as a multiple of the raw modify's`
  return target({ what, found: timesOf(largest), most: 1.2 })
}

const singleReads = (results: Results): readonly Target[] =>
  ['read', 'read-without-groups'].map((name) => {
    const what = `${findMeasurement(results, name)?.title ?? name}: CPU time of the gateway`
    return target({ what, found: gatewayOf(results, name)?.cpu, most: 180, unit: ' µs' })
  })

const libldap = (results: Results): Target => {
  const measurement = findMeasurement(results, 'read-without-groups')
  const what = "read by id without `groups`: requests/s as a share of a C client's (libldap)"
  return target({ what, found: measurement?.ratios.libldap, least: 0.6 })
}

const firstPageMoving = (results: Results): Target => {
  const what = 'first page and total, contextCSN moving: time as a multiple of a paged scan of ids'
  return target({ what, found: timesOf(findMeasurement(results, 'first-page-moving')), most: 1.5 })
}

const firstPageStill = (results: Results): Target => {
  const what = 'first page and total, contextCSN as it was: p50'
  return target({ what, found: gatewayOf(results, 'first-page-still')?.p50, most: 5, unit: ' ms' })
}

const fresh = (results: Results): Target => {
  const what = 'first pages that do not count who was added before them, past the gateway'
  return target({ what, found: sumOf(results.observations.map(({ stalePages }) => stalePages)), most: 0 })
}

const sumOf = (values: readonly number[]): number | undefined =>
  values.length === 0 ? undefined : values.reduce((sum, value) => sum + value, 0)

const walkTargets = (results: Results): readonly Target[] =>
  ['walk-by-index', 'walk-by-cursor'].map((name) => {
    const measurement = findMeasurement(results, name)
    const what = `${measurement?.title ?? name}: time as a multiple of ldapts reading them paged`
    return target({ what, found: timesOf(measurement), most: 1.3 })
  })

/** Of the directory of the table, and of a larger one where one was measured. */
const memory = (results: Results): readonly Target[] =>
  results.observations
    .filter((observed) => observed.people >= results.people)
    .toSorted((a, b) => a.people - b.people)
    .map(({ people: count, memory: found }) =>
      target({
        what: `memory of the gateway after walks of ${people(count)}`,
        ...{ found, most: count > 100_000 ? 350 : 200, unit: ' MB' },
      }),
    )

const lag = (results: Results): Target => {
  const largest = largestObserved(results)
  const what = `event loop of the gateway, late by (p99) while ${people(largest?.people ?? results.people)} are walked and single reads go on`
  return target({ what, found: largest?.lagP99, most: 20, unit: ' ms' })
}

const largestObserved = ({ observations }: Results) => observations.toSorted((a, b) => b.people - a.people)[0]

const people = (count: number): string => `${count.toLocaleString('en-US')} people`

const constant = ['read', 'read-without-groups', 'user-name', 'email', 'create', 'patch']

const slopes = (results: Results): readonly Target[] =>
  growthByPeople(results)
    .filter(({ name, slope }) => constant.includes(name) && slope !== undefined)
    .map(({ title, slope }) =>
      target({ what: `${title}: slope of the gateway's CPU time over people, log-log`, found: slope, most: 0.1 }),
    )
