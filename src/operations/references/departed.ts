/**
 * withoutDeparted: a directory whose writes leave no reference to an entry that was deleted meanwhile. A delete looks for
 * references after it is done, and a write looks for its targets after it is done: whichever comes last sees the other.
 */
import { type Directory, DirectoryError, type DirectoryWrite } from '../../directory/directory.ts'
import { assertionOn, isEntry } from '../../directory/write-assertion.ts'
import type { EntryChange, Modification } from '../../ldap/change.ts'
import { type Dn, isSameDn, normaliseDn } from '../../ldap/dn.ts'
import { type AttributeValue, type Entry, textsOf } from '../../ldap/entry.ts'
import { equal, or } from '../../ldap/filter.ts'
import { linkTypes } from '../../mapping/mapping.ts'
import { placeholderOf } from '../../mapping/placeholder.ts'
import { invalidValue } from '../../scim/error.ts'
import { inBatches } from '../batches.ts'
import type { Dependencies } from '../dependencies.ts'
import { afterWrite, retrying } from '../retry.ts'
import { searchIn } from './entries-of.ts'
import { type NameList, nameLists, unclaimed } from './names.ts'
import type { Called } from './referrers.ts'

type Needed = Pick<Dependencies, 'directory' | 'mappings' | 'observe'>

/** A DN or a name, and in which attribute type it was written. */
interface Written {
  readonly type: string
  readonly value: string
  /** Where it is a name. */
  readonly list?: NameList
}

/** What whoever was meant by it was called. */
export const calledIn = ({ value, list }: Written): Called =>
  list === undefined ? { dn: value as Dn, names: [] } : { names: [{ ...list, value }] }

export const withoutDeparted = (dependencies: Needed): Directory => {
  const { directory, mappings } = dependencies
  const referencesAmong = referenceFilter(mappings)
  return {
    ...directory,
    add: async (dn, attributes, options) => {
      const added = await directory.add(dn, attributes, options)
      const departed = await afterWrite(departedAmong(dependencies, referencesAmong([...attributes])))
      if (departed.length === 0) return added
      const left = takeOut(dependencies, added, { departed, types: options.types }).catch(async (thrown: unknown) => {
        // Deleted by somebody, or left behind at a server that went away: where it came to be, nobody can say from here.
        if (isGone(thrown)) {
          throw new DirectoryError('unknown-outcome', 'it was added, and is not there any more', { cause: thrown })
        }
        if (!isEmptied(thrown)) throw thrown
        await directory.delete(added.dn, isEntry(added))
        throw invalidValue('everybody who was named is deleted by now', thrown)
      })
      return afterWrite(left)
    },
    change: async (dn, change, options) => {
      const changed = await directory.change(dn, change, options)
      const departed = await afterWrite(departedAmong(dependencies, referencesAmong(writtenBy(change))))
      if (departed.length === 0) return changed
      return afterWrite(takeOut(dependencies, changed, { departed, types: options.types, mayVacate: true }))
    },
  }
}

/** All that these writes put into reference attributes. */
export const writtenReferences = (
  { mappings }: Pick<Needed, 'mappings'>,
  writes: readonly DirectoryWrite[],
): readonly Written[] => {
  const referencesAmong = referenceFilter(mappings)
  return writes.flatMap((write) => {
    if (write.kind === 'add') return referencesAmong([...write.attributes])
    return write.kind === 'change' ? referencesAmong(writtenBy(write.change)) : []
  })
}

const referenceFilter = (mappings: Needed['mappings']) => {
  const types = new Set(
    mappings.flatMap(({ rules }) =>
      rules.flatMap((rule) => (rule.needs === 'references' ? lower(linkTypes(rule)) : [])),
    ),
  )
  const lists = mappings.flatMap(({ rules }) => nameLists(rules))
  const listOf = (type: string) => lists.find((list) => lower(list.types).includes(type.toLowerCase()))
  return (values: readonly (readonly [type: string, values: readonly AttributeValue[]])[]): readonly Written[] =>
    values
      .flatMap(([type, held]) =>
        types.has(type.toLowerCase()) ? held.map((value) => written(type, String(value), listOf(type))) : [],
      )
      .filter(({ type, value, list }) => list !== undefined || !isPlaceholder(mappings, type, value))
}

const written = (type: string, value: string, list: NameList | undefined): Written => ({
  ...{ type, value },
  ...(list && { list }),
})

/** It names nobody, so nobody can be gone. */
const isPlaceholder = (mappings: Needed['mappings'], type: string, value: string): boolean => {
  const placeholder = placeholderIn(mappings, type)
  return placeholder !== undefined && isSameDn(placeholder, value)
}

const placeholderIn = (mappings: Needed['mappings'], type: string): Dn | undefined =>
  mappings.map((mapping) => placeholderOf(mapping, type)).find((placeholder) => placeholder !== undefined)

const writtenBy = ({ modifications }: EntryChange) =>
  modifications.flatMap(({ operation, type, values }) => (operation === 'delete' ? [] : [[type, values] as const]))

const lower = (types: readonly string[]): readonly string[] => types.map((type) => type.toLowerCase())

/** noSuchObject: of an entry that was there a moment ago. */
const isGone = (thrown: unknown): boolean => thrown instanceof DirectoryError && thrown.code === 32

/** objectClassViolation: nobody else is in the group. */
const isEmptied = (thrown: unknown): boolean => thrown instanceof DirectoryError && thrown.code === 65

export const departedAmong = async (needed: Needed, all: readonly Written[]): Promise<readonly Written[]> => [
  ...(await departedDns(
    needed,
    all.filter(({ list }) => list === undefined),
  )),
  ...(await departedNames(needed, all)),
]

/** Nobody has the name any more. */
const departedNames = async (needed: Needed, all: readonly Written[]): Promise<readonly Written[]> => {
  const named = all.flatMap(({ type, value, list }) => (list === undefined ? [] : [{ ...list, type, value }]))
  const gone = await inBatches(named, { size: 1, concurrency: 4 }, (one) => unclaimed(needed, one))
  return all.filter(({ list, value }) => list !== undefined && gone.some((one) => one.value === value))
}

/** Each of these is asked for by its DN: no more searches than there are places to look for many. */
const few = 2

const departedDns = async ({ directory, mappings }: Needed, written: readonly Written[]) => {
  const sought = written.length > few ? written : []
  const there = new Set(
    await inBatches(sought, { size: 100, concurrency: 4 }, async (some) => {
      const filter = or(...some.map(({ value }) => equal('entryDN', value)))
      const found = await Promise.all(mappings.map(({ places }) => searchIn(directory, places, { filter, types: [] })))
      return found.flat().map(({ dn }) => normaliseDn(dn))
    }),
  )
  const missed = written.filter(({ value }) => !there.has(normaliseDn(value)))
  return inBatches(missed, { size: 1, concurrency: 4 }, async ([one]) => {
    const { value } = one as Written
    return (await directory.read(value as Dn, [])) === undefined ? [one as Written] : []
  })
}

interface TakingOut {
  readonly departed: readonly Written[]
  readonly types: readonly string[]
  /** The last one gives way to the empty DN: whoever is given the old name next inherits nothing. RFC 4519 §2.17 */
  readonly mayVacate?: boolean
}

/** The entry without them; a delete may have taken them out itself. */
const takeOut = async (
  dependencies: Needed,
  entry: Entry,
  { departed, types, mayVacate = false }: TakingOut,
): Promise<Entry> => {
  const { directory, mappings } = dependencies
  let current = entry
  for (const { type, value } of departed) {
    const removal: Modification = { operation: 'delete', type, values: [value] }
    const write = (...modifications: readonly Modification[]) =>
      directory.change(entry.dn, { modifications }, { assertion: isEntry(entry), types })
    current = await write(removal)
      .catch((thrown: unknown) => {
        if (!isEmptied(thrown)) throw thrown
        const placeholder = placeholderIn(mappings, type)
        if (placeholder !== undefined) return holdOpen(dependencies, entry, { type, value, placeholder, types })
        if (!mayVacate) throw thrown
        return write(removal, { operation: 'add', type, values: [''] })
      })
      .catch(async (thrown: unknown) => {
        if (!(thrown instanceof DirectoryError) || thrown.code !== 16) throw thrown
        return (await directory.read(entry.dn, types)) ?? current
      })
  }
  return current
}

/** Nobody else is in the list: unless somebody came meanwhile, the placeholder takes the place of who is gone. */
const holdOpen = (
  { directory, observe }: Needed,
  entry: Entry,
  { type, value, placeholder, types }: Written & { readonly placeholder: Dn; readonly types: readonly string[] },
): Promise<Entry> =>
  retrying(observe, async () => {
    const now = await directory.read(entry.dn, ['entryUUID', 'entryCSN', type], isEntry(entry))
    const held = now === undefined ? [] : textsOf(now.attributes, type)
    const key = normaliseDn(value)
    // None at all: the only one is hidden from the gateway.
    if (now === undefined || (held.length > 0 && !held.some((each) => normaliseDn(each) === key))) {
      return (await directory.read(entry.dn, types)) ?? entry
    }
    const modifications: readonly Modification[] = [
      { operation: 'delete', type, values: [value] },
      ...(held.length < 2 ? [{ operation: 'add' as const, type, values: [placeholder] }] : []),
    ]
    return directory.change(entry.dn, { modifications }, { assertion: assertionOn(now), types })
  })
