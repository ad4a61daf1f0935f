/** born, changed: entries with the operational attributes that a server would give them; no client ever sees these. RFC 4512 §3.4 */
import { randomUUID } from 'node:crypto'
import type { AttributeValue, Entry } from '../../ldap/entry.ts'
import { toGeneralizedTime } from '../../ldap/generalized-time.ts'

/** A new entry; its entryUUID is good for as long as it is staged. */
export const born = (entry: Entry): Entry =>
  changed(withTexts(entry, { entryuuid: randomUUID(), createtimestamp: now(), hassubordinates: 'FALSE' }))

/** An entry in a state of its own: with an entryCSN that no other has. */
export const changed = (entry: Entry): Entry =>
  withTexts(entry, { entrycsn: `staged ${randomUUID()}`, modifytimestamp: now(), entrydn: entry.dn })

const now = (): string => toGeneralizedTime(new Date().toISOString()) ?? ''

const withTexts = ({ dn, attributes }: Entry, texts: Readonly<Record<string, string>>): Entry => ({
  dn,
  attributes: new Map<string, readonly AttributeValue[]>([
    ...attributes,
    ...Object.entries(texts).map(([type, text]) => [type, [text]] as const),
  ]),
})
