/**
 * withWholeLists: lists of which Active Directory gives a part only (`member;range=0-1499`), put together. [MS-ADTS]
 * §3.1.1.3.1.3.3
 */
import { type AttributeValue, type Entry, textOf } from '../../ldap/entry.ts'
import { SearchMessage } from './search-message.ts'
import type { Session } from './session.ts'

/** Entries as they came, but with all values of each list under its own name. */
export const withWholeLists = async (
  session: Session,
  entries: readonly Entry[],
  deadline: number,
): Promise<readonly Entry[]> =>
  entries.some(isPartial) ? Promise.all(entries.map((entry) => whole(session, entry, deadline))) : entries

const range = /^(.+);range=(\d+)-(\d+|\*)$/

const isPartial = ({ attributes }: Entry): boolean => {
  for (const key of attributes.keys()) if (key.includes(';range=')) return true
  return false
}

const whole = async (session: Session, entry: Entry, deadline: number): Promise<Entry> => {
  const attributes = new Map<string, readonly AttributeValue[]>()
  for (const [key, values] of entry.attributes) {
    const [, type] = range.exec(key) ?? []
    if (type === undefined) attributes.set(key, values)
    else attributes.set(type, await allValues(session, { entry, type }, deadline))
  }
  return { ...entry, attributes }
}

interface List {
  readonly entry: Entry
  readonly type: string
}

const attempts = 5

/** Places in the list move when somebody leaves it: it is read again, until the entry stayed as it was for all of it. */
const allValues = async (session: Session, list: List, deadline: number): Promise<readonly AttributeValue[]> => {
  let read = await readThrough(session, list, deadline)
  for (let attempt = 1; attempt < attempts && read.hasChanged; attempt += 1) {
    read = await readThrough(session, list, deadline)
  }
  return read.values
}

const readThrough = async (session: Session, { entry, type }: List, deadline: number) => {
  const seen = new Map<string, AttributeValue>()
  const states = new Set<string | undefined>()
  for (let from = 0, isLast = false; !isLast; ) {
    const types = [`${type};range=${from}-*`, 'uSNChanged']
    const filter = { kind: 'present', type: 'objectClass' } as const
    const message = new SearchMessage({ base: entry.dn, scope: 'base', filter, types })
    const [page] = (await session.request(message, deadline)).entries
    const { values, next } = pageIn(page, type)
    states.add(page && textOf(page.attributes, 'uSNChanged'))
    for (const value of values) seen.set(String(value), value)
    isLast = next === undefined || next <= from
    from = next ?? from
  }
  return { values: [...seen.values()], hasChanged: states.size > 1 }
}

/** `next`: where the rest begins; undefined: there is none. */
const pageIn = (page: Entry | undefined, type: string) => {
  for (const [key, values] of page?.attributes ?? []) {
    const [, name, , last] = range.exec(key) ?? []
    if (name === type) return { values, next: last === '*' ? undefined : Number(last) + 1 }
  }
  return { values: page?.attributes.get(type) ?? [], next: undefined }
}
