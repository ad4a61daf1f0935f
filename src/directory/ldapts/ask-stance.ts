/** stanceOf: whether a server takes writes, asked by one that can change nothing. RFC 4511 §4.1.10, §4.6, RFC 4528 */
import { randomUUID } from 'node:crypto'
import { Attribute, Change, ModifyRequest } from 'ldapts'
import { not } from '../../ldap/filter.ts'
import { DirectoryError } from '../directory.ts'
import { readCapabilities } from './capabilities.ts'
import { AssertionControl } from './controls/assertion.ts'
import { unsent } from './message.ts'
import { anyEntry } from './search.ts'
import type { Session } from './session.ts'
import { isShadow, referral, type Stance, unwillingToPerform } from './stance.ts'

/**
 * A consumer refuses before it looks at what is asked for. Whoever takes writes finds that the assertion fails, or that there
 * is no such value. Where databases differ, or nothing is to be seen, the server is taken for one that takes writes.
 * @throws SessionLost
 */
export const stanceOf = async (session: Session, deadline: number): Promise<Stance> => {
  const { namingContexts, assertion } = await readCapabilities(session, deadline)
  const stances: (Stance | undefined)[] = []
  for (const context of namingContexts) {
    const stance = await session.request(emptyWrite(context, assertion), deadline).then(() => undefined, stanceBy)
    stances.push(stance)
  }
  return stances.includes('takes-writes') ? 'takes-writes' : (stances.find(isTold) ?? 'takes-writes')
}

const isTold = (stance: Stance | undefined): stance is Stance => stance !== undefined

/** Takes a value away that is not there, if there is no entry. */
const emptyWrite = (dn: string, isAsserted: boolean): ModifyRequest => {
  const modification = new Attribute({ type: 'description', values: [randomUUID()] })
  return new ModifyRequest({
    ...{ ...unsent, dn, changes: [new Change({ operation: 'delete', modification })] },
    ...(isAsserted && { controls: [new AssertionControl(not(anyEntry))] }),
  })
}

/** noSuchAttribute, assertionFailed. */
const taken: ReadonlySet<unknown> = new Set([16, 122])

const stanceBy = (thrown: unknown): Stance | undefined => {
  if (!(thrown instanceof DirectoryError)) throw thrown
  if (thrown.code === referral || isShadow(thrown)) return 'consumer'
  if (thrown.code === unwillingToPerform && thrown.diagnostic === 'operation restricted') return 'read-only'
  return taken.has(thrown.code) ? 'takes-writes' : undefined
}
