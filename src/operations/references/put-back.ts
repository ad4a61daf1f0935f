/**
 * putBack, mendingPutBack: references that were taken away, and come again since the entry is not deleted or renamed after all. Each is a
 * write like others: meanwhile somebody else may have deleted or renamed the entry, or a referrer, and have found none of them.
 */
import { DirectoryError } from '../../directory/directory.ts'
import { assertionOn, isEntry } from '../../directory/write-assertion.ts'
import type { Modification } from '../../ldap/change.ts'
import { type Dn, normaliseDn } from '../../ldap/dn.ts'
import { type Entry, textOf, textsOf } from '../../ldap/entry.ts'
import type { Mapping, Rule } from '../../mapping/mapping.ts'
import { nameIn, nameKey } from '../../mapping/naming.ts'
import { heldOpen, placeholderOf } from '../../mapping/placeholder.ts'
import { ScimError } from '../../scim/error.ts'
import { asWhole, type Dependencies } from '../dependencies.ts'
import { retrying } from '../retry.ts'
import { cleanLateComers } from './cleaning.ts'
import { searchIn } from './entries-of.ts'
import { followLateComers, renamedFrom } from './following.ts'
import type { Called, Referrer } from './referrers.ts'

export interface Subject {
  /** As it was read before, with its entryUUID. */
  readonly entry: Entry
  /** As referrers called it then. */
  readonly called: Called & { readonly dn: Dn }
}

/**
 * Each of these names the entry again, by what it is called now; where the entry is no more, nobody does. Those of which that
 * cannot be said.
 */
export const putBack = async (
  dependencies: Dependencies,
  subject: Subject,
  referrers: readonly Referrer[],
): Promise<readonly Referrer[]> => {
  if (referrers.length === 0) return []
  const whole = asWhole(dependencies)
  const lacking: Referrer[] = []
  let isGone = false
  for (const referrer of referrers) {
    if (isGone) break
    try {
      await retrying(whole.observe, async () => {
        const now = await asNamed(whole, subject)
        isGone = now === undefined
        if (now !== undefined) await nameAgain(whole, referrer, now)
      })
    } catch (failed) {
      if (!(failed instanceof DirectoryError || failed instanceof ScimError)) throw failed
      lacking.push(referrer)
    }
  }
  return isGone ? [] : lacking
}

const nameAgain = async (dependencies: Dependencies, { entry, held }: Referrer, named: Entry): Promise<void> => {
  const types = held.map(({ type }) => type)
  const now = await present(dependencies, entry, ['entryUUID', 'entryCSN', ...types])
  if (now === undefined) return
  const additions = held.flatMap((one) => additionTo(dependencies, now, { ...one, named }))
  if (additions.length === 0) return
  const isHeldOpen = (mapping: Mapping) => additions.some(({ type }) => placeholderOf(mapping, type) !== undefined)
  const modifications = heldOpen(dependencies.mappings.find(isHeldOpen) ?? { rules: [] }, now.attributes, additions)
  await dependencies.directory.change(now.dn, { modifications }, { assertion: assertionOn(now), types: [] })
}

type Addition = Referrer['held'][number] & { readonly named: Entry }

/** Nothing where it is named already, or where there is a place for one and another has it by now. */
const additionTo = (
  { mappings }: Pick<Dependencies, 'mappings'>,
  { attributes }: Entry,
  { type, name, named }: Addition,
): readonly Modification[] => {
  const value = name === undefined ? named.dn : nameIn(named, name.by)
  const keyOf = (text: string) => (name === undefined ? normaliseDn(text) : nameKey(name.by, text))
  const values = textsOf(attributes, type)
  if (value === undefined || values.some((each) => keyOf(each) === keyOf(value))) return []
  const isForOne = mappings.some(({ rules }) => rules.some((rule) => isSingle(rule) && has(rule.types, type)))
  return isForOne && values.length > 0 ? [] : [{ operation: 'add', type, values: [value] }]
}

const isSingle = ({ needs, path }: Rule): boolean => needs === 'references' && !path.attribute.multiValued

const has = (types: readonly string[], type: string): boolean =>
  types.some((each) => each.toLowerCase() === type.toLowerCase())

/** What `carriedOut` throws, where it takes back what it has done: nothing that is found then makes it better or worse. */
export const mendingPutBack = (
  dependencies: Dependencies,
  subject: Subject,
  carriedOut: Promise<void>,
): Promise<void> =>
  carriedOut.catch(async (thrown: unknown) => {
    const isAnyDone = thrown instanceof DirectoryError && (thrown.index ?? 0) > 0
    if (isAnyDone) {
      await mend(asWhole(dependencies), subject).catch((failed: unknown) => {
        if (!(failed instanceof DirectoryError)) throw failed
        dependencies.observe({ kind: 'reference-left' })
      })
    }
    throw thrown
  })

const mend = async (dependencies: Dependencies, subject: Subject): Promise<void> => {
  const now = await asNamed(dependencies, subject)
  if (now === undefined) await cleanLateComers(dependencies, subject.called)
  else await followLateComers(dependencies, renamedFrom(subject.called, now))
}

/** With all that it is called now. */
const asNamed = (dependencies: Dependencies, { entry, called }: Subject): Promise<Entry | undefined> =>
  present(
    dependencies,
    entry,
    called.names.map(({ by }) => by.type),
  )

/** The very entry, whatever it is called now: its DN may be another one's. undefined: it is no more. */
export const present = async (
  { directory, mappings, cleaning }: Dependencies,
  entry: Entry,
  types: readonly string[],
): Promise<Entry | undefined> => {
  const filter = isEntry(entry)
  const there = await directory.read(entry.dn, types, filter)
  if (there !== undefined || textOf(entry.attributes, 'entryUUID') === undefined) return there
  const places = [...mappings.flatMap((mapping) => mapping.places), ...cleaning.bases.map(wholeOf)]
  const find = async () => (await searchIn(directory, places, { filter, types }))[0]
  // One that is moved while several places are searched may be seen in none of them.
  return (await find()) ?? find()
}

const wholeOf = (base: Dn) => ({ base, scope: 'sub' }) as const
