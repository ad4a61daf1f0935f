/** placesOf: below which containers the people or the groups of a directory are, and which containers hold something else. */
import { type Dn, isSameDn, isUnder, normaliseDn, parentOf, parseDn } from '../ldap/dn.ts'
import { wordsOf } from './words.ts'

export interface Container {
  readonly dn: Dn
  readonly entries: number
}

export interface Places {
  /** The base, or several where one would take in what is left out. The largest first. */
  readonly bases: readonly Container[]
  /** Containers whose entries look like accounts of programs or of administrators, or like no accounts. */
  readonly leftOut: readonly Container[]
}

/** undefined: there are no such entries. */
export const placesOf = (dns: readonly Dn[], suffix: Dn): Places | undefined => {
  const containers = countedParents(dns, suffix)
  const leftOut = containers.filter(
    (container) => isForPrograms(container.dn, suffix) || isStray(container, { containers, suffix }),
  )
  const taken = containers.filter((container) => !leftOut.includes(container))
  if (taken.length === 0) return leftOut.length === 0 ? undefined : { bases: leftOut, leftOut: [] }
  const around = commonOf(taken.map(({ dn }) => dn)) ?? suffix
  const isClean = !leftOut.some(({ dn }) => isUnder(dn, around))
  const isWhole = taken.length === 1 || (isClean && normaliseDn(around) !== normaliseDn(suffix))
  return { bases: isWhole ? [{ dn: around, entries: sum(taken) }] : branches(taken, around), leftOut }
}

/** Directly below the suffix there are administrators rather than people, where most are elsewhere. */
const isStray = (
  { dn, entries }: Container,
  { containers, suffix }: { readonly containers: readonly Container[]; readonly suffix: Dn },
): boolean => isSameDn(dn, suffix) && entries < sum(containers) / 5

const countedParents = (dns: readonly Dn[], suffix: Dn): readonly Container[] => {
  const counted = new Map<string, Container>()
  for (const dn of dns) {
    const parent = parentOf(dn) ?? suffix
    const key = normaliseDn(parent)
    counted.set(key, { dn: counted.get(key)?.dn ?? parent, entries: (counted.get(key)?.entries ?? 0) + 1 })
  }
  return [...counted.values()].toSorted((a, b) => b.entries - a.entries)
}

/** Accounts of programs, addresses without accounts, rooms and lists, and those who have left. */
const notOurs = new Set(
  [
    ...['addressbook', 'contacts', 'contactos', 'contatti', 'adressbuch', 'carnet', 'kontakte', 'relaties'],
    ...['mailboxes', 'sharedmailboxes', 'buzones', 'postfaecher', 'caselle', 'mailinglists', 'distributionlists'],
    ...['listas', 'liste', 'listes', 'lijsten', 'verteiler', 'leavers', 'former', 'ehemalige', 'anciens', 'bajas'],
    ...['deleted', 'trash', 'archive', 'archiv', 'papierkorb', 'rooms', 'resources', 'ressourcen', 'recursos'],
    ...['suppliers', 'lieferanten', 'leveranciers', 'proveedores', 'fournisseurs', 'fornitori', 'systemen', 'sistemas'],
    ...['sistemi', 'aplicaciones', 'applicazioni', 'anwendungen', 'funktionskennungen', 'servicios', 'servizi'],
    ...['service', 'services', 'serviceaccounts', 'svc', 'system', 'systems', 'sysaccounts', 'systemaccounts', 'etc'],
    ...['daemon', 'daemons', 'app', 'apps', 'application', 'applications', 'appaccounts', 'machines', 'computers'],
    ...['hosts', 'robots', 'bots', 'technical', 'technik', 'technique', 'dienste', 'functional', 'proxyusers', 'dsa'],
    ...['applicationaccounts', 'technicalaccounts', 'specialusers', 'comptestechniques', 'dienstkonten'],
  ].map((word) => word.toLowerCase()),
)

/** A branch with so few, beside the largest, is another kind of entries. */
const minor = 0.1

/** By the names of the container and of those around it, below the suffix. */
const isForPrograms = (dn: Dn, suffix: Dn): boolean => {
  const names = parseDn(dn).slice(0, parseDn(dn).length - parseDn(suffix).length)
  return names.some((rdn) =>
    rdn.some(({ value }) => {
      const words = wordsOf(value)
      return notOurs.has(words.join('')) || (words[0] !== undefined && notOurs.has(words[0]))
    }),
  )
}

/** The container that all of these are, or are below. */
const commonOf = (dns: readonly Dn[]): Dn | undefined => {
  let common = dns[0]
  while (common !== undefined && !dns.every((dn) => isUnder(dn, common as Dn))) common = parentOf(common)
  return common
}

/** One base for each branch below `around`. Entries directly in it make it the base all the same. */
const branches = (taken: readonly Container[], around: Dn): readonly Container[] => {
  const depth = parseDn(around).length + 1
  const found = new Map<string, Container>()
  for (const { dn, entries } of taken) {
    const branch = atDepth(dn, depth)
    const key = normaliseDn(branch)
    found.set(key, { dn: found.get(key)?.dn ?? branch, entries: (found.get(key)?.entries ?? 0) + entries })
  }
  const largestFirst = [...found.values()].toSorted((a, b) => b.entries - a.entries)
  return largestFirst.some(({ dn }) => isSameDn(dn, around))
    ? [{ dn: around, entries: sum(taken) }]
    : largestFirst.filter(({ entries }) => entries > (largestFirst[0]?.entries ?? 0) * minor)
}

const atDepth = (dn: Dn, depth: number): Dn => {
  let at = dn
  for (let above = parentOf(at); above !== undefined && parseDn(at).length > depth; above = parentOf(at)) at = above
  return at
}

const sum = (containers: readonly Container[]): number => containers.reduce((total, { entries }) => total + entries, 0)
