/** Kinds whose groups are other than groupOfNames, and the rows of `profile: provisioning`, with entries of such directories. */
import { resolve } from 'node:path'
import type { LdifEntry } from '../../src/demo/ldif.ts'
import { createRandom } from '../../src/demo/random.ts'
import { groupPresets, presets, userPresets, withGroups } from '../../src/mapping/presets/presets.ts'
import { forProvisioning } from '../../src/mapping/presets/provisioning.ts'
import { oddTexts } from './odd-texts.ts'

const fixture = (path: string) => resolve(import.meta.dirname, '../fixtures', path)

export const rfc2307bisKind = {
  User: withGroups(presets.inetOrgPerson.User, userPresets.posix),
  Group: withGroups(presets.inetOrgPerson.Group, groupPresets.rfc2307bis),
}
export const rfc2307bisSchemas = ['rfc2307bis/posix.ldif', 'rfc2307bis/group-of-members.ldif'].map(fixture)

const provisioned = (name: 'scimdap' | 'inetOrgPerson') => ({
  User: forProvisioning.User(presets[name].User, {}),
  Group: forProvisioning.Group(presets[name].Group, {}),
})
export const provisioningKind = provisioned('scimdap')
export const plainProvisioningKind = provisioned('inetOrgPerson')

/** As docs/dynamic-groups/ has it. */
export const dynamicKind = {
  User: presets.scimdap.User,
  Group: {
    ...presets.scimdap.Group,
    ...{ objectClass: 'groupOfURLs', createClasses: ['groupOfURLs'] },
    attributes: { displayName: 'cn', members: { memberUrls: 'memberURL', to: ['User'] } },
  },
}
export const dynamicSchema = fixture('group-of-urls/group-of-urls.ldif')

const classesOf = ({ attributes }: LdifEntry) => [attributes.objectClass ?? []].flat().map(String)
const isGroup = (entry: LdifEntry) => classesOf(entry).includes('groupOfNames')

/** Groups by DN with a number, some without it, some with nobody. */
export const asRfc2307bis = (entry: LdifEntry, index: number): LdifEntry => {
  if (!isGroup(entry)) return entry
  const { cn = [], description = [], member = [] } = entry.attributes
  const number = index % 3 === 0 ? [] : [String(20_000 + index)]
  return {
    ...entry,
    attributes: {
      objectClass: ['groupOfMembers', ...(number.length > 0 ? ['posixGroup'] : [])],
      ...{ cn, description, gidNumber: number },
      member: index % 4 === 0 ? [] : member,
    },
  }
}

/** Groups held open by nobody at all, some with people beside; managers who were nobody when they were sent, some who came since. */
export const asProvisioned = (entry: LdifEntry, index: number): LdifEntry => {
  const { attributes } = entry
  if (isGroup(entry)) {
    const members = [attributes.member ?? []].flat()
    const member = [members, [''], [...members, ''], members][index % 4] ?? []
    return { ...entry, attributes: { ...attributes, member } }
  }
  if (!classesOf(entry).includes('scimUser') || index % 3 === 0) return entry
  const { manager = [] } = attributes
  const scimUnknownManager = [createRandom(index + 1).pick(oddTexts)]
  return { ...entry, attributes: { ...attributes, scimUnknownManager, manager: index % 5 === 0 ? manager : [] } }
}

const urls = [
  'ldap:///ou=people,dc=example,dc=com??sub?(title=*)',
  'ldap:///ou=people,dc=example,dc=com??one?(employeeType=Ada)',
  'ldap:///ou=people,dc=example,dc=com??sub?(departmentNumber=*)',
  'ldap:///dc=elsewhere??sub?(uid=*)',
  'ldap:///ou=people,dc=example,dc=com??sub?(nonsense',
]

/** Some with two URLs, some with none. */
export const asDynamic = (entry: LdifEntry, index: number): LdifEntry => {
  if (!isGroup(entry)) return entry
  const { cn = [], description = [] } = entry.attributes
  const memberURL = [...new Set([urls[index % urls.length], urls[(index * 7) % urls.length]])].slice(index % 3)
  return {
    ...entry,
    attributes: { objectClass: ['groupOfURLs'], cn, description, memberURL: memberURL.flatMap((url) => url ?? []) },
  }
}
