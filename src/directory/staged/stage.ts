/** Stage: the entries that a unit of work has touched, as they will be when it is committed. */
import { type Dn, normaliseDn, parentOf } from '../../ldap/dn.ts'
import type { Entry } from '../../ldap/entry.ts'
import type { DirectoryWrite } from '../directory.ts'

export interface StagedEntry {
  /** Where the directory has it; undefined: it is new. */
  readonly origin: Dn | undefined
  /** All its attributes, under canonical names; undefined: it is deleted. */
  readonly entry: Entry | undefined
}

/** With keys (`normaliseDn`) of its own place and of the one above. */
export interface PresentEntry {
  readonly entry: Entry
  /** See StagedEntry. */
  readonly origin: Dn | undefined
  readonly key: string
  readonly parentKey: string
}

/** Where somebody looks: at an entry of the unit of work, where one was, or beside all of them. */
export type Place = (StagedEntry & { readonly entry: Entry }) | 'vacated' | 'untouched'

export interface Stage {
  at(dn: Dn): Place
  /** Entries that are there. */
  present(): Iterable<PresentEntry>
  /** Whether the directory's entry of this DN is one of these, so that what it says of it is out of date. */
  isTouched(dn: Dn): boolean
  readonly isEmpty: boolean
  /** `before`: what `at` gave for it, or the entry that was read for it; its place is taken from there. */
  put(before: StagedEntry | undefined, after: StagedEntry, write: DirectoryWrite): void
  /** In the order in which they came. */
  writes(): readonly DirectoryWrite[]
  /** All that comes after can be taken back by calling what it returns. */
  mark(): () => void
}

export const createStage = (): Stage => {
  const byOrigin = new Map<string, StagedEntry>()
  const byPlace = new Map<string, PresentEntry>()
  const writes: DirectoryWrite[] = []
  const undo: (() => void)[] = []

  const set = <V>(map: Map<string, V>, key: string, value: V | undefined): void => {
    const old = map.get(key)
    if (value === undefined) map.delete(key)
    else map.set(key, value)
    undo.push(() => {
      if (old === undefined) map.delete(key)
      else map.set(key, old)
    })
  }
  return {
    at: (dn) => {
      const key = normaliseDn(dn)
      const here = byPlace.get(key)
      if (here !== undefined) return { origin: here.origin, entry: here.entry }
      return byOrigin.has(key) ? 'vacated' : 'untouched'
    },
    present: () => byPlace.values(),
    isTouched: (dn) => byOrigin.has(normaliseDn(dn)),
    get isEmpty() {
      return writes.length === 0
    },
    put: (before, after, write) => {
      if (before?.entry !== undefined) set(byPlace, normaliseDn(before.entry.dn), undefined)
      if (after.origin !== undefined) set(byOrigin, normaliseDn(after.origin), after)
      if (after.entry !== undefined) {
        const present = placed(after.entry, after.origin)
        set(byPlace, present.key, present)
      }
      writes.push(write)
      undo.push(() => writes.pop())
    },
    writes: () => writes,
    mark: () => {
      const length = undo.length
      return () => {
        while (undo.length > length) undo.pop()?.()
      }
    },
  }
}

const placed = (entry: Entry, origin: Dn | undefined): PresentEntry => ({
  entry,
  origin,
  key: normaliseDn(entry.dn),
  parentKey: normaliseDn(parentOf(entry.dn) ?? ''),
})
