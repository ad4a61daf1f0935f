/** Findings about what is slow or seen late: indexes, overlays that move no CSN, and an unreadable cn=config. */
import type { Subschema } from '../../directory/subschema.ts'
import { basesOf } from '../../mapping/places.ts'
import type { ResolvedPath } from '../../scim/path/resolve.ts'
import { type DatabaseConfig, databaseOf } from '../config-entries.ts'
import { typesOf } from '../declared.ts'
import type { Facts, ResourceFacts, Seen } from '../facts.ts'
import type { Finding } from '../finding.ts'
import { type Canonical, indexModifications, missingIndexes } from '../indexes.ts'
import { deleteRecord, modifyRecord } from '../records.ts'
import { listed } from './schema.ts'

export const speedFindings = (facts: Facts, seen: Seen): readonly Finding[] => [
  ...configFinding(seen),
  ...databasesOf(facts, seen).flatMap((database) => [
    ...indexFinding(database, facts, seen),
    ...overlayFindings(database),
  ]),
]

const configFinding = ({ server, configFailure }: Seen): readonly Finding[] => {
  if (server !== undefined) return []
  const why = configFailure === undefined ? '' : ` (${configFailure.words})`
  return [
    {
      id: 'config-unreadable',
      severity: 'note',
      what: `cn=config was not read${why}: indexes, size limits and overlays of the directory are not known.`,
      means: 'What is said here of the rest holds all the same.',
      advice: 'Run `scimdap check --config-url ldapi:///` as root on the server, or name an account with --config-dn.',
    },
  ]
}

const databasesOf = ({ cleaning }: Facts, { server, resources }: Seen): readonly DatabaseConfig[] => {
  const bases = [
    ...resources.flatMap(({ declaration }) => basesOf(declaration)),
    ...(cleaning.base ? [cleaning.base] : []),
  ]
  const found = bases.flatMap((base) => databaseOf(server, base) ?? [])
  return [...new Map(found.map((database) => [database.dn, database])).values()]
}

/** The lines of indexes.ldif, as far as the mapping or the cleaning uses the type; and `eq` for what identifies a resource. */
const indexFinding = (database: DatabaseConfig, facts: Facts, { subschema, resources }: Seen): readonly Finding[] => {
  const canonical = canonicalIn(subschema)
  const used = new Set([...usedTypes(resources), ...facts.cleaning.types, ...always].map(canonical))
  const isKnown = (type: string) => subschema?.attributeType(type) !== undefined
  const wanted = [...facts.shipped.indexes, ...identifyingTypes(resources).map((type) => `${type} eq`)]
  const found = missingIndexes(wanted, database.indexes, {
    canonical,
    isUsed: (type) => isKnown(type) && used.has(canonical(type)),
  })
  const missing = [...new Map(found.toReversed().map((each) => [canonical(each.type), each])).values()].reverse()
  if (missing.length === 0) return []
  return [
    {
      id: 'index-missing',
      severity: 'warning',
      what: `${database.dn} lacks indexes: ${listed(missing.map(({ type, kinds }) => `${type} ${kinds.join(',')}`))}.`,
      means:
        'Filters on these attributes look at every entry: some milliseconds with a thousand, seconds with a million.',
      remedy: {
        target: 'config',
        ldif: modifyRecord(database.dn, indexModifications(missing, database.indexes, canonical)),
      },
      advice:
        'slapd builds an index while it runs, for minutes on a large directory; filters scan until it is complete. Faster: slapd stopped, `slapindex`.',
    },
  ]
}

const canonicalIn =
  (subschema: Subschema | undefined): Canonical =>
  (type) =>
    subschema?.attributeType(type)?.oid ?? type.toLowerCase()

/** Behind `id`, `meta` and the class of an entry. */
const always = ['objectClass', 'entryUUID', 'entryCSN', 'createTimestamp', 'modifyTimestamp']

const usedTypes = (resources: readonly ResourceFacts[]): readonly string[] =>
  resources.flatMap(({ declaration }) => typesOf(declaration).map(({ type }) => type))

/** Names of people and groups, DNs that are searched for, and numbers that nobody may have twice: each look-up of one would be a scan. */
const identifyingTypes = (resources: readonly ResourceFacts[]): readonly string[] =>
  resources.flatMap(({ mapping }) => [
    ...(mapping?.rules ?? [])
      .filter(({ path, needs }) => isIdentifying(path) || needs === 'references')
      .flatMap(({ types }) => types),
    ...(mapping?.creation.numbers ?? []).map(({ type }) => type),
  ])

/** Looked for by every client, and before each write. */
const isIdentifying = ({ attribute, subAttribute }: ResolvedPath): boolean =>
  attribute.name === 'externalId' || (subAttribute ?? attribute).uniqueness !== 'none'

const overlayFindings = ({ overlays }: DatabaseConfig): readonly Finding[] =>
  overlays
    .filter(({ name }) => silent.has(name))
    .map(({ dn, name }) => ({
      id: 'overlay-moves-no-csn',
      severity: 'warning',
      what: `The overlay ${name} writes to entries without moving their entryCSN (${dn}).`,
      means: `${silent.get(name)} Whoever asks by version or follows changes does not see it.`,
      remedy: { target: 'config', ldif: deleteRecord(dn) },
      advice: 'Only remove it where nobody else relies on it: the gateway needs it for nothing.',
    }))

const silent: ReadonlyMap<string, string> = new Map([
  ['refint', 'Members leave a group without a new ETag of the group, and a last member is replaced by a placeholder.'],
  [
    'memberof',
    'It does not follow what the gateway changes in a group that is there, since those writes are guarded by an assertion: whoever reads memberOf sees old memberships; slapo-dynlist can compute it instead. With memberof-refint, members leave a group without a new ETag.',
  ],
  ['autogroup', 'Members come and go without a new ETag of the group.'],
])
