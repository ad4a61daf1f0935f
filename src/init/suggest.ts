/** suggest: looks at a directory and drafts the mapping of its people and groups. Reads only. */

import type { Directory } from '../directory/directory.ts'
import type { Subschema } from '../directory/subschema.ts'
import { type Dn, normaliseDn, parentOf } from '../ldap/dn.ts'
import type { PresetName } from '../mapping/presets/presets.ts'
import { type LookingAtLocks, lockInForce } from '../operations/passwords/lock-in-force.ts'
import { countersOf } from './numbers.ts'
import { type Overview, overviewOf } from './overview.ts'
import { placesOf } from './places.ts'
import { profilesOf } from './profile.ts'
import { sampleOf } from './sample.ts'
import { suggestGroups } from './suggest-groups.ts'
import { suggestUsers } from './suggest-users.ts'
import { NothingToMap, type Seeing, type Suggested } from './suggested.ts'

export interface Looks {
  readonly directory: Pick<Directory, 'scan' | 'read' | 'capabilities' | 'subschema'> & LookingAtLocks
  /** The DN that it is bound as, which is the gateway's; undefined: only the server knows. */
  readonly account: string | undefined
  /** Below which entry to look; undefined: the naming context that has the most people. */
  readonly base: Dn | undefined
  readonly entries: number
  readonly sample: number
  /** A line for people who wait. */
  readonly tell: (line: string) => void
}

export interface Suggestion {
  readonly preset: PresetName
  readonly suffix: Dn
  readonly vendor: string | undefined
  readonly overview: Overview
  readonly users: Suggested
  readonly groups: Suggested | undefined
}

/** @throws NothingToMap; DirectoryError */
export const suggest = async (looks: Looks): Promise<Suggestion> => {
  const { directory, tell, sample: size } = looks
  const capabilities = await directory.capabilities()
  const subschema = await directory.subschema()
  const overview = await mostPeople(looks, { capabilities, subschema })
  const { suffix, entries, people, groups } = overview
  tell(`${suffix}: ${entries} entries, ${people.length} people, ${groups.length} groups`)
  const places = placesOf(
    people.map(({ dn }) => dn),
    suffix,
  )
  if (places === undefined)
    throw new NothingToMap(`no entry below ${suffix} is that of a person, as far as this account may see`)
  const preset = presetFor(capabilities.vendor, subschema)
  const taken = people.filter(({ dn }) => !places.leftOut.some((container) => isDirectlyIn(dn, container.dn)))
  const progress = (what: string) => (count: number) => tell(`${count} ${what} read`)
  const peopleRead = await sampleOf(taken, { directory, size, progress: progress('people') })
  const groupsRead = await sampleOf(groups, { directory, size: Math.min(size, 100), progress: progress('groups') })
  const counters = await countersOf(directory, suffix, subschema)
  const seeing: Seeing = { overview, subschema, capabilities, preset, counters }
  const grouped = suggestGroups(seeing, groupsRead)
  const hasLock = subschema.attributeType('pwdAccountLockedTime') !== undefined
  const locked = { account: looks.account, bases: places.bases.map(({ dn }) => dn) }
  const verdict = hasLock ? await lockInForce(directory, locked) : undefined
  const users = suggestUsers(seeing, {
    sample: peopleRead,
    people: taken,
    ...{ places, verdict },
    profiles: profilesOf(peopleRead, subschema),
    isGrouped: grouped !== undefined,
  })
  return { preset, suffix, vendor: capabilities.vendor, overview, users, groups: grouped }
}

/** Of several naming contexts the one with people; cn=config and the like have none. */
const mostPeople = async (
  { directory, base, entries: most, tell }: Looks,
  { capabilities, subschema }: Pick<Seeing, 'capabilities' | 'subschema'>,
): Promise<Overview> => {
  const suffixes = base === undefined ? capabilities.namingContexts : [base]
  const overviews: Overview[] = []
  for (const suffix of suffixes) {
    const progress = (entries: number) => tell(`${suffix}: ${entries} entries seen`)
    overviews.push(await overviewOf(suffix as Dn, { directory, subschema, most, progress }))
  }
  const [best] = overviews.toSorted((a, b) => b.people.length - a.people.length)
  if (best === undefined) throw new NothingToMap('the directory names no suffix to this account; say one with --base')
  return best
}

const presetFor = (vendor: string | undefined, subschema: Subschema): PresetName => {
  if (vendor === '389 Project') return '389-ds'
  return subschema.objectClass('scimUser') === undefined ? 'inetOrgPerson' : 'scimdap'
}

const isDirectlyIn = (dn: Dn, container: Dn): boolean => normaliseDn(parentOf(dn) ?? '') === normaliseDn(container)
