/** asActiveDirectory: odd entries as Active Directory can hold them: one value of most, short ones, names without signs, nobody who is not there. */
import { createHash } from 'node:crypto'
import type { LdifEntry } from '../../src/demo/ldif.ts'
import { parseDn } from '../../src/ldap/dn.ts'
import { suffix } from './samba-domain.ts'

/** Outside of the bases: a member and a manager whom SCIM does not show. */
export const outsider = `CN=Administrator,CN=Users,${suffix}`

/** A third of the people, since Samba is slow. In the order in which they can be added: a reference needs its entry. Those that come later in it are left out. */
export const asActiveDirectory = (entries: readonly LdifEntry[]): readonly LdifEntry[] => {
  const there = new Set([outsider])
  const known = (values: readonly unknown[]) => [...new Set(values.map((dn) => dnOf(String(dn))))].filter(isThere)
  const isThere = (dn: string) => there.has(dn)
  const all = entries.filter(({ attributes }) => isA(attributes, 'inetOrgPerson') && attributes.uid !== undefined)
  const people = all.filter((_, index) => index % 3 === 0)
  const groups = entries.filter(({ attributes }) => isA(attributes, 'groupOfNames'))
  return [
    ...people.map((entry, index) => {
      const manager = known(entry.attributes.manager ?? []).slice(0, 1)
      const person = userOf(entry, index)
      there.add(person.dn)
      return { ...person, attributes: { ...person.attributes, manager } }
    }),
    ...groups.map((entry, index) => {
      const dn = dnOf(entry.dn)
      // Every fifth one is without members.
      const member = index % 5 === 0 ? [] : known(entry.attributes.member ?? [])
      there.add(dn)
      const attributes = { objectClass: ['group'], sAMAccountName: [nameOf(dn)], description: ['a group'], member }
      return { dn, attributes: { ...attributes, groupType: [index % 3 === 0 ? '-2147483640' : '-2147483646'] } }
    }),
  ]
}

type Attributes = LdifEntry['attributes']

const isA = ({ objectClass = [] }: Attributes, name: string) => objectClass.includes(name)

/** Whoever is nowhere becomes the one who is outside. */
const dnOf = (dn: string): string => {
  if (!/,ou=(people|groups),dc=example/i.test(dn) || /^uid=gone/.test(dn)) return outsider
  const value = parseDn(dn)[0]?.[0]?.value ?? ''
  const readable = value
    .normalize('NFKC')
    .replaceAll(/[^\p{Letter}\p{Number} '()*#-]/gu, '')
    .slice(0, 8)
  const unit = /,ou=people,/i.test(dn) ? 'people' : 'groups'
  const hash = createHash('sha1').update(dn).digest('hex').slice(0, 8)
  return `CN=${hash}${readable.trimEnd()}x,OU=${unit},${suffix}`
}

const nameOf = (dn: string): string => (parseDn(dn)[0]?.[0]?.value ?? '').replaceAll('*', '')

/** Enabled or not, beside bits that are nobody's business here: DONT_EXPIRE_PASSWORD, NOT_DELEGATED. */
const controls = [0x200, 0x202, 0x1_0200, 0x1_0202, 0x10_0200]

const userOf = ({ dn, attributes }: LdifEntry, index: number): LdifEntry => {
  const all = (type: string) => (attributes[type] ?? []).filter(({ length }) => length <= 64)
  const one = (type: string) => all(type).slice(0, 1)
  const others = (type: string) => all(type).slice(1)
  const own = dnOf(dn)
  return {
    dn: own,
    attributes: {
      ...{ objectClass: ['user'], sAMAccountName: [nameOf(own)] },
      userAccountControl: [String(controls[index % controls.length])],
      ...{ sn: index % 7 === 0 ? [] : one('sn'), givenName: one('givenName'), displayName: one('displayName') },
      ...{ middleName: one('scimMiddleName'), personalTitle: one('scimHonorificPrefix'), title: one('title') },
      ...{ generationQualifier: one('scimHonorificSuffix'), wWWHomePage: one('scimProfileUrl') },
      ...{ employeeType: one('employeeType'), preferredLanguage: one('preferredLanguage') },
      ...{ employeeNumber: one('employeeNumber'), department: one('departmentNumber'), company: one('o') },
      ...{ division: one('scimDivision'), mail: one('mail'), otherMailbox: others('mail') },
      ...{ telephoneNumber: one('telephoneNumber'), otherTelephone: others('telephoneNumber') },
      ...{ mobile: one('mobile'), homePhone: one('homePhone'), otherHomePhone: others('homePhone') },
      ...{ pager: one('pager'), facsimileTelephoneNumber: one('facsimileTelephoneNumber') },
      ...{ description: one('description'), info: one('sn') },
      thumbnailPhoto: (attributes.jpegPhoto ?? []).slice(0, 1),
      userCertificate: attributes['userCertificate;binary'] ?? [],
    },
  }
}
