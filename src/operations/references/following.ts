/** followLateComers: references to an entry that is called otherwise now go with it. */
import type { Dn } from '../../ldap/dn.ts'
import type { Dependencies } from '../dependencies.ts'
import type { NewName } from './names.ts'
import { type Becoming, mendLateComers, moveIn } from './referrers.ts'

/** From `dn`, where that changes, to `to`; and the names. */
export interface Renamed {
  readonly dn?: Dn
  readonly to: Dn
  readonly names: readonly NewName[]
}

export const followLateComers = (dependencies: Dependencies, renamed: Renamed): Promise<void> =>
  mendLateComers(dependencies, renamed, async (referrer) => moveIn(referrer, becoming(renamed)))

/** The names that go with it are those that were looked for. */
export const becoming =
  ({ to, names }: Renamed): Becoming =>
  ({ name }) =>
    name === undefined ? to : names.find(({ by, value }) => by === name.by && value === name.value)?.next
