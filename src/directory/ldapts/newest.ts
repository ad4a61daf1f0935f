/**
 * holdsNewest: whether a provider has what its consumer got last, by the entries themselves. The contextCSN of a slapd that
 * was killed is, until the next write, that of its last checkpoint (olcSpCheckpoint) or orderly end.
 */
import type { Dn } from '../../ldap/dn.ts'
import { type Entry, textOf } from '../../ldap/entry.ts'
import { equal, or } from '../../ldap/filter.ts'
import type { Compared } from './looks.ts'
import { csnAt, type Lacking, timeOf, writerOf } from './marks.ts'
import { searchOnce } from './search.ts'
import type { Session } from './session.ts'

/** Where nothing but deletes came after what the marks prove, there is nothing to look at, and the answer is true. */
export const holdsNewest = async (lacking: readonly Lacking[], compared: Compared): Promise<boolean> => {
  for (const lack of lacking) if (!(await holds(lack, compared))) return false
  return true
}

const most = 50
/** Seconds to look back: what is further away is many entries. */
const windows = [1, 60, 3_600, Number.POSITIVE_INFINITY]
const types = ['entryUUID', 'entryCSN']

const holds = async (lack: Lacking, { onCurrent, session, deadline, isSole }: Compared): Promise<boolean> => {
  const wanted = await onCurrent((current, until) => newestOf(lack, current, until))
  if (wanted.length === 0) return true
  const byId = or(...wanted.map((entry) => equal('entryUUID', idOf(entry))))
  const request = { base: lack.context as Dn, scope: 'sub', filter: byId, types } as const
  const found = new Map((await searchOnce(session, request, deadline)).map((entry) => [idOf(entry), csnOf(entry)]))
  const held = wanted.filter((entry) => (found.get(idOf(entry)) ?? '') >= csnOf(entry)).length
  return isSole ? held * 2 > wanted.length : held === wanted.length
}

/** Some of the last entries that this writer has written there. */
const newestOf = async (
  { context, writer, from = '', to }: Lacking,
  session: Session,
  deadline: number,
): Promise<readonly Entry[]> => {
  for (const seconds of windows) {
    const value = [from, csnAt(Math.max(0, timeOf(to) - seconds * 1_000))].toSorted().at(-1) as string
    const filter = { kind: 'greater-or-equal', type: 'entryCSN', value } as const
    const request = { base: context as Dn, scope: 'sub', filter, types, most } as const
    const found = await searchOnce(session, request, deadline)
    const its = found.filter((entry) => writerOf(csnOf(entry)) === writer && csnOf(entry) > from)
    if (its.length > 0 || value === from) return its
  }
  return []
}

const idOf = ({ attributes }: Entry): string => textOf(attributes, 'entryUUID') ?? ''
const csnOf = ({ attributes }: Entry): string => textOf(attributes, 'entryCSN') ?? ''
