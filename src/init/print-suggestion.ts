/** printSuggestion: a suggestion as a commented configuration that `serve` and `check` take as it is. */
import { isDeepStrictEqual } from 'node:util'
import { stringify } from 'yaml'
import type { RuleDeclaration } from '../mapping/declaration/declaration.ts'
import type { ProposedRow } from './proposal.ts'
import type { Suggestion } from './suggest.ts'
import type { Suggested } from './suggested.ts'

export interface Connection {
  readonly urls: readonly string[]
  readonly bindDn: string | undefined
  readonly passwordFile: string | undefined
  readonly startTls: boolean
  readonly caFile: string | undefined
}

export const printSuggestion = (suggestion: Suggestion, connection: Connection): string => {
  const { preset, overview, users, groups, vendor } = suggestion
  const { entries, people, cut } = overview
  const questions = [
    ...(preset === '389-ds' ? [versionQuestion] : []),
    ...users.questions.map((text) => `users: ${text}`),
    ...(groups?.questions ?? []).map((text) => `groups: ${text}`),
  ]
  return [
    ...comment(
      `Written by \`scimdap init\` from what it saw${vendor === undefined ? '' : ` on ${vendor}`}: ${entries} entries below ${overview.suffix}, ${people.length} of them people${cut === undefined ? '' : `; cut ${cut}, there are more`}. Read it through, then \`scimdap check\`.`,
    ),
    ...(questions.length === 0
      ? []
      : ['#', '# To be decided by a person:', ...questions.flatMap((text) => comment(`- ${text}`))]),
    '',
    ...yaml({ preset }),
    ...yaml({ directory: directoryOf(connection) }),
    '',
    ...section('users', users),
    ...(groups === undefined ? ['# No groups were seen that could be served.', ''] : section('groups', groups)),
    ...comment('Whoever is deleted is taken out of every member, manager, owner ... below it.'),
    ...yaml({ references: { base: overview.suffix } }),
    '',
    ...comment('Nobody has the token of this hash: put what `scimdap token new` prints in its place.'),
    ...yaml({ clients: [{ name: 'identity-provider', tokens: [nobodysToken] }] }),
    '',
  ].join('\n')
}

const versionQuestion =
  'directory.version: without an attribute type for it there are no ETags on this server (docs/directories.md).'

const nobodysToken = `sha256:${'A'.repeat(43)}`

const directoryOf = ({ urls, bindDn, passwordFile, startTls, caFile }: Connection) => ({
  urls,
  ...(bindDn === undefined ? {} : { bindDn }),
  ...(passwordFile === undefined ? {} : { passwordFile }),
  ...(startTls || caFile !== undefined
    ? { tls: { ...(startTls ? { startTls } : {}), ...(caFile === undefined ? {} : { caFile }) } }
    : {}),
})

const section = (name: string, { proposal, notes }: Suggested): readonly string[] => {
  const { options, rows, preset, groupPreset, userPreset } = proposal
  const kindName = userPreset ?? (groupPreset === 'groupOfNames' ? undefined : groupPreset)
  const kind = kindName === undefined ? {} : { preset: kindName }
  const isPreset = (path: string, { row, instead }: ProposedRow) =>
    instead === undefined && isDeepStrictEqual(row, preset[path] ?? null)
  const all = [...rows]
  const confirmed = all.filter(([path, row]) => row.row !== null && isPreset(path, row))
  const written = all.filter(([path, row]) => !isPreset(path, row))
  return [
    ...notes.flatMap(comment),
    `${name}:`,
    ...indented(yaml({ ...kind, ...options })),
    ...(written.length === 0 ? [] : ['  attributes:', ...written.flatMap(([path, row]) => printRow(path, row))]),
    ...confirmed
      .flatMap(([path, { row, why }]) => comment(`As the preset has it: ${path}: ${inline(row)} (${why})`))
      .map((line) => `    ${line}`),
    '',
  ]
}

const printRow = (path: string, { row, why, instead }: ProposedRow): readonly string[] => [
  ...comment(why).map((line) => `    ${line}`),
  ...(instead === undefined ? [] : [`    # ${stringify(path).trimEnd()}: ${inline(instead)}`]),
  `    ${stringify(path).trimEnd()}: ${inline(row)}`,
]

/** One row, one line. */
const inline = (row: RuleDeclaration | null): string =>
  stringify(row, { collectionStyle: 'flow', lineWidth: 0 }).trimEnd()

const indented = (lines: readonly string[]): readonly string[] => lines.map((line) => `  ${line}`)

const yaml = (value: object): readonly string[] => stringify(value, { lineWidth: 0 }).trimEnd().split('\n')

const width = 118

/** Of one line, as long as they go. Line breaks in what is quoted from the directory cannot leave the comment. */
const comment = (text: string): readonly string[] => {
  const lines: string[] = []
  let line = '#'
  for (const word of text.split(/\s+/)) {
    if (line.length + 1 + word.length > width && line !== '#') {
      lines.push(line)
      line = '#'
    }
    line += ` ${word}`
  }
  return [...lines, line]
}
