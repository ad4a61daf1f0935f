/** ServerConfig: what cn=config says of databases, overlays and modules, as far as a gateway depends on it. slapd-config(5) */
import type { DirectoryReader } from '../directory/directory.ts'
import { type Dn, isUnder, parentOf } from '../ldap/dn.ts'
import { type AttributeValues, type Entry, textOf, textsOf } from '../ldap/entry.ts'
import { equal, or } from '../ldap/filter.ts'

export interface ServerConfig {
  readonly databases: readonly DatabaseConfig[]
  readonly frontend: Dn
  /** Values of olcSizeLimit that hold for every database. */
  readonly sizeLimits: readonly string[]
  readonly modules: readonly { readonly dn: Dn; readonly names: readonly string[] }[]
}

export interface DatabaseConfig {
  readonly dn: Dn
  readonly suffixes: readonly string[]
  readonly rootDn: string | undefined
  /** Values of olcDbIndex. */
  readonly indexes: readonly string[]
  /** Values of olcLimits, in their order. */
  readonly limits: readonly string[]
  readonly sizeLimits: readonly string[]
  /** Values of olcAccess, in their order. */
  readonly access: readonly string[]
  readonly overlays: readonly OverlayConfig[]
}

export interface OverlayConfig {
  readonly dn: Dn
  /** Without `{n}`, in lower case. */
  readonly name: string
  readonly policyDefault: Dn | undefined
  readonly hashesCleartext: boolean
}

const types = [
  ...['objectClass', 'olcDatabase', 'olcSuffix', 'olcRootDN', 'olcDbIndex', 'olcLimits', 'olcSizeLimit'],
  ...['olcAccess', 'olcOverlay', 'olcModuleLoad', 'olcPPolicyDefault', 'olcPPolicyHashCleartext'],
]

/** undefined: nothing of it is visible. @throws DirectoryError */
export const readServerConfig = async (
  directory: Pick<DirectoryReader, 'search'>,
): Promise<ServerConfig | undefined> => {
  const classes = ['olcGlobal', 'olcModuleList', 'olcDatabaseConfig', 'olcOverlayConfig']
  const filter = or(...classes.map((name) => equal('objectClass', name)))
  const entries = await directory.search({ base: 'cn=config' as Dn, scope: 'sub', filter, types })
  const named = (type: string) => entries.filter(({ attributes }) => attributes.has(type))
  const databases = named('olcdatabase')
  if (databases.length === 0) return undefined
  const overlays = named('olcoverlay')
  const isFrontend = ({ attributes }: Entry) => plain(textOf(attributes, 'olcDatabase')) === 'frontend'
  return {
    databases: databases.filter((entry) => entry.attributes.has('olcsuffix')).map((entry) => database(entry, overlays)),
    frontend: databases.find(isFrontend)?.dn ?? ('olcDatabase={-1}frontend,cn=config' as Dn),
    sizeLimits: entries
      .filter((entry) => isFrontend(entry) || entry.dn.toLowerCase() === 'cn=config')
      .flatMap(({ attributes }) => textsOf(attributes, 'olcSizeLimit')),
    modules: entries
      .filter(({ attributes }) => hasClass(attributes, 'olcModuleList'))
      .map(({ dn, attributes }) => ({ dn, names: textsOf(attributes, 'olcModuleLoad').map(moduleName) })),
  }
}

/** The database that holds a DN: the one with the longest suffix above it. */
export const databaseOf = (server: ServerConfig | undefined, dn: string): DatabaseConfig | undefined => {
  const holding = (server?.databases ?? []).flatMap((each) =>
    each.suffixes.filter((suffix) => isUnder(dn, suffix)).map((suffix) => ({ each, length: suffix.length })),
  )
  return holding.sort((a, b) => b.length - a.length)[0]?.each
}

const database = ({ dn, attributes }: Entry, overlays: readonly Entry[]): DatabaseConfig => ({
  dn,
  suffixes: textsOf(attributes, 'olcSuffix'),
  rootDn: textOf(attributes, 'olcRootDN'),
  indexes: textsOf(attributes, 'olcDbIndex'),
  limits: textsOf(attributes, 'olcLimits'),
  sizeLimits: textsOf(attributes, 'olcSizeLimit'),
  access: textsOf(attributes, 'olcAccess'),
  overlays: overlays.filter((overlay) => parentOf(overlay.dn) === dn).map(overlayOf),
})

const overlayOf = ({ dn, attributes }: Entry): OverlayConfig => ({
  dn,
  name: plain(textOf(attributes, 'olcOverlay')),
  policyDefault: textOf(attributes, 'olcPPolicyDefault') as Dn | undefined,
  hashesCleartext: textOf(attributes, 'olcPPolicyHashCleartext')?.toUpperCase() === 'TRUE',
})

const plain = (name = ''): string => name.replace(/^\{-?\d+\}/, '').toLowerCase()

/** `{2}/usr/lib/ldap/ppolicy.la` is ppolicy. */
const moduleName = (value: string): string =>
  plain(value)
    .replace(/^.*\//, '')
    .replace(/\.(?:la|so).*$/, '')

const hasClass = (attributes: AttributeValues, name: string): boolean =>
  textsOf(attributes, 'objectClass').some((value) => value.toLowerCase() === name.toLowerCase())
