/** Bar: what keeps a person from binding while a new password takes the lock away: `pwdEndTime`, long ago. slapo-ppolicy(5) */
import { randomInt } from 'node:crypto'
import { isEntry } from '../../directory/write-assertion.ts'
import type { Modification } from '../../ldap/change.ts'
import { type AttributeValue, type AttributeValues, type Entry, textOf, valuesOf } from '../../ldap/entry.ts'
import { and, equal, type LdapFilter } from '../../ldap/filter.ts'
import { isBarred } from '../../mapping/rules/active.ts'

export interface Bar {
  readonly type: string
  /** Nobody else's: whoever puts up another one takes over. */
  readonly value: string
  /** The end that was planned, if any. */
  readonly planned: readonly AttributeValue[]
}

const millisecondsOf1970 = 365 * 24 * 3_600_000

/** A bar for this entry; for a new one without. */
export const newBar = (type: string, entry?: Entry): Bar => {
  const time = new Date(randomInt(millisecondsOf1970)).toISOString().replace(/[-:T]/g, '')
  const held = entry === undefined ? [] : valuesOf(entry.attributes, type)
  const isPlanned = entry !== undefined && !isBarred(textOf(entry.attributes, type))
  return { type, value: time, planned: isPlanned ? held : [] }
}

/** Attribute values of a new entry with the bar among them. */
export const withBar = (attributes: AttributeValues, bar: Bar | undefined): AttributeValues =>
  bar === undefined ? attributes : new Map([...attributes, [bar.type.toLowerCase(), [bar.value]]])

export const puttingUp = ({ type, value }: Bar): Modification => ({ operation: 'replace', type, values: [value] })

export const takingDown = ({ type, planned }: Bar): Modification => ({ operation: 'replace', type, values: planned })

/** The entry is this one and the bar still ours; without a bar: the entry is this one. */
export const holds = (entry: Entry, bar: Bar | undefined): LdapFilter =>
  bar === undefined ? isEntry(entry) : and(isEntry(entry), equal(bar.type, bar.value))
