/** parseLdapUrl: what an LDAP URL asks of the server that holds it. RFC 4516 */
import { type Dn, isDn, isSameDn, isUnder, parentOf } from './dn.ts'
import type { LdapFilter } from './filter.ts'
import { InvalidFilter, parseFilter } from './parse-filter.ts'

export interface LdapUrl {
  readonly base: Dn
  readonly scope: 'base' | 'one' | 'sub'
  readonly filter: LdapFilter
}

/** Of longer ones nobody knows what they cost to parse. */
const longest = 10_000

const parts =
  /^ldap:\/\/\/(?<base>[^?]*)(?:\?(?<types>[^?]*)(?:\?(?<scope>[^?]*)(?:\?(?<filter>[^?]*)(?:\?(?<extensions>[^?]*))?)?)?)?$/i

/**
 * undefined: no LDAP URL, or one that asks for something else than entries of this server: it names a host, attributes
 * whose values are meant, another scope than base, one and sub, or a critical extension.
 */
export const parseLdapUrl = (text: string): LdapUrl | undefined => {
  const { groups } = (text.length > longest ? undefined : parts.exec(text)) ?? {}
  const [base, types, scope, filter, extensions] = ['base', 'types', 'scope', 'filter', 'extensions'].map((name) =>
    decoded(groups?.[name] ?? ''),
  )
  if (groups === undefined || base === undefined || types !== '' || !isDn(base)) return undefined
  if (extensions === undefined || extensions.split(',').some((each) => each.startsWith('!'))) return undefined
  const depth = scopes.get((scope ?? '?').toLowerCase())
  const matched = filter === undefined ? undefined : filterOf(filter)
  return depth === undefined || matched === undefined ? undefined : { base: base as Dn, scope: depth, filter: matched }
}

const decoded = (text: string): string | undefined => {
  try {
    return decodeURIComponent(text)
  } catch {
    return undefined
  }
}

const scopes: ReadonlyMap<string, LdapUrl['scope']> = new Map([
  ['', 'base'],
  ['base', 'base'],
  ['one', 'one'],
  ['sub', 'sub'],
])

const filterOf = (text: string): LdapFilter | undefined => {
  try {
    return parseFilter(text === '' ? '(objectClass=*)' : text)
  } catch (cause) {
    if (cause instanceof InvalidFilter) return undefined
    throw cause
  }
}

/** Whether an entry of this DN is where the URL looks. */
export const isReached = (dn: Dn, { base, scope }: Pick<LdapUrl, 'base' | 'scope'>): boolean => {
  if (scope === 'sub') return isUnder(dn, base)
  const from = scope === 'base' ? dn : parentOf(dn)
  return from !== undefined && isSameDn(from, base)
}
