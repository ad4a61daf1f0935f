/** createOnReferred: what becomes of a search of which another server has a part. RFC 4511 §4.5.3 */
import { DirectoryError } from '../directory.ts'
import type { Settings } from './options.ts'

const referral = 10

/**
 * Refused, it is an error: what came may be the smaller part. Ignored, it is told once for each session. Following would
 * take credentials that the gateway does not have, and ids of the other server's.
 * @throws DirectoryError 10
 */
export const createOnReferred = ({ referrals, observe }: Settings, url: string): (() => void) => {
  let isTold = false
  return () => {
    if (referrals === 'refuse') throw new DirectoryError(referral, 'a part of the answer is at another server')
    if (!isTold) observe({ kind: 'referral-ignored', url })
    isTold = true
  }
}
