/** The table of docs/directories.md: what each kind of directory passed, and what it refuses by design. */
import type { Check, DirectoryKind, Outcome } from './standing.ts'

/** By name of the kind, by name of the check. */
export type Outcomes = ReadonlyMap<string, ReadonlyMap<string, Outcome>>

/** Rows are checks, columns are kinds; what is refused has a number, which stands below with the reason. */
export const printTable = (checks: readonly Check[], kinds: readonly DirectoryKind[], outcomes: Outcomes): string => {
  const reasons: string[] = []
  const cell = (kind: DirectoryKind, check: Check): string => {
    const outcome = outcomes.get(kind.name)?.get(check.name)
    if (outcome === undefined) return 'failed'
    if (outcome.kind === 'passed') return 'passed'
    if (!reasons.includes(outcome.why)) reasons.push(outcome.why)
    return `refused (${reasons.indexOf(outcome.why) + 1})`
  }
  const rows = checks.map((check) => [check.name.replaceAll('|', '\\|'), ...kinds.map((kind) => cell(kind, check))])
  const head = ['', ...kinds.map(({ name }) => name)]
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`
  return [
    ...kinds.map(({ name, description }) => `- **${name}**: ${description}`),
    '',
    line(head),
    line(head.map(() => '---')),
    ...rows.map(line),
    '',
    ...reasons.map((why, at) => `${at + 1}. ${why}`),
  ].join('\n')
}

/** The outcomes in a table, by column and row, with the reasons in the place of their numbers. */
export const outcomesIn = (table: string): ReadonlyMap<string, ReadonlyMap<string, string>> => {
  const lines = table.split('\n')
  const cells = (line: string) =>
    line
      .split(/(?<!\\)\|/)
      .slice(1, -1)
      .map((cell) => cell.trim())
  const [head, , ...rows] = lines.filter((line) => line.startsWith('|')).map(cells)
  const reasons = new Map([...table.matchAll(/^(\d+)\. (.+)$/gm)].map(([, number = '', why = '']) => [number, why]))
  const spoken = (cell: string) => cell.replace(/\((\d+)\)$/, (_, number) => reasons.get(number) ?? number)
  return new Map(
    (head ?? [])
      .slice(1)
      .map((name, at) => [name, new Map(rows.map((row) => [row[0] ?? '', spoken(row[at + 1] ?? '')]))]),
  )
}

export const begin = '<!-- made by test/directories: begin -->'
export const end = '<!-- made by test/directories: end -->'

/** The part of the page that a run makes. */
export const tableIn = (page: string): string =>
  page.slice(page.indexOf(begin) + begin.length, page.indexOf(end)).trim()

export const withTable = (page: string, table: string): string =>
  `${page.slice(0, page.indexOf(begin) + begin.length)}\n\n${table}\n\n${page.slice(page.indexOf(end))}`
