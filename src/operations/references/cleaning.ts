/** planCleaning: the references to an entry that must go with it, so that a name used again inherits nothing. */
import type { DirectoryWrite } from '../../directory/directory.ts'
import { type Dn, normaliseDn } from '../../ldap/dn.ts'
import { textsOf } from '../../ldap/entry.ts'
import type { Mapping, Rule } from '../../mapping/mapping.ts'
import { placeholderOf } from '../../mapping/placeholder.ts'
import { conflict } from '../../scim/error.ts'
import type { ResourceId } from '../../scim/resource/resource.ts'
import { placedName } from '../../scim/schema/placed-attribute.ts'
import { asWhole, type Dependencies } from '../dependencies.ts'
import { firstVisible, idsToTell, referenceOf, resolveDns } from './references.ts'
import {
  type Called,
  findReferrers,
  isNeeded,
  isSelf,
  mendLateComers,
  type Referrer,
  removalFrom,
  vacate,
} from './referrers.ts'

/** `referrers`: all whose references go, a write for each. `told`: ids of those of them of which the client may hear. */
export interface Cleaning {
  readonly writes: readonly DirectoryWrite[]
  readonly referrers: readonly Referrer[]
  readonly told: readonly ResourceId[]
}

/** One modification for each referrer. @throws 409 that names the resources that cannot be without the one that goes */
export const planCleaning = async (
  dependencies: Dependencies,
  called: Called & { readonly dn: Dn },
): Promise<Cleaning> => {
  const { dn } = called
  const whole = asWhole(dependencies)
  const referrers = (await findReferrers(whole, called)).filter((referrer) => !isSelf(referrer, dn))
  const bereft: string[] = []
  let isHidden = false
  for (const referrer of referrers) {
    // First as the client sees it: that others are there whom it does not see, no answer tells.
    const what = await bereftOf(dependencies, referrer, dn)
    if (what !== undefined) bereft.push(what)
    else if (whole !== dependencies && (await bereftOf(whole, referrer, dn)) !== undefined) isHidden = true
  }
  if (bereft.length > 0) throw conflict(`${bereft.join(', ')}; name another there or delete that first`)
  if (isHidden) throw conflict('the resource is required by another one that this client does not see')
  const writes = await Promise.all(referrers.map((referrer) => departureFrom(whole, referrer)))
  const entries = referrers.map(({ entry }) => entry)
  return { writes, referrers, told: await idsToTell(dependencies, entries) }
}

/** The DN goes from the referrer; where it is the last in a list with a placeholder, that comes in the same modify. */
export const departureFrom = async (dependencies: Dependencies, referrer: Referrer): Promise<DirectoryWrite> => {
  const { entry, held } = referrer
  const isHeldOpen = dependencies.mappings.some((mapping) =>
    held.some(({ type }) => placeholderOf(mapping, type) !== undefined),
  )
  if (!isHeldOpen) return removalFrom(referrer)
  const found = (await resolveDns(dependencies, [entry.dn])).get(normaliseDn(entry.dn))
  const mapping = dependencies.mappings.find(({ resourceType }) => resourceType.name === found?.resourceType)
  return removalFrom(referrer, mapping)
}

/**
 * What the resource of that DN is to a referrer that requires it, in words (`the only one in members of Group …`);
 * undefined: nothing is required, or another visible resource would remain.
 */
export const bereftOf = async (dependencies: Dependencies, referrer: Referrer, dn: Dn): Promise<string | undefined> => {
  for (const mapping of dependencies.mappings) {
    for (const rule of mapping.rules.filter(isNeeded)) {
      if (await isOnly(dependencies, { rule, mapping, referrer, dn })) return describe(mapping, rule, referrer)
    }
  }
  return undefined
}

interface Holding {
  readonly rule: Rule
  readonly mapping: Mapping
  readonly referrer: Referrer
  readonly dn: Dn
}

const isOnly = async (
  dependencies: Dependencies,
  { rule: { types, to = [] }, mapping: { resourceType }, referrer: { entry }, dn }: Holding,
): Promise<boolean> => {
  const key = normaliseDn(dn)
  const held = types.flatMap((type) => textsOf(entry.attributes, type))
  const others = held.filter((each) => normaliseDn(each) !== key)
  if (others.length === held.length) return false
  const found = (await resolveDns(dependencies, [entry.dn])).get(normaliseDn(entry.dn))
  if (found?.resourceType !== resourceType.name) return false
  return (await firstVisible(dependencies, others, to)) === undefined
}

const describe = (mapping: Mapping, { path, isList }: Rule, { entry }: Referrer): string => {
  const { display, id } = referenceOf(mapping, entry)
  const name = display === undefined ? id : `${display} (${id})`
  const { attribute, extension } = path
  const what = placedName({ attribute, extension })
  return `${isList ? `the only one in ${what}` : `the ${what}`} of ${mapping.resourceType.name} ${name}`
}

/**
 * A group that was given no other member meanwhile is left with nobody: with its placeholder where it has one, with the
 * empty DN where the directory would not let it be empty.
 */
export const cleanLateComers = (dependencies: Dependencies, called: Called): Promise<void> =>
  mendLateComers(dependencies, called, async (referrer) =>
    called.dn === undefined || (await bereftOf(dependencies, referrer, called.dn)) === undefined
      ? departureFrom(dependencies, referrer)
      : vacate(referrer),
  )
