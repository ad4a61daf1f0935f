/** ExplanationReport: an explanation for people on a terminal, with the ldapsearch line that asks the same. */
import type { Config } from '../config/config.ts'
import type { Explanation } from './explanation.ts'

export const printExplanation = (explanation: Explanation, { directory }: Pick<Config, 'directory'>): string => {
  const rows: readonly (readonly [string, string])[] = [
    ['Resource', explanation.resourceType],
    ...placesIn(explanation).flatMap(({ base, scope }) => [['Base', base] as const, ['Scope', scope] as const]),
    ['Filter', explanation.ldapFilter],
    ...matching(explanation),
    ['How', how(explanation)],
    ...(explanation.scan.length === 0 ? [] : [['Scan', explanation.scan.join(' ')] as const]),
    ['Fetch', explanation.fetch.join(' ')],
    ...paging(explanation),
    ['Indexes', indexing(explanation)],
  ]
  const table = rows.map(([name, text]) => `${name.padEnd(10)}${text}\n`).join('')
  return explanation.isEmpty
    ? table
    : `${table}\n${placesIn(explanation)
        .map((place) => ldapsearch(place, explanation, directory))
        .join('\n')}\n`
}

type Place = Pick<Explanation, 'base' | 'scope'>

const placesIn = ({ base, scope, others = [] }: Explanation): readonly Place[] => [{ base, scope }, ...others]

const matching = ({ exact, residual, undecided }: Explanation): readonly (readonly [string, string])[] => {
  if (exact) return [['Match', 'exact: the directory decides alone']]
  return [
    ['Match', 'residual: the directory gives at least the matches, and this is evaluated in memory on each of them'],
    ['Residual', residual ?? ''],
    ['Because', undecided.join('   ')],
  ]
}

const how = ({ kind, isEmpty }: Explanation): string => {
  if (isEmpty) return 'not at all: nothing can match, the directory is not asked'
  if (kind === 'read') return 'read: one search by entryUUID'
  if (kind === 'lookup') return 'lookup: one search reads the few matches whole'
  if (kind === 'few')
    return 'one search that reads up to 100 matches whole; where there are more, ids first, then what is shown'
  return 'scan: ids of all matches first, in pages, then the entries that are shown'
}

const paging = ({ kind, sort, page }: Explanation): readonly (readonly [string, string])[] => {
  if (kind === 'read' || page === undefined) return []
  return [
    ['Sort', sort ?? 'by id'],
    ['Page', `${page.count} from ${page.startIndex} on`],
  ]
}

const indexing = ({ unindexed }: Explanation): string => {
  if (unindexed === undefined) return 'unknown: cn=config was not read (--config-url)'
  if (unindexed.length === 0) return 'every test has one'
  return `none for ${unindexed.join(', ')}; that costs where no other test narrows the search`
}

/** Passwords are asked for, never printed. */
const ldapsearch = (
  { base, scope }: Place,
  { ldapFilter, scan, fetch }: Explanation,
  { urls, bindDn, tls }: Config['directory'],
) => {
  const who = bindDn === undefined ? ['-Q', '-Y', 'EXTERNAL'] : ['-x', '-W', '-D', quoted(bindDn)]
  const types = scan.length === 0 ? fetch : scan
  return [
    ...['ldapsearch', ...(tls.startTls ? ['-ZZ'] : []), ...who, '-H', quoted(urls[0] ?? '')],
    ...['-b', quoted(base), '-s', scope, quoted(ldapFilter), ...types.map(quoted)],
  ].join(' ')
}

/** For a POSIX shell. */
const quoted = (text: string): string =>
  /^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", String.raw`'\''`)}'`
