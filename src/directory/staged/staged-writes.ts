/** createStagedWrites: the writing verbs of the port, kept for the end of a unit of work; one after the other. */
import type { Entry } from '../../ldap/entry.ts'
import { type Directory, DirectoryError, type DirectoryReader, type DirectoryWrite } from '../directory.ts'
import { selected } from './canonical-type.ts'
import type { Stage } from './stage.ts'
import { stageWrite } from './stage-write.ts'
import { createTurns } from './turns.ts'

const unwillingToPerform = 53

export const createStagedWrites = (
  directory: DirectoryReader,
  stage: Stage,
): Omit<Directory, keyof DirectoryReader> => {
  const inTurn = createTurns()
  const staged = async (write: DirectoryWrite) =>
    stageWrite({ directory, stage, subschema: await directory.subschema() }, write)
  const stagedAs = async (write: DirectoryWrite, types: readonly string[]): Promise<Entry> => {
    const entry = (await inTurn(() => staged(write))) as Entry
    return selected(entry, types, await directory.subschema())
  }
  return {
    add: (dn, attributes, { types }) => stagedAs({ kind: 'add', dn, attributes }, types),
    change: (dn, change, { assertion, types }) =>
      stagedAs({ kind: 'change', dn, change, ...(assertion && { assertion }) }, types),
    delete: async (dn, assertion) => {
      await inTurn(() => staged({ kind: 'delete', dn, ...(assertion && { assertion }) }))
    },
    atomically: (writes) => inTurn(() => allOrNone(writes, staged, stage)),
    setPassword: async () => {
      throw new DirectoryError(unwillingToPerform, 'a transaction takes no extended operation')
    },
  }
}

const allOrNone = async (
  writes: readonly DirectoryWrite[],
  staged: (write: DirectoryWrite) => Promise<unknown>,
  stage: Stage,
): Promise<void> => {
  const takeBack = stage.mark()
  for (const [index, write] of writes.entries()) {
    try {
      await staged(write)
    } catch (thrown) {
      takeBack()
      if (!(thrown instanceof DirectoryError)) throw thrown
      throw new DirectoryError(thrown.code, thrown.message, { cause: thrown, index })
    }
  }
}
