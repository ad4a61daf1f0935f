/** writeInOrder: several writes where the server has no transactions; what was done is undone when a later one fails. */
import type { Dn } from '../../ldap/dn.ts'
import type { Entry } from '../../ldap/entry.ts'
import type { AtomicOptions } from '../directory.ts'
import { ofWrite } from './errors.ts'
import type { Step } from './step.ts'
import type { NumberedStep } from './transaction.ts'
import { typesToUndo, undoOf } from './undo.ts'

interface Verbs {
  read(dn: Dn, types: readonly string[]): Promise<Entry | undefined>
  write(step: Step): Promise<void>
}

/**
 * Not atomic: others see what is half done, and may write in between. An entry that is deleted and added again has another
 * entryUUID.
 * @throws DirectoryError of the write that failed, with its `index`; the message says which writes stand where
 * undoing them failed too. `leavesDone`: nothing is undone
 */
export const writeInOrder = async (
  steps: readonly NumberedStep[],
  verbs: Verbs,
  { leavesDone = false }: Pick<AtomicOptions, 'leavesDone'> = {},
): Promise<void> => {
  const done: { readonly index: number; readonly undo: Step }[] = []
  for (const { step, index } of steps) {
    try {
      const types = typesToUndo(step)
      const before = types === undefined ? undefined : await verbs.read(step.dn, types)
      await verbs.write(step)
      const undo = undoOf(step, before)
      if (undo !== undefined) done.unshift({ index, undo })
    } catch (error) {
      if (leavesDone) throw ofWrite(error, index)
      const standing = await undoAll(done, verbs)
      throw ofWrite(error, index, standing.length === 0 ? '' : `; these could not be undone and stand: ${standing}`)
    }
  }
}

/** The writes that could not be undone. One that fails keeps nobody from undoing the others. */
const undoAll = async (
  done: readonly { readonly index: number; readonly undo: Step }[],
  verbs: Verbs,
): Promise<readonly number[]> => {
  const standing = new Set<number>()
  for (const { index, undo } of done) {
    try {
      await verbs.write(undo)
    } catch {
      standing.add(index)
    }
  }
  return [...standing].sort((a, b) => a - b)
}
