/**
 * addAgain: an add is refused with noSuchObject (32) where its parent is not there; and by a slapd 2.5.13 that takes over what
 * another provider has, though it is there (seen on real ones, one time in some thousand adds). Nothing is done then.
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
/** Milliseconds. */
const pause = 50

/** @throws DirectoryError 32 where the parent is not there, 51 where the server still does not see it */
export const addAgain = async (dn: Dn, { add, isThere }: Adding): Promise<void> => {
  try {
    return await add()
  } catch (thrown) {
    const parent = parentOf(dn)
    if (!isMissing(thrown) || parent === undefined || !(await isThere(parent))) throw thrown
  }
  await sleep(pause)
  try {
    await add()
  } catch (thrown) {
    throw isMissing(thrown)
      ? new DirectoryError(busy, 'the server does not see the parent, which is there', { cause: thrown })
      : thrown
  }
}

const isMissing = (thrown: unknown): boolean => thrown instanceof DirectoryError && thrown.code === noSuchObject
