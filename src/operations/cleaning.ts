/** planCleaning: the references to an entry that must go with it, so that a name used again inherits nothing. */
import type { DirectoryWrite } from '../directory/directory.ts'
import { type Dn, normaliseDn } from '../ldap/dn.ts'
import { textsOf } from '../ldap/entry.ts'
import { conflict } from '../scim/error.ts'
import type { Dependencies } from './dependencies.ts'
import { firstVisible, groupMapping, referenceOf, resolveDns } from './references.ts'
import { findReferrers, isSelf, type Referrer, removalFrom } from './referrers.ts'

/** One modification for each referrer. @throws 409 that names the groups that would be left without members */
export const planCleaning = async (dependencies: Dependencies, dn: Dn): Promise<readonly DirectoryWrite[]> => {
  const referrers = (await findReferrers(dependencies, dn)).filter((referrer) => !isSelf(referrer, dn))
  const emptied: string[] = []
  for (const referrer of referrers) {
    const group = await groupEmptiedBy(dependencies, referrer, dn)
    if (group !== undefined) emptied.push(group)
  }
  if (emptied.length > 0) {
    throw conflict(`the only member of ${emptied.join(', ')}; give the group another member or delete it first`)
  }
  return referrers.map(removalFrom)
}

/** The name of the group of which no visible member would remain without the DN. */
export const groupEmptiedBy = async (
  dependencies: Dependencies,
  { entry }: Referrer,
  dn: Dn,
): Promise<string | undefined> => {
  const groups = groupMapping(dependencies)
  if (groups === undefined) return undefined
  const { mapping, memberTypes } = groups
  const key = normaliseDn(dn)
  const others: string[] = []
  let isMember = false
  for (const member of memberTypes.flatMap((type) => textsOf(entry.attributes, type))) {
    if (normaliseDn(member) === key) isMember = true
    else others.push(member)
  }
  if (!isMember || !(await isGroup(dependencies, entry.dn))) return undefined
  if ((await firstVisible(dependencies, others)) !== undefined) return undefined
  const { display, id } = referenceOf(mapping, entry)
  return `${display ?? ''} (${id})`
}

const isGroup = async (dependencies: Dependencies, dn: Dn): Promise<boolean> =>
  (await resolveDns(dependencies, [dn])).get(normaliseDn(dn))?.resourceType === 'Group'
