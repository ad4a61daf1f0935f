/** withWrites: a directory whose writes are watched or broken by a test, and whose reads are as they are. */
import { type Directory, DirectoryError } from '../../src/directory/directory.ts'

export type WriteName = 'add' | 'change' | 'delete' | 'setPassword' | 'atomically'

/** Given each write, what is done instead. */
export type Around = <A extends readonly unknown[], R>(
  write: (...given: A) => Promise<R>,
  name: WriteName,
) => (...given: A) => Promise<R>

export const withWrites = (directory: Directory, around: Around): Directory => ({
  ...directory,
  add: around((...given) => directory.add(...given), 'add'),
  change: around((...given) => directory.change(...given), 'change'),
  delete: around((...given) => directory.delete(...given), 'delete'),
  setPassword: around((...given) => directory.setPassword(...given), 'setPassword'),
  atomically: around((...given) => directory.atomically(...given), 'atomically'),
})

export interface Loss {
  /** Whether the directory carries the write out before the session ends. */
  readonly isDone: boolean
  /** What others do before the gateway is there again. */
  readonly meanwhile?: () => Promise<unknown>
  /** Whose answer is lost; default: the first write, whatever it is. */
  readonly of?: WriteName
}

/** A directory one of whose writes is not answered. */
export const losingAnswer = (directory: Directory, { isDone, meanwhile, of }: Loss): Directory => {
  let isLost = false
  return withWrites(directory, (write, name) => async (...given) => {
    if (isLost || (of !== undefined && of !== name)) return write(...given)
    isLost = true
    if (isDone) await write(...given)
    await meanwhile?.()
    throw new DirectoryError('unknown-outcome', 'the session was lost')
  })
}
