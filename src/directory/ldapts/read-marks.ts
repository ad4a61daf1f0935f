/** readMarks: the marks of the server that a session is with. */
import type { Dn } from '../../ldap/dn.ts'
import { type Entry, textsOf } from '../../ldap/entry.ts'
import { DirectoryError } from '../directory.ts'
import { readCapabilities } from './capabilities.ts'
import { type Marks, writerOf } from './marks.ts'
import { anyEntry, searchOnce } from './search.ts'
import type { Session } from './session.ts'

/**
 * undefined: a database does not show how far it is, so that nothing is proven. One of which nothing is shown, such as
 * the log of a provider, is none of the gateway's.
 * @param isConsumer known to be one: it moves its contextCSN by itself. Others do where they offer sync; else it is a leftover
 */
export const readMarks = async (session: Session, deadline: number, isConsumer = false): Promise<Marks | undefined> => {
  const { namingContexts, sync } = await readCapabilities(session, deadline)
  if (!sync && !isConsumer) return undefined
  const marks = new Map<string, string>()
  for (const context of namingContexts) {
    const request = { base: context as Dn, scope: 'base', filter: anyEntry, types: ['contextCSN'] } as const
    const [entry] = await searchOnce(session, request, deadline).catch(unlessHidden)
    if (entry === undefined) continue
    const found = textsOf(entry.attributes, 'contextCSN')
    if (found.length === 0) return undefined
    for (const csn of found) marks.set(`${context.toLowerCase()} ${writerOf(csn)}`, csn)
  }
  return marks.size === 0 ? undefined : marks
}

const noSuchObject = 32
const unlessHidden = (error: unknown): readonly Entry[] => {
  if (error instanceof DirectoryError && error.code === noSuchObject) return []
  throw error
}
