/** followLateComers: references to an entry that is called otherwise now go with it. */
import { type Dn, isSameDn } from '../../ldap/dn.ts'
import { type Entry, textsOf } from '../../ldap/entry.ts'
import { nameIn, nameKey } from '../../mapping/naming.ts'
import type { Dependencies } from '../dependencies.ts'
import type { NewName } from './names.ts'
import { type Becoming, type Called, mendLateComers, moveIn } from './referrers.ts'

/** From `dn`, where that changes, to `to`; and the names. */
export interface Renamed {
  readonly dn?: Dn
  readonly to: Dn
  readonly names: readonly NewName[]
}

/** What must follow where an entry that was called so is found: only what it is called no more. */
export const renamedFrom = ({ dn, names }: Called & { readonly dn: Dn }, now: Entry): Renamed => ({
  ...(isSameDn(dn, now.dn) ? {} : { dn }),
  to: now.dn,
  names: names.flatMap((name): readonly NewName[] => {
    const isStill = (each: string) => nameKey(name.by, each) === nameKey(name.by, name.value)
    return textsOf(now.attributes, name.by.type).some(isStill) ? [] : [{ ...name, next: nameIn(now, name.by) }]
  }),
})

export const followLateComers = (dependencies: Dependencies, renamed: Renamed): Promise<void> =>
  mendLateComers(dependencies, renamed, async (referrer) => moveIn(referrer, becoming(renamed)))

/** The names that go with it are those that were looked for. */
export const becoming =
  ({ to, names }: Renamed): Becoming =>
  ({ name }) =>
    name === undefined ? to : names.find(({ by, value }) => by === name.by && value === name.value)?.next
