/** lookBack, lookingBack: after writes that were carried out together, or taken back, no reference is left to an entry that went meanwhile. */
import { DirectoryError, type DirectoryWrite } from '../../directory/directory.ts'
import { dnAfterChange, type EntryChange } from '../../ldap/change.ts'
import type { Dn } from '../../ldap/dn.ts'
import { inverseChange } from '../../ldap/inverse.ts'
import { asWhole, type Dependencies } from '../dependencies.ts'
import { cleanLateComers } from './cleaning.ts'
import { calledIn, departedAmong, writtenReferences } from './departed.ts'
import { followLateComers, type Renamed } from './following.ts'
import { namesInRdn } from './names.ts'

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

/**
 * What carries the writes out, or takes those that were done back. What is taken back is a write like others: a reference
 * that comes again may be to somebody whom another one deleted while it was away, and who was looked for in vain by then.
 * @throws what it throws
 */
export const lookingBack = <T>(
  dependencies: Dependencies,
  writes: readonly DirectoryWrite[],
  carriedOut: Promise<T>,
): Promise<T> =>
  carriedOut.catch(async (thrown: unknown) => {
    const back = thrown instanceof DirectoryError ? takenBack(writes, thrown.index ?? 0) : []
    await lookBack(asWhole(dependencies), back).catch(() => dependencies.observe({ kind: 'reference-left' }))
    throw thrown
  })

/** The ways back of those before the one that failed. Of what it changed only the values that it names. */
const takenBack = (writes: readonly DirectoryWrite[], failed: number): readonly DirectoryWrite[] =>
  writes.slice(0, failed).flatMap((write) => {
    if (write.kind !== 'change') return []
    const { dn, change } = write
    const before = { dn, attributes: new Map() }
    return [{ kind: 'change', dn: dnAfterChange(dn, change), change: inverseChange(change, before) }]
  })

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
