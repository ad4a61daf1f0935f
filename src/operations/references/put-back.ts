/**
 * mendingPutBack: where writes are taken back, references to an entry come again. Meanwhile somebody else may have deleted or renamed
 * that entry, and have found none of them: whichever comes last sees the other.
 */
import { DirectoryError } from '../../directory/directory.ts'
import { isEntry } from '../../directory/write-assertion.ts'
import type { Dn } from '../../ldap/dn.ts'
import { type Entry, textOf } from '../../ldap/entry.ts'
import { asWhole, type Dependencies } from '../dependencies.ts'
import { cleanLateComers } from './cleaning.ts'
import { searchIn } from './entries-of.ts'
import { followLateComers, renamedFrom } from './following.ts'
import type { Called } from './referrers.ts'

export interface Subject {
  /** As it was read before, with its entryUUID. */
  readonly entry: Entry
  /** As those that are put back call it. */
  readonly called: Called & { readonly dn: Dn }
}

/** What `carriedOut` throws: nothing that is found here makes it better or worse. */
export const mendingPutBack = <T>(dependencies: Dependencies, subject: Subject, carriedOut: Promise<T>): Promise<T> =>
  carriedOut.catch(async (thrown: unknown) => {
    const isAnyDone = thrown instanceof DirectoryError && (thrown.index ?? 0) > 0
    if (isAnyDone) await mend(asWhole(dependencies), subject).catch(unlessBroken)
    throw thrown
  })

const unlessBroken = (failed: unknown): void => {
  if (!(failed instanceof DirectoryError)) throw failed
}

const mend = async (dependencies: Dependencies, { entry, called }: Subject): Promise<void> => {
  const types = called.names.map(({ by }) => by.type)
  const now = await present(dependencies, entry, types)
  if (now === undefined) await cleanLateComers(dependencies, called)
  else await followLateComers(dependencies, renamedFrom(called, now))
}

/** The very entry, whatever it is called now: its DN may be another one's. undefined: it is no more. */
const present = async (
  { directory, mappings }: Dependencies,
  entry: Entry,
  types: readonly string[],
): Promise<Entry | undefined> => {
  const filter = isEntry(entry)
  const there = await directory.read(entry.dn, types, filter)
  if (there !== undefined || textOf(entry.attributes, 'entryUUID') === undefined) return there
  const find = async () =>
    (await Promise.all(mappings.map(({ places }) => searchIn(directory, places, { filter, types })))).flat()[0]
  // One that is moved while several places are searched may be seen in none of them.
  return (await find()) ?? find()
}
