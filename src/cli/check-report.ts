/** CheckReport: findings for people on a terminal, and for programs. */
import type { Facts } from '../check/facts.ts'
import { type Finding, isServable, type Remedy, type Severity } from '../check/finding.ts'
import { basesOf, mainBaseOf } from '../mapping/places.ts'

export const printReport = (facts: Facts, findings: readonly Finding[]): string => {
  const printed = new Map<string, string>()
  const blocks = findings.map((finding) => printFinding(finding, printed))
  return [...printFacts(facts), '', ...blocks, conclusion(findings), ''].join('\n')
}

export const printJson = ({ account, servers, seen }: Facts, findings: readonly Finding[]): string =>
  `${JSON.stringify(
    {
      servable: isServable(findings),
      account,
      servers: servers.map(({ url, failure }) => ({ url, answers: failure === undefined })),
      resources: (seen?.resources ?? []).map(({ name, declaration, listing }) => ({
        name,
        base: mainBaseOf(declaration),
        ...(declaration.bases && { bases: basesOf(declaration) }),
        ...(listing && { count: listing.count }),
      })),
      protected: seen?.protection?.entries ?? [],
      findings,
    },
    undefined,
    2,
  )}\n`

const printFacts = ({ account, servers, seen }: Facts): readonly string[] => [
  ...servers.map(
    ({ url, failure }) => `${'Server'.padEnd(8)} ${url}: ${failure === undefined ? 'answers' : 'does not serve'}`,
  ),
  `${'Account'.padEnd(8)} ${account ?? 'by SASL EXTERNAL'}`,
  ...(seen?.resources ?? []).map(({ name, declaration, listing }) => {
    const entries =
      listing === undefined
        ? 'not looked at'
        : `${listing.failure ? 'at least ' : ''}${listing.count} ${listing.count === 1 ? 'entry' : 'entries'}`
    return `${name.padEnd(8)} ${entries} below ${basesOf(declaration).join(' and ')}`
  }),
  ...(seen?.protection?.entries ?? []).map((dn) => `Protected ${dn}`),
]

const words: Readonly<Record<Severity, string>> = { error: 'ERROR', warning: 'Warning', note: 'Note' }

/** `printed`: remedies that stand above, by the finding that they were printed for. */
const printFinding = ({ id, severity, what, means, remedy, advice }: Finding, printed: Map<string, string>): string =>
  [
    `${words[severity]}: ${id}`,
    ...wrapped(what),
    ...wrapped(means),
    ...(advice === undefined ? [] : wrapped(advice)),
    ...(remedy === undefined ? [] : printRemedy(remedy, id, printed)),
    '',
  ].join('\n')

const printRemedy = ({ target, ldif }: Remedy, id: string, printed: Map<string, string>): readonly string[] => {
  const above = printed.get(ldif)
  if (above !== undefined) return [`  Mended by the LDIF above (${above}).`]
  printed.set(ldif, id)
  const command =
    target === 'config'
      ? 'ldapmodify -Q -Y EXTERNAL -H ldapi:///'
      : 'ldapmodify -x -W -H <url> -D <whoever may write there>'
  // Not indented: in LDIF a blank at the beginning of a line means something.
  return ['  Mend it with:', '', `${command} <<'LDIF'`, ldif.trimEnd(), 'LDIF']
}

const lineLength = 100

const wrapped = (text: string): readonly string[] => {
  const lines: string[] = []
  let line = ''
  for (const word of text.split(' ')) {
    if (line !== '' && line.length + word.length >= lineLength) {
      lines.push(`  ${line}`)
      line = word
    } else line = line === '' ? word : `${line} ${word}`
  }
  return [...lines, `  ${line}`]
}

const conclusion = (findings: readonly Finding[]): string => {
  const count = (severity: Severity) => findings.filter((finding) => finding.severity === severity).length
  const [errors, warnings] = [count('error'), count('warning')]
  const counted = `${errors} ${errors === 1 ? 'error' : 'errors'}, ${warnings} ${warnings === 1 ? 'warning' : 'warnings'}`
  if (errors > 0) return `${counted}. \`scimdap serve\` would not work right.`
  const isUnsure = findings.some(({ id }) => id === 'write-right-unknown')
  return `${counted}. \`scimdap serve\` would work${isUnsure ? '; whether it may write everything is not known' : ''}.`
}
