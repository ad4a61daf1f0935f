/** Tables of a run, for a terminal and for docs/performance.md. */
import { type Growth, growthByMembers, growthByPeople } from './growth.ts'
import { libldapProcesses } from './libldap.ts'
import type { Measurement, Results, Sample } from './results.ts'
import type { Subject } from './scenario.ts'
import { type Target, targetsOf } from './targets.ts'

type Table = readonly (readonly string[])[]

const subjects: Readonly<Record<Subject, string>> = {
  gateway: 'gateway',
  bare: 'bare handler',
  ldap: 'LDAP alone',
  libldap: 'libldap',
}

export const columns = ['at once', 'who', 'per second', 'p50 ms', 'p99 ms', 'CPU µs', 'slapd µs', 'MB', 'gateway/it']

/** A row for each subject; the title stands in the first. */
export const rowsOf = ({ title, connections, samples, ratios }: Measurement): Table =>
  (Object.keys(subjects) as Subject[]).flatMap((subject, index) => {
    const sample = samples[subject]
    if (sample === undefined) return []
    const atOnce = subject === 'ldap' ? 1 : subject === 'libldap' ? libldapProcesses : connections
    return [[index === 0 ? title : '', `${atOnce}`, subjects[subject], ...figuresOf(sample), number(ratios[subject])]]
  })

const figuresOf = ({ rate, p50, p99, cpu, slapdCpu, memory }: Sample): readonly string[] =>
  [rate, p50, p99, cpu, slapdCpu, memory].map(number)

/** Three significant digits; no more were measured. */
export const number = (value: number | undefined): string => {
  if (value === undefined || Number.isNaN(value)) return ''
  if (Math.abs(value) >= 100) return Math.round(value).toLocaleString('en-US')
  return String(Number(value.toPrecision(3)))
}

export const measurementsTable = (results: Results, people = results.people): Table => [
  ['what', ...columns],
  ...results.measurements.filter((measurement) => measurement.people === people).flatMap(rowsOf),
]

const verdicts = new Map<boolean | undefined, string>([
  [true, 'met'],
  [false, '**missed**'],
  [undefined, '–'],
])

export const targetsTable = (results: Results): Table => [
  ['what', 'wanted', 'found', ''],
  ...targetsOf(results).map(({ what, wanted, found, isMet }: Target) => [
    what,
    wanted,
    found,
    verdicts.get(isMet) ?? '',
  ]),
]

/** CPU time of the gateway per turn at each size. */
export const growthTable = (results: Results, by: Growth['by']): Table => {
  const rows = by === 'people' ? growthByPeople(results) : growthByMembers(results)
  const sizes = [...new Set(rows.flatMap(({ points }) => points.map(({ size }) => size)))].sort((a, b) => a - b)
  return [
    ['µs of the gateway', ...sizes.map((size) => `${size.toLocaleString('en-US')} ${by}`), 'slope'],
    ...rows.map(({ title, points, slope }) => [
      title,
      ...sizes.map((size) => number(points.find((point) => point.size === size)?.cpu)),
      slope === undefined ? '' : slope.toFixed(2),
    ]),
  ]
}

export const observationsTable = ({ observations }: Results): Table => [
  ['people', 'event loop late p99 ms', 'at most ms', 'memory MB', 'peak MB', 'first pages', 'of them stale'],
  ...observations.map((row) =>
    [row.people, row.lagP99, row.lagMost, row.memory, row.peak, row.freshPages, row.stalePages].map(number),
  ),
]

/** Columns one under another; all but the first to the right. */
export const asText = (table: Table): string => {
  const widths = widthsOf(table)
  const line = (row: readonly string[]) =>
    row
      .map((cell, at) => pad(cell, widths[at] ?? 0, at))
      .join('  ')
      .trimEnd()
  return table.map(line).join('\n')
}

export const asMarkdown = ([head = [], ...rows]: Table): string => {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`
  return [line(head), line(head.map((_, at) => (at === 0 ? '---' : '--:'))), ...rows.map(line)].join('\n')
}

const widthsOf = (table: Table): readonly number[] =>
  (table[0] ?? []).map((_, at) => Math.max(...table.map((row) => row[at]?.length ?? 0)))

const pad = (cell: string, width: number, at: number): string => (at === 0 ? cell.padEnd(width) : cell.padStart(width))
