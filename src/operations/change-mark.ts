/** changeMark: a text that differs whenever something below a search base has changed, where the directory can prove it. */
import type { DirectoryReader } from '../directory/directory.ts'
import { typesIn } from '../ldap/filter.ts'
import type { SearchPlan } from '../mapping/plan-search.ts'

/**
 * contextCSN of all replicas, kept by syncprov: every write moves it before its answer is sent. undefined: no proof.
 * Without syncprov a contextCSN may lie in the suffix entry and never move again, so the control must be offered too.
 * A search that reads references proves nothing either: slapo-refint changes them without a CSN.
 */
export const changeMark = async (directory: DirectoryReader, plan: SearchPlan): Promise<string | undefined> => {
  if (readsReference(plan)) return undefined
  const { sync } = await directory.capabilities()
  if (!sync) return undefined
  const marks = await directory.contextCsn(plan.mapping.base)
  return marks.length === 0 ? undefined : marks.toSorted().join(' ')
}

const readsReference = ({ filter, scan, mapping }: SearchPlan): boolean => {
  const asked = typesIn(filter)
  const isAsked = (type: string) => asked.has(type.toLowerCase())
  return (
    scan.rules.some(({ needs }) => needs !== undefined) ||
    asked.has('entrydn') ||
    mapping.rules.some(({ needs, types }) => needs !== undefined && types.some(isAsked))
  )
}
