/** Password-state rules: what slapo-ppolicy keeps of failed logins and of a password's age, and the way to unlock. slapo-ppolicy(5) */
import type { Modification } from '../../ldap/change.ts'
import { type AttributeValues, type Entry, textOf, textsOf } from '../../ldap/entry.ts'
import { always, and, equal, not, present } from '../../ldap/filter.ts'
import { fromGeneralizedTime } from '../../ldap/generalized-time.ts'
import { sameValue } from '../../ldap/matching.ts'
import { invalidValue } from '../../scim/error.ts'
import type { ResolvedPath } from '../../scim/path/resolve.ts'
import type { Value } from '../../scim/resource/resource.ts'
import type { RowContext } from '../compile/compile-column.ts'
import type { RuleDeclaration } from '../declaration/declaration.ts'
import type { Leaf, Lookup, PasswordPolicy, Rule } from '../mapping.ts'
import { atLeast, everything, exactly, nothing, type Pushdown } from '../pushdown.ts'
import { lockedForGood } from './active.ts'

type Row = Extract<RuleDeclaration, { passwordState: unknown }>

const lockType = 'pwdAccountLockedTime'
const failureType = 'pwdFailureTime'
const policyType = 'pwdPolicySubentry'

const typesFor: Readonly<Record<Row['passwordState'], readonly string[]>> = {
  locked: [lockType],
  lockedUntilDate: [lockType],
  loginAttempts: [failureType],
  lastFailedLoginDate: [failureType],
  lastSuccessfulLoginDate: ['pwdLastSuccess'],
  expiryDate: ['pwdChangedTime'],
}

/** Nothing of it is content: whoever mistypes a password makes nobody's `If-Match` fail. */
export const compilePasswordState = (
  path: ResolvedPath,
  { passwordState: what, defaultPolicy }: Row,
  context: RowContext,
): Rule | undefined => {
  const types = typesFor[what]
  const missing = types.filter((type) => context.subschema.attributeType(type) === undefined)
  if (missing.length > 0) {
    context.report(`the directory has no ${missing}: load its password policy overlay, or write null for this row`)
    return undefined
  }
  const policiesOf = ({ attributes }: Entry) => [
    ...textsOf(attributes, policyType).slice(0, 1),
    ...(defaultPolicy !== undefined && textOf(attributes, policyType) === undefined ? [defaultPolicy] : []),
  ]
  return {
    path,
    types: [...types, policyType],
    written: [],
    needs: 'passwordPolicy',
    ...(what === 'locked' && { isTotal: true, also: unlocking }),
    policiesOf,
    decode: (entry, lookup) => {
      const [dn] = policiesOf(entry)
      const policy = dn === undefined ? undefined : lookup.passwordPolicyAt?.(dn)
      return decoders[what](entry.attributes, { policy, now: lookup.now ?? 0 })
    },
    encode: (value, { stored }) => {
      if (what === 'locked' && value === true && temporaryLock(stored) === undefined) {
        throw invalidValue('locked follows from failed logins: only false can be written')
      }
      return []
    },
    pushdown: what === 'locked' ? pushLocked : () => everything,
    content: () => [],
  }
}

interface Known {
  readonly policy: PasswordPolicy | undefined
  readonly now: Exclude<Lookup['now'], undefined>
}

const decoders: Readonly<
  Record<Row['passwordState'], (attributes: AttributeValues, known: Known) => Value | undefined>
> = {
  locked: (attributes, known) => isLockedNow(attributes, known),
  lockedUntilDate: (attributes, known) =>
    isLockedNow(attributes, known) ? shown(endOfLock(attributes, known.policy)) : undefined,
  loginAttempts: (attributes, known) => failures(attributes, known).length,
  lastFailedLoginDate: (attributes) => shown(latest(times(attributes, failureType))),
  lastSuccessfulLoginDate: (attributes) => shown(latest(times(attributes, 'pwdLastSuccess'))),
  expiryDate: (attributes, { policy }) => {
    const changed = latest(times(attributes, 'pwdChangedTime'))
    if (changed === undefined || policy === undefined || policy.maxAgeSeconds === 0) return undefined
    return shown(changed + policy.maxAgeSeconds * 1_000)
  },
}

/** The time of a lock after failed logins. */
const temporaryLock = (attributes: AttributeValues): string | undefined => {
  const time = textOf(attributes, lockType)
  return time === undefined || sameValue('generalizedTimeMatch', time, lockedForGood) ? undefined : time
}

/** The directory keeps a lock that is over until the next login. Without a known policy every lock counts. */
const isLockedNow = (attributes: AttributeValues, { policy, now }: Known): boolean => {
  if (temporaryLock(attributes) === undefined || policy?.locks === false) return false
  const end = endOfLock(attributes, policy)
  return end === undefined || now < end
}

/** undefined: not known, or only by unlocking. */
const endOfLock = (attributes: AttributeValues, policy: PasswordPolicy | undefined): number | undefined => {
  const time = temporaryLock(attributes)
  const start = time === undefined ? undefined : milliseconds(time)
  if (start === undefined || policy === undefined || policy.lockoutSeconds === 0) return undefined
  return start + policy.lockoutSeconds * 1_000
}

const failures = (attributes: AttributeValues, { policy, now }: Known): readonly number[] => {
  const seconds = policy?.failureCountSeconds ?? 0
  return times(attributes, failureType).filter((time) => seconds === 0 || now < time + seconds * 1_000)
}

const times = (attributes: AttributeValues, type: string): readonly number[] =>
  textsOf(attributes, type).flatMap((time) => milliseconds(time) ?? [])

const milliseconds = (time: string): number | undefined => {
  const instant = Date.parse(fromGeneralizedTime(time) ?? '')
  return Number.isNaN(instant) ? undefined : instant
}

const latest = (instants: readonly number[]): number | undefined =>
  instants.reduce<number | undefined>((last, each) => (last === undefined || each > last ? each : last), undefined)

const shown = (instant: number | undefined): string | undefined => {
  const date = new Date(instant ?? Number.NaN)
  return Number.isNaN(date.getTime()) ? undefined : date.toISOString()
}

/**
 * Takes away the very lock that was read, so that a lock for good which came meanwhile stays. The failed logins go with
 * it: the directory lets nobody else write them.
 */
const unlocking: Rule['also'] = ({ before, after }, { attributes }): readonly Modification[] => {
  const time = temporaryLock(attributes)
  if (before !== true || after !== false || time === undefined) return []
  return [{ operation: 'delete', type: lockType, values: [time] }]
}

/** When a lock ends, the directory does not know. */
const pushLocked = (leaf: Leaf): Pushdown => {
  if (leaf.kind === 'present') return exactly(always)
  if (leaf.kind === 'element') return everything
  if (leaf.value === null) return leaf.operator === 'eq' ? nothing : exactly(always)
  const asksForLocked = (leaf.value === true) === (leaf.operator === 'eq')
  return asksForLocked ? atLeast(and(present(lockType), not(equal(lockType, lockedForGood)))) : everything
}
