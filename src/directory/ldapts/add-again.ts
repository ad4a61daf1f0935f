/**
 * addAgain: an add is refused with noSuchObject (32) where its parent is not there; and by a slapd 2.5.13 that takes over what
 * another provider has, though it is there (seen on real ones, one time in some thousand adds, and then for a look at the parent,
 * too). Nothing is done then, so that it can be asked for again.
 * RFC 4511 §4.7
 */
import { setTimeout as sleep } from 'node:timers/promises'
import { type Dn, parentOf } from '../../ldap/dn.ts'
import { DirectoryError } from '../directory.ts'

export interface Adding {
  readonly add: () => Promise<void>
  readonly isThere: (dn: Dn) => Promise<boolean>
}

const noSuchObject = 32
const busy = 51
/** Milliseconds before each of the further attempts. */
const pauses = [50, 150, 400]

/** @throws DirectoryError 32 where the parent is not there, 51 where the server still does not see it though it is */
export const addAgain = async (dn: Dn, { add, isThere }: Adding): Promise<void> => {
  let refused = await refusal(add)
  for (const pause of pauses) {
    if (refused === undefined) return
    await sleep(pause)
    refused = await refusal(add)
  }
  if (refused === undefined) return
  const parent = parentOf(dn)
  if (parent === undefined || !(await isThere(parent))) throw refused
  throw new DirectoryError(busy, 'the server does not see the parent, which is there', { cause: refused })
}

/** What is thrown for want of the parent; undefined: it is added. @throws DirectoryError for any other reason */
const refusal = async (add: () => Promise<void>): Promise<DirectoryError | undefined> => {
  try {
    await add()
    return undefined
  } catch (thrown) {
    if (thrown instanceof DirectoryError && thrown.code === noSuchObject) return thrown
    throw thrown
  }
}
