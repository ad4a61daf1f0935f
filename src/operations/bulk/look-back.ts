/** lookBack: after writes that were carried out together, no reference is left to an entry that went meanwhile. */
import type { DirectoryWrite } from '../../directory/directory.ts'
import { childOf, type Dn, parentOf } from '../../ldap/dn.ts'
import type { Dependencies } from '../dependencies.ts'
import { departedAmong, writtenReferences } from '../references/departed.ts'
import { cleanLateComers } from '../writes/delete.ts'
import { followLateComers } from '../writes/rename.ts'

/**
 * What `withoutDeparted`, a delete and a rename do after their own writes: others may have deleted whom these writes
 * name, and others may have named whom they delete or rename.
 */
export const lookBack = async (dependencies: Dependencies, writes: readonly DirectoryWrite[]): Promise<void> => {
  for (const write of writes) {
    if (write.kind === 'delete') await cleanLateComers(dependencies, write)
    if (write.kind === 'change' && write.change.newRdn !== undefined)
      await followLateComers(dependencies, write.dn, childOf(parentOf(write.dn) ?? ('' as Dn), write.change.newRdn))
  }
  const departed = await departedAmong(dependencies, writtenReferences(dependencies, writes))
  for (const dn of new Set(departed.map(({ value }) => value))) await cleanLateComers(dependencies, { dn })
}
