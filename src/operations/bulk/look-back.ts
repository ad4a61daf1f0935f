/** lookBack: after writes that were carried out together, no reference is left to an entry that went meanwhile. */
import type { DirectoryWrite } from '../../directory/directory.ts'
import { dnAfterChange, type EntryChange } from '../../ldap/change.ts'
import type { Dn } from '../../ldap/dn.ts'
import type { Dependencies } from '../dependencies.ts'
import { cleanLateComers } from '../references/cleaning.ts'
import { calledIn, departedAmong, writtenReferences } from '../references/departed.ts'
import { followLateComers, type Renamed } from '../references/following.ts'
import { namesInRdn } from '../references/names.ts'

/**
 * What `withoutDeparted`, a delete and a rename do after their own writes: others may have deleted whom these writes
 * name, and others may have named whom they delete or rename.
 */
export const lookBack = async (dependencies: Dependencies, writes: readonly DirectoryWrite[]): Promise<void> => {
  for (const write of writes) {
    if (write.kind === 'delete')
      await cleanLateComers(dependencies, { dn: write.dn, names: namesInRdn(dependencies, write.dn) })
    if (write.kind === 'change' && write.change.newRdn !== undefined)
      await followLateComers(dependencies, movesOf(dependencies, write.dn, write.change))
  }
  const departed = await departedAmong(dependencies, writtenReferences(dependencies, writes))
  for (const called of new Map(departed.map((one) => [one.value, calledIn(one)])).values())
    await cleanLateComers(dependencies, called)
}

/** Names as far as DNs tell: of entries that are named by something else the plan of each write has seen to. */
const movesOf = (dependencies: Dependencies, dn: Dn, change: EntryChange): Renamed => {
  const to = dnAfterChange(dn, change)
  const after = namesInRdn(dependencies, to)
  const names = namesInRdn(dependencies, dn).flatMap((name) => {
    const next = after.find(({ by }) => by === name.by)?.value
    return next === name.value ? [] : [{ ...name, next }]
  })
  return { dn, to, names }
}
