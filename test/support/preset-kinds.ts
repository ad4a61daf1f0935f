/** Kinds of users and groups that presets lay over one another, with entries of such a directory made of those of another. */
import { resolve } from 'node:path'
import type { LdifEntry } from '../../src/demo/ldif.ts'
import { parseDn } from '../../src/ldap/dn.ts'
import { groupPresets, presets, userPresets, withGroups } from '../../src/mapping/presets/presets.ts'

/** Without our schema; numbers are fixed, since nobody is created. */
export const posixKind = {
  User: withGroups(presets.inetOrgPerson.User, userPresets.posix),
  Group: withGroups(presets.inetOrgPerson.Group, groupPresets.posixGroup),
}

export const eduPersonKind = {
  User: withGroups(presets.inetOrgPerson.User, userPresets.eduPerson),
  Group: presets.inetOrgPerson.Group,
}

export const eduPersonSchema = resolve(import.meta.dirname, '../fixtures/eduperson/eduperson.ldif')

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
    eduPersonAffiliation: index % 5 === 0 ? [] : ['Member', 'staff'].slice(0, 1 + (index % 2)),
    eduPersonEntitlement: index % 4 === 0 ? ['urn:mace:dir:entitlement:common-lib-terms', 'https://example.edu/ä'] : [],
    eduPersonNickname: index % 4 === 1 ? ['Nick', 'Ñandú'] : [],
    eduPersonUniqueId: index % 4 === 2 ? [`a${index}@example.edu`, `b${index}@example.edu`] : [],
  }
  return { ...entry, attributes: { ...attributes, ...edu } }
}
