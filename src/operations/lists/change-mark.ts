/** changeMark: a text that differs whenever something that a search sees has changed, where the directory can prove it. */
import type { DirectoryReader } from '../../directory/directory.ts'
import { typesIn } from '../../ldap/filter.ts'
import type { SearchPlan } from '../../mapping/plan-search.ts'

/** undefined: no proof. A search that reads references never has one: slapo-refint changes them without a CSN. */
export const changeMark = async (directory: DirectoryReader, plan: SearchPlan): Promise<string | undefined> => {
  if (readsReference(plan)) return undefined
  // Each base may be of a database of its own: all of them must be as they were.
  const marks = await Promise.all(plan.mapping.places.map(({ base }) => directory.changeMark(base)))
  return marks.includes(undefined) ? undefined : marks.join('\n')
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
