/**
 * lockInForce: whether the lock that `active` writes keeps anybody from binding, as far as the gateway's own account sees
 * it; nothing is written for it. slapo-ppolicy(5)
 */
import { type Capabilities, DirectoryError, type DirectoryReader } from '../../directory/directory.ts'
import { type Dn, isDn, isSameDn, isUnder } from '../../ldap/dn.ts'
import { textOf } from '../../ldap/entry.ts'
import { equal } from '../../ldap/filter.ts'

/** `why`: in words that name no entry and no server. */
export type LockVerdict =
  | { readonly kind: 'works' }
  /** The overlay answers, and every policy that is to be seen locks; that one of them is the default one is not. */
  | { readonly kind: 'likely' }
  | { readonly kind: 'fails'; readonly why: string }
  /** `mend`: what would let the account see it. */
  | { readonly kind: 'unseen'; readonly why: string; readonly mend: string }

export interface LookingAtLocks extends Pick<DirectoryReader, 'search' | 'capabilities'> {
  /** See `ldapts/policy-at-bind.ts`. */
  policyAtBind(): Promise<boolean | undefined>
}

export interface Locked {
  /** The DN that the gateway binds as. */
  readonly account: string | undefined
  readonly bases: readonly string[]
  /** The policy for whoever has none of his own, as the operator says. */
  readonly defaultPolicy?: string | undefined
}

/**
 * It works where the overlay answers on the account's own database, all bases are in that, and the policy that is in force
 * by the operator's word says pwdLockout. @throws DirectoryError where the directory is away
 */
export const lockInForce = async (directory: LookingAtLocks, locked: Locked): Promise<LockVerdict> => {
  const { account, bases, defaultPolicy } = locked
  const capabilities = await directory.capabilities()
  const suffixes = new Set([...bases, ...(account === undefined ? [] : [account])].flatMap(suffixIn(capabilities)))
  const policies = await policiesBelow(directory, [...suffixes])
  const named = policies?.find(({ dn }) => isSame(dn, defaultPolicy))
  const judged = named === undefined ? policies : [named]
  if (judged !== undefined && judged.length > 0 && judged.every(({ locks }) => !locks))
    return { kind: 'fails', why: off }
  if (!isBesides(capabilities, locked)) return elsewhere
  const isAnswered = await directory.policyAtBind()
  if (isAnswered === false && policies?.length === 0) return { kind: 'fails', why: none }
  if (isAnswered !== true) return silent
  if (named !== undefined) return { kind: 'works' }
  const isLikely = policies !== undefined && policies.length > 0 && policies.every(({ locks }) => locks)
  return isLikely ? { kind: 'likely' } : unnamed
}

const off = 'the password policy has no pwdLockout: TRUE, without which the server looks at no lock'
const none =
  'no password policy overlay answers for the account of the gateway, and there is no policy to be seen: the server looks at no lock'
const elsewhere: LockVerdict = {
  kind: 'unseen',
  why: 'the account of the gateway is in another database, or not known to be in this one, so that the overlay is not to be seen',
  mend: 'where all people are in one database, let the gateway bind with a password as an account in that one',
}
const silent: LockVerdict = {
  kind: 'unseen',
  why: 'no password policy overlay answers for the account of the gateway',
  mend: 'let the gateway bind with a password as an account that is not the rootdn of the database',
}
const unnamed: LockVerdict = {
  kind: 'unseen',
  why: 'whether the password policy that is in force locks is not to be seen',
  mend: 'let the account of the gateway read the entries of class pwdPolicy, and name the one in force under passwordState.defaultPolicy',
}

interface Policy {
  readonly dn: Dn
  readonly locks: boolean
}

const isSame = (dn: Dn, other: string | undefined): boolean => other !== undefined && isDn(other) && isSameDn(dn, other)

/** The database of a DN: the longest suffix above it. */
const suffixIn =
  ({ namingContexts }: Capabilities) =>
  (dn: string): readonly string[] =>
    isDn(dn)
      ? namingContexts
          .filter((suffix) => isUnder(dn, suffix))
          .toSorted((a, b) => b.length - a.length)
          .slice(0, 1)
      : []

/** Whether the account and all bases are in one database. */
const isBesides = (capabilities: Capabilities, { account, bases }: Locked): boolean => {
  const [own] = account === undefined ? [] : suffixIn(capabilities)(account)
  return own !== undefined && bases.every((base) => suffixIn(capabilities)(base)[0] === own)
}

/** undefined: not all of them are to be seen. */
const policiesBelow = async (
  directory: Pick<DirectoryReader, 'search'>,
  suffixes: readonly string[],
): Promise<readonly Policy[] | undefined> => {
  try {
    const found = await Promise.all(
      suffixes.map((suffix) =>
        directory.search({
          ...{ base: suffix as Dn, scope: 'sub', filter: equal('objectClass', 'pwdPolicy'), types: ['pwdLockout'] },
        }),
      ),
    )
    return found.flat().map(({ dn, attributes }) => ({
      dn,
      locks: textOf(attributes, 'pwdLockout')?.toUpperCase() === 'TRUE',
    }))
  } catch (thrown) {
    if (!(thrown instanceof DirectoryError) || typeof thrown.code !== 'number' || isPassing(thrown.code)) throw thrown
    return undefined
  }
}

/** busy, unavailable: the next look sees it. */
const isPassing = (code: number): boolean => code === 51 || code === 52
