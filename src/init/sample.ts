/** sampleOf: some of many entries, read whole, from all over their containers. */
import { type Directory, DirectoryError } from '../directory/directory.ts'
import type { Entry } from '../ldap/entry.ts'
import type { Seen } from './overview.ts'

export interface Sampling {
  readonly directory: Pick<Directory, 'read'>
  readonly size: number
  /** Called with the number of entries read. */
  readonly progress: (entries: number) => void
}

/** Evenly spread: the oldest entries of a directory are rarely like its newest ones. Entries deleted meanwhile are left out. */
export const sampleOf = async (seen: readonly Seen[], sampling: Sampling): Promise<readonly Entry[]> => {
  const { directory, size, progress } = sampling
  const chosen = spread(seen, size)
  const entries: Entry[] = []
  const work = async (from: number): Promise<void> => {
    for (let at = from; at < chosen.length; at += parallel) {
      const entry = await readWhole(directory, chosen[at] as Seen)
      if (entry !== undefined) entries.push(entry)
      if (entries.length % 100 === 0) progress(entries.length)
    }
  }
  await Promise.all(Array.from({ length: parallel }, (_, from) => work(from)))
  return entries
}

const parallel = 8

const spread = <T>(all: readonly T[], size: number): readonly T[] => {
  if (all.length <= size) return all
  return Array.from({ length: size }, (_, number) => all[Math.floor((number * all.length) / size)] as T)
}

/** User attributes and operational ones, which say what can be locked. What the account may not read is not counted. */
const readWhole = async (directory: Sampling['directory'], { dn }: Seen): Promise<Entry | undefined> => {
  try {
    return await directory.read(dn, ['*', '+'])
  } catch (thrown) {
    if (thrown instanceof DirectoryError && thrown.code === 50) return undefined
    throw thrown
  }
}
