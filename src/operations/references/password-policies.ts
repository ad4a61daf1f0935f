/** policiesFor: the password policies in force for some entries, each read once. slapo-ppolicy(5) */
import { type Directory, DirectoryError } from '../../directory/directory.ts'
import { type Dn, isDn, normaliseDn } from '../../ldap/dn.ts'
import { type Entry, textOf } from '../../ldap/entry.ts'
import type { Lookup, PasswordPolicy, Rule } from '../../mapping/mapping.ts'
import { kept } from '../../scim/kept-with.ts'

const types = ['pwdLockout', 'pwdLockoutDuration', 'pwdFailureCountInterval', 'pwdMaxAge']

/** Asks for nothing where no rule needs it. */
export const policiesFor = async (
  directory: Pick<Directory, 'read'>,
  entries: readonly Entry[],
  rules: readonly Rule[],
): Promise<NonNullable<Lookup['passwordPolicyAt']>> => {
  const asking = rulesAsking(rules)
  if (asking.length === 0) return none
  const named = entries.flatMap((entry) => asking.flatMap((rule) => rule.policiesOf?.(entry) ?? []))
  const distinct = new Map(named.filter(isDn).map((dn) => [normaliseDn(dn), dn as Dn]))
  const read = [...distinct].map(async ([key, dn]) => [key, await policyAt(directory, dn)] as const)
  const policies = new Map(await Promise.all(read))
  return (dn) => (isDn(dn) ? policies.get(normaliseDn(dn)) : undefined)
}

const rulesAsking = kept((rules: readonly Rule[]) => rules.filter(({ policiesOf }) => policiesOf !== undefined))
const none = () => undefined

const insufficientAccessRights = 50

const policyAt = async (directory: Pick<Directory, 'read'>, dn: Dn): Promise<PasswordPolicy | undefined> => {
  const entry = await directory.read(dn, types).catch((thrown: unknown) => {
    if (thrown instanceof DirectoryError && thrown.code === insufficientAccessRights) return undefined
    throw thrown
  })
  if (entry === undefined) return undefined
  const seconds = (type: string) => Number(textOf(entry.attributes, type) ?? 0)
  return {
    locks: textOf(entry.attributes, 'pwdLockout') === 'TRUE',
    lockoutSeconds: seconds('pwdLockoutDuration'),
    failureCountSeconds: seconds('pwdFailureCountInterval'),
    maxAgeSeconds: seconds('pwdMaxAge'),
  }
}
