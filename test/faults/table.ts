/** printTable: the rows as a table of Markdown. */
import type { Row } from './row.ts'

const columns: readonly (readonly [title: string, cell: (row: Row) => string | number])[] = [
  ['fault', ({ name }) => name],
  ['times', ({ strikes }) => strikes],
  ['writes acknowledged', ({ acknowledged }) => acknowledged],
  ['without an answer or 503', ({ unanswered }) => unanswered],
  ['lost', ({ lost }) => lost.length],
  ['phantom', ({ phantom }) => phantom.length],
  ['wrong answers', ({ wrong }) => wrong.length],
  [
    'time to recover (median, longest)',
    ({ recovered }) => `${median(recovered)} ms, ${Math.round(Math.max(...recovered))} ms`,
  ],
]

export const printTable = (rows: readonly Row[]): string => {
  const lines = [
    columns.map(([title]) => title),
    columns.map(() => '---'),
    ...rows.map((row) => columns.map(([, cell]) => String(cell(row)))),
    columns.map(([, cell], at) => (at === 0 ? 'all' : sum(rows.map(cell)))),
  ]
  const notes = rows.flatMap(({ name, note }) => (note === undefined ? [] : [`- ${name}: ${note}`]))
  return [...lines.map((cells) => `| ${cells.join(' | ')} |`), ...(notes.length > 0 ? ['', ...notes] : []), ''].join(
    '\n',
  )
}

const sum = (cells: readonly (string | number)[]): string =>
  cells.every((cell) => typeof cell === 'number')
    ? String(cells.reduce((total: number, cell) => total + Number(cell), 0))
    : ''

const median = (values: readonly number[]): number =>
  Math.round([...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0)
