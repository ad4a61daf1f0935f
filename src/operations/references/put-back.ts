/**
 * mendingPutBack: where writes are taken back, references to an entry come again. Meanwhile somebody else may have deleted or renamed
 * that entry, and have found none of them: whichever comes last sees the other.
 */
import { DirectoryError, type DirectoryWrite } from '../../directory/directory.ts'
import { isEntry } from '../../directory/write-assertion.ts'
import type { Dn } from '../../ldap/dn.ts'
import { type Entry, textOf } from '../../ldap/entry.ts'
import { inverse, overwritten } from '../../ldap/inverse.ts'
import { asWhole, type Dependencies } from '../dependencies.ts'
import { isLostRace } from '../retry.ts'
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

/**
 * What was taken away, and stood while the unit of work was tried again, comes again now that it has failed for good. Whether
 * all is as before, or nobody is there any more who could be named.
 */
export const putBack = async (
  dependencies: Dependencies,
  subject: Subject,
  writes: readonly DirectoryWrite[],
): Promise<boolean> => {
  const whole = asWhole(dependencies)
  try {
    if (writes.length === 0 || (await present(whole, subject.entry, [])) === undefined) return true
    for (const write of writes) await whole.directory.atomically([write]).catch(unlessOvertaken)
    await mend(whole, subject)
    return true
  } catch (failed) {
    unlessBroken(failed)
    return false
  }
}

/** It is there already, or who named the entry is gone. */
const unlessOvertaken = (failed: unknown): void => {
  if (!isLostRace(failed)) throw failed
}

/** The way back of a write that names the values which it takes away. */
export const wayBack = (write: DirectoryWrite): readonly DirectoryWrite[] => {
  if (write.kind !== 'change' || overwritten(write.change.modifications).size > 0) return []
  const { dn, change } = write
  return [{ kind: 'change', dn, change: { modifications: inverse(change.modifications, new Map()) } }]
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
