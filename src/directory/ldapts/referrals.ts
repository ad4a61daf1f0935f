/** createOnReferred: what becomes of a search of which another server has a part. RFC 4511 §4.5.3 */
import { DirectoryError } from '../directory.ts'
import type { Settings } from './options.ts'

const referral = 10

/** Hears the URLs of subtrees, each with its alternatives; what it throws is the answer of the search. */
export type OnReferred = (references: readonly (readonly string[])[]) => void

/**
 * Refused, it is an error: what came may be the smaller part. Ignored, it is told once for each session. Followed, it is by
 * whoever asks (`followed.ts`): a search that nobody follows is an error as well.
 * @throws DirectoryError 10
 */
export const createOnReferred = ({ referrals, observe }: Settings, url: string): OnReferred => {
  let isTold = false
  return () => {
    if (referrals !== 'ignore') throw new DirectoryError(referral, 'a part of the answer is at another server')
    if (!isTold) observe({ kind: 'referral-ignored', url })
    isTold = true
  }
}
