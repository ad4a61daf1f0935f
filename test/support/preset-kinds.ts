/** Kinds of users and groups that presets lay over one another, with entries of such a directory made of those of another. */
import { resolve } from 'node:path'
import type { LdifEntry } from '../../src/demo/ldif.ts'
import type { SlapdOptions } from '../../src/demo/slapd-options.ts'
import { parseDn } from '../../src/ldap/dn.ts'
import { groupPresets, presets, userPresets, withGroups } from '../../src/mapping/presets/presets.ts'
import { asActiveDirectory } from './active-directory-entries.ts'
import {
  asDynamic,
  asProvisioned,
  asRfc2307bis,
  dynamicKind,
  dynamicSchema,
  plainProvisioningKind,
  provisioningKind,
  rfc2307bisKind,
  rfc2307bisSchemas,
} from './further-kinds.ts'

/** Without our schema; numbers are fixed, since nobody is created. */
export const posixKind = {
  User: withGroups(presets.inetOrgPerson.User, userPresets.posix),
  Group: withGroups(presets.inetOrgPerson.Group, groupPresets.posixGroup),
}

export const eduPersonKind = {
  User: withGroups(presets.inetOrgPerson.User, userPresets.eduPerson),
  Group: presets.inetOrgPerson.Group,
}

const leavers = 'ou=leavers,ou=people,dc=example,dc=com'

/** Whoever is not active is elsewhere. */
export const placeKind = {
  User: {
    ...presets.scimdap.User,
    attributes: { ...presets.scimdap.User.attributes, active: { inactiveIn: leavers, enforcedBy: 'applications' } },
  },
  Group: presets.scimdap.Group,
}

export const eduPersonSchema = resolve(import.meta.dirname, '../fixtures/eduperson/eduperson.ldif')

export const freeIpaSchema = resolve(import.meta.dirname, '../fixtures/free-ipa/free-ipa.ldif')

/** As `asPosix`, with the classes and the groups of FreeIPA. */
export const asFreeIpa = (entry: LdifEntry, index: number): LdifEntry => {
  const { attributes } = asPosix(entry, index)
  const objectClass = [attributes.objectClass ?? []].flat()
  const ipaUniqueID = [`ipa-${index}`]
  if (objectClass.includes('posixAccount'))
    return { ...entry, attributes: { ...attributes, objectClass: [...objectClass, 'ipaObject'], ipaUniqueID } }
  if (!objectClass.includes('posixGroup')) return entry
  const { cn = [], description = [], member = [] } = entry.attributes
  const group = { objectClass: ['ipaUserGroup', 'ipaObject'], cn, description, member, ipaUniqueID }
  return { ...entry, attributes: group }
}

/** Groups of users alone, as Light LDAP has them. */
export const asLldap = (entry: LdifEntry): LdifEntry => {
  const { objectClass, cn = [], member = [] } = entry.attributes
  if (![objectClass ?? []].flat().includes('groupOfNames')) return entry
  return { ...entry, attributes: { objectClass: ['groupOfUniqueNames'], cn, uniqueMember: member } }
}

/** Accounts with numbers, some with what is not required; groups whose members are named, as far as memberUid can. */
export const asPosix = (entry: LdifEntry, index: number): LdifEntry => {
  const { attributes } = entry
  const objectClass = [attributes.objectClass ?? []].flat()
  if (objectClass.includes('inetOrgPerson')) {
    if (attributes.uid === undefined) return entry
    const account = {
      objectClass: [...objectClass, 'posixAccount'],
      uidNumber: [String(10_000 + index)],
      gidNumber: [String(100 + (index % 3))],
      homeDirectory: [`/home/u${index}`],
      loginShell: index % 2 === 0 ? ['/bin/zsh'] : [],
      gecos: index % 3 === 0 ? [`P ${index},Room 1,,`] : [],
    }
    return { ...entry, attributes: { ...attributes, ...account } }
  }
  if (!objectClass.includes('groupOfNames')) return entry
  const { cn = [], description = [], member = [] } = attributes
  const names = [member].flat().map((dn) => parseDn(String(dn))[0]?.[0]?.value ?? '')
  const memberUid = [...new Set(names.filter((name) => /^[ -~]+$/.test(name)))]
  return {
    ...entry,
    attributes: { objectClass: ['posixGroup'], cn, description, gidNumber: [String(20_000 + index)], memberUid },
  }
}

/** Two of three people have some of it. */
export const withEduPerson = (entry: LdifEntry, index: number): LdifEntry => {
  const { attributes } = entry
  const objectClass = [attributes.objectClass ?? []].flat()
  if (!objectClass.includes('inetOrgPerson') || index % 3 === 0) return entry
  const edu = {
    objectClass: [...objectClass, 'eduPerson'],
    eduPersonPrincipalName: [`p${index}@example.edu`],
    eduPersonPrincipalNamePrior: index % 2 === 0 ? [`old${index}@example.edu`, `Older${index}@example.edu`] : [],
    eduPersonAffiliation: index % 5 === 0 ? [] : ['member', 'staff'].slice(0, 1 + (index % 2)),
    eduPersonEntitlement: index % 4 === 0 ? ['urn:mace:dir:entitlement:common-lib-terms', 'https://example.edu/ä'] : [],
    eduPersonNickname: index % 4 === 1 ? ['Nick', 'Ñandú'] : [],
    eduPersonUniqueId: index % 4 === 2 ? [`a${index}@example.edu`, `b${index}@example.edu`] : [],
  }
  return { ...entry, attributes: { ...attributes, ...edu } }
}

interface Kind {
  readonly shape: (entry: LdifEntry, index: number) => LdifEntry
  readonly schemaFiles: readonly string[]
  /** Entries besides, such as places. */
  readonly more?: readonly LdifEntry[]
  readonly slapd?: SlapdOptions
  /** Where more changes than each entry by itself. */
  readonly whole?: (entries: readonly LdifEntry[]) => readonly LdifEntry[]
}

const kinds = new Map<unknown, Kind>([
  [
    placeKind,
    {
      shape: (entry) => entry,
      schemaFiles: [],
      // With something below it: an operational attribute tells when the first one comes.
      more: [
        { dn: leavers, attributes: { objectClass: ['organizationalUnit'], ou: ['leavers'] } },
        { dn: `ou=old,${leavers}`, attributes: { objectClass: ['organizationalUnit'], ou: ['old'] } },
      ],
    },
  ],
  [posixKind, { shape: asPosix, schemaFiles: [] }],
  [eduPersonKind, { shape: withEduPerson, schemaFiles: [eduPersonSchema] }],
  [presets.freeIpa, { shape: asFreeIpa, schemaFiles: [freeIpaSchema] }],
  [presets.lldap, { shape: asLldap, schemaFiles: [] }],
  [
    rfc2307bisKind,
    {
      shape: (entry, index) => {
        const shaped = asRfc2307bis(entry, index)
        return shaped === entry ? asPosix(entry, index) : shaped
      },
      ...{ schemaFiles: rfc2307bisSchemas, slapd: { nis: false } },
    },
  ],
  [presets.activeDirectory, { shape: (entry) => entry, schemaFiles: [], whole: asActiveDirectory }],
  [provisioningKind, { shape: asProvisioned, schemaFiles: [] }],
  [plainProvisioningKind, { shape: asProvisioned, schemaFiles: [] }],
  [dynamicKind, { shape: asDynamic, schemaFiles: [dynamicSchema] }],
])

/** What the directory of a preset is like. */
export const directoryOf = (preset: unknown): Kind => kinds.get(preset) ?? { shape: (entry) => entry, schemaFiles: [] }
