/** Place: where in cn=config a remedy goes; a guess, said to be one, where cn=config is not readable. */
import type { Dn } from '../ldap/dn.ts'
import { basesOf, mainBaseOf } from '../mapping/places.ts'
import { type DatabaseConfig, databaseOf } from './config-entries.ts'
import type { Facts, ResourceFacts, Seen } from './facts.ts'

export interface Place {
  readonly dn: Dn
  readonly database: DatabaseConfig | undefined
  /** What to look at before the LDIF is applied. */
  readonly advice?: string
}

const usualDatabase = 'olcDatabase={1}mdb,cn=config' as Dn
const usualFrontend = 'olcDatabase={-1}frontend,cn=config' as Dn
const guess = (dn: Dn) =>
  `cn=config was not read: put the DN of your database in place of ${dn} (ldapsearch -b cn=config '(olcSuffix=*)' 1.1).`

/** The database that holds a DN. */
export const databasePlace = ({ server }: Seen, base: string): Place => {
  const database = databaseOf(server, base)
  return database === undefined
    ? { dn: usualDatabase, database, advice: guess(usualDatabase) }
    : { dn: database.dn, database }
}

export const frontendPlace = ({ server }: Seen): Dn => server?.frontend ?? usualFrontend

/** The base that stands for the directory as a whole: that of users. */
export const mainBase = ({ resources }: Seen): string => mainBaseOf(resources[0]?.declaration ?? {})

/** The resource once for each database that has entries of it, as if it had that base alone. */
export const perDatabase = (resource: ResourceFacts, { server }: Seen): readonly ResourceFacts[] => {
  const { base: _, bases: __, ...rest } = resource.declaration
  const byDatabase = new Map(
    basesOf(resource.declaration)
      .toReversed()
      .map((base) => [databaseOf(server, base)?.dn, base]),
  )
  return [...byDatabase.values()].reverse().map((base) => ({ ...resource, declaration: { ...rest, base } }))
}

/** The suffix that holds a DN, as far as the server tells. */
export const suffixOf = (seen: Seen, base: string): string => {
  const known = databaseOf(seen.server, base)?.suffixes ?? []
  const candidates = [...known, ...seen.capabilities.namingContexts]
  const holding = candidates.filter((suffix) => base.toLowerCase().endsWith(suffix.toLowerCase()))
  return holding.sort((a, b) => b.length - a.length)[0] ?? base
}

/** Of a DN in a `by` or `limits` clause: in quotes, as slapd's configuration reads them. */
export const quotedDn = (dn: string): string => `"${dn.replaceAll(/[\\"]/g, '\\$&')}"`

/** What stands for the account where only the server knows its DN. */
export const accountOf = ({ account }: Pick<Facts, 'account'>): string => account ?? 'cn=the-account-of-the-gateway'

export const accountAdvice = ({ account }: Pick<Facts, 'account'>): string | undefined =>
  account === undefined
    ? 'Put the DN of the gateway (ldapwhoami says it) in place of cn=the-account-of-the-gateway.'
    : undefined

/** Sentences, as far as there are any. */
export const advice = (...sentences: readonly (string | undefined)[]): { readonly advice?: string } => {
  const said = sentences.filter((sentence) => sentence !== undefined)
  return said.length === 0 ? {} : { advice: said.join(' ') }
}
