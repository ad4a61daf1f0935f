/** changeMark: a text that differs whenever something that a search sees has changed, where the directory can prove it. */
import type { DirectoryReader } from '../../directory/directory.ts'
import { typesIn } from '../../ldap/filter.ts'
import type { SearchPlan } from '../../mapping/plan-search.ts'

/** undefined: no proof. A search that reads references never has one: slapo-refint changes them without a CSN. */
export const changeMark = (directory: DirectoryReader, plan: SearchPlan): Promise<string | undefined> =>
  readsReference(plan) ? Promise.resolve(undefined) : directory.changeMark(plan.mapping.base)

const readsReference = ({ filter, scan, mapping }: SearchPlan): boolean => {
  const asked = typesIn(filter)
  const isAsked = (type: string) => asked.has(type.toLowerCase())
  return (
    scan.rules.some(({ needs }) => needs !== undefined) ||
    asked.has('entrydn') ||
    mapping.rules.some(({ needs, types }) => needs !== undefined && types.some(isAsked))
  )
}
