/** Findings about deactivation and passwords: whether a person who is not active can still bind. slapo-ppolicy(5) */
import type { Dn } from '../../ldap/dn.ts'
import { mainBaseOf } from '../../mapping/places.ts'
import { databaseOf, type OverlayConfig } from '../config-entries.ts'
import type { ResourceFacts, Seen } from '../facts.ts'
import type { Finding, Remedy } from '../finding.ts'
import { advice, databasePlace, perDatabase, suffixOf } from '../place.ts'
import { adding, addRecord, inOrder, modifyRecord, replacing } from '../records.ts'
import { isDeactivating, undeclared, undeclaredTrial, unseen } from './enforcement.ts'
import { baseAttributes } from './entries.ts'

export const deactivationFindings = (seen: Seen): readonly Finding[] => {
  const accounts = seen.resources.filter(({ declaration }) => Object.entries(declaration.attributes).some(isOfAccount))
  if (seen.subschema === undefined || seen.resources.length === 0) return []
  if (accounts.length === 0) return [unmapped]
  return accounts.flatMap((account) => [
    ...activeFindings(account, seen),
    ...perDatabase(account, seen).flatMap((each) => passwordFindings(each, seen)),
  ])
}

/** Whether somebody can be kept from binding, or is given a password to bind with. */
const isOfAccount = ([path, row]: readonly [string, unknown]): boolean =>
  row !== null && (path.toLowerCase() === 'active' || (typeof row === 'object' && 'password' in (row as object)))

const activeFindings = (user: ResourceFacts, seen: Seen): readonly Finding[] => {
  const row = Object.entries(user.declaration.attributes).find(([path]) => path.toLowerCase() === 'active')?.[1]
  if (row === undefined || row === null) return [unmapped]
  const lock = typeof row === 'object' && 'lock' in row ? row.lock : undefined
  if (lock !== undefined && seen.subschema?.attributeType(lock) === undefined) return [unknownLock(lock, user, seen)]
  // The operator has said what keeps people out; that need not be the directory.
  const enforcedBy = typeof row === 'object' && 'enforcedBy' in row ? row.enforcedBy : undefined
  const isLockedOut = seen.probe?.name === user.name ? seen.probe.lockedOut : undefined
  if (enforcedBy !== undefined) return isLockedOut === false ? [enforcedElsewhere(enforcedBy)] : []
  if (lock === undefined || !isDeactivating(user)) return []
  // What was tried counts more than what is configured.
  if (isLockedOut === true) return undeclaredTrial(user, seen)
  const found = perDatabase(user, seen).flatMap((each) => lockFinding(each, seen))
  const isExplained = found.some(({ id, severity }) => severity === 'error' && id !== 'deactivation-unknown')
  if (isLockedOut === false) return isExplained ? found : [ineffective]
  return found.length > 0 ? found : undeclared(user, 'seen by scimdap check in cn=config')
}

const means = 'A person who is deactivated by SCIM can still bind.'

const unmapped: Finding = {
  id: 'deactivation-unmapped',
  severity: 'warning',
  what: 'active is not mapped.',
  means: 'Clients cannot deactivate a person; they can only delete.',
  advice: 'Map it: active: { lock: pwdAccountLockedTime }.',
}

const enforcedElsewhere = (enforcedBy: string): Finding => ({
  id: 'deactivation-elsewhere',
  severity: 'note',
  what: `A person was deactivated for a trial, and could still bind; by your word it is this that keeps people out: ${enforcedBy}.`,
  means: 'Whoever asks the directory alone whether a password is right lets people in who are not active.',
})

const ineffective: Finding = {
  id: 'deactivation-ineffective',
  severity: 'error',
  what: 'A person was deactivated for a trial, and could still bind.',
  means,
  advice:
    'Look for a policy without pwdLockout: TRUE in pwdPolicySubentry, and for another overlay that answers binds.',
}

const unknownLock = (lock: string, user: ResourceFacts, seen: Seen): Finding => {
  const finding: Finding = {
    id: 'lock-type-unknown',
    severity: 'error',
    what: `active is mapped to ${lock}, which the directory does not know.`,
    means: 'The mapping cannot be compiled: `scimdap serve` ends, and names the row.',
  }
  // The overlay's module brings this type; whatever else may be meant, it does not.
  return lock.toLowerCase() === 'pwdaccountlockedtime'
    ? {
        ...finding,
        remedy: overlayRemedy(user, seen),
        ...advice(databasePlace(seen, mainBaseOf(user.declaration)).advice),
      }
    : { ...finding, advice: 'The lock of the password policy overlay is pwdAccountLockedTime.' }
}

/** Overlay, its default policy, and pwdLockout in it: the lock counts only where all three are there. */
const lockFinding = (user: ResourceFacts, seen: Seen): readonly Finding[] => {
  const database = databaseOf(seen.server, mainBaseOf(user.declaration))
  if (database === undefined) return withoutConfig(user, seen)
  const overlay = database.overlays.find(({ name }) => name === 'ppolicy')
  if (overlay === undefined) {
    const what = `The password policy overlay is not in force on ${database.dn}.`
    return [{ id: 'lock-without-overlay', severity: 'error', what, means, remedy: overlayRemedy(user, seen) }]
  }
  const policy = seen.policies.find(({ dn }) => dn.toLowerCase() === overlay.policyDefault?.toLowerCase())
  if (policy === undefined) return [withoutPolicy(overlay, user, seen)]
  return policy.lockout ? [] : [lockoutOff(policy.dn)]
}

const withoutConfig = (user: ResourceFacts, seen: Seen): readonly Finding[] => {
  const { policies } = seen
  if (user.lock?.kind === 'works') return []
  const [off] = policies.filter(({ lockout }) => !lockout)
  if (off !== undefined && policies.every(({ lockout }) => !lockout)) return [lockoutOff(off.dn)]
  if (user.lock?.kind === 'fails') {
    const what = `The lock of active is not in force: ${user.lock.why}.`
    return [{ id: 'lock-without-overlay', severity: 'error', what, means, remedy: overlayRemedy(user, seen) }]
  }
  // A mapping that cannot be compiled is told by itself.
  if (user.lock === undefined) return []
  return [user.lock.kind === 'unseen' ? unseen(user.lock) : unnamed]
}

const unnamed: Finding = {
  id: 'deactivation-unknown',
  severity: 'note',
  what: 'There are password policies; which of them is in force is not known.',
  means: 'Whether a person who is deactivated can still bind is not known.',
  advice: 'Let check read cn=config (--config-url), or try it out with --write-probe.',
}

const lockoutOff = (dn: Dn): Finding => ({
  id: 'lockout-off',
  severity: 'error',
  what: `The password policy ${dn} has no pwdLockout: TRUE.`,
  means: `slapd does not look at locks without it. ${means}`,
  remedy: { target: 'data', ldif: modifyRecord(dn, [replacing('pwdLockout', 'TRUE')]) },
  advice: 'With pwdMaxFailure unset or 0 nobody is locked out by wrong passwords.',
})

const withoutPolicy = (overlay: OverlayConfig, user: ResourceFacts, seen: Seen): Finding => {
  const { policyDefault, dn } = overlay
  const policy = policyDefault ?? newPolicyDn(user, seen)
  const naming = policyDefault === undefined ? modifyRecord(dn, [replacing('olcPPolicyDefault', policy)]) : ''
  return {
    id: 'lock-without-policy',
    severity: 'error',
    what:
      policyDefault === undefined
        ? `The password policy overlay has no default policy (${dn}).`
        : `The default password policy ${policyDefault} is not there, or is not visible.`,
    means,
    remedy: { target: 'config', ldif: inOrder(naming, policyRecord(policy)) },
    advice: `The record of ${policy} is for whoever may write there.`,
  }
}

const overlayRemedy = (user: ResourceFacts, seen: Seen): Remedy => {
  const { dn } = databasePlace(seen, mainBaseOf(user.declaration))
  const policy = seen.policies.find(({ lockout }) => lockout)?.dn
  const module = seen.server?.modules[0]?.dn ?? ('cn=module{0},cn=config' as Dn)
  const isLoaded = seen.server?.modules.some(({ names }) => names.includes('ppolicy')) ?? false
  const chosen = policy ?? newPolicyDn(user, seen)
  const overlay = addRecord(
    `olcOverlay=ppolicy,${dn}` as Dn,
    new Map([
      ['objectClass', ['olcOverlayConfig', 'olcPPolicyConfig']],
      ['olcOverlay', ['ppolicy']],
      ['olcPPolicyDefault', [chosen]],
    ]),
  )
  const loading = isLoaded ? '' : modifyRecord(module, [adding('olcModuleLoad', ['ppolicy'])])
  const ldif = inOrder(loading, overlay, policy === undefined ? policyRecord(chosen) : '')
  return { target: 'config', ldif }
}

/** Directly below the suffix, since no folder for policies is known. */
const newPolicyDn = ({ declaration }: ResourceFacts, seen: Seen): Dn =>
  `cn=scimdap-policy,${suffixOf(seen, mainBaseOf(declaration))}` as Dn

const policyRecord = (dn: Dn): string =>
  addRecord(
    dn,
    new Map<string, readonly string[]>([
      ...(baseAttributes(dn) ?? []),
      ['objectClass', ['device', 'pwdPolicy']],
      ['pwdAttribute', ['userPassword']],
      ['pwdLockout', ['TRUE']],
    ] as [string, readonly string[]][]),
  )

const passwordFindings = ({ declaration }: ResourceFacts, seen: Seen): readonly Finding[] => {
  const isValue = Object.values(declaration.attributes).some(
    (row) => typeof row === 'object' && row !== null && 'password' in row && row.by === 'value' && row.as === undefined,
  )
  // 389 Directory Server hashes whatever it is given in clear; nothing is ever read of Active Directory's unicodePwd.
  if (!isValue || seen.capabilities.vendor === '389 Project') return []
  const database = databaseOf(seen.server, mainBaseOf(declaration))
  const overlay = database?.overlays.find(({ name }) => name === 'ppolicy')
  if (overlay?.hashesCleartext) return []
  if (database === undefined) {
    return [
      {
        id: 'password-hashing-unknown',
        severity: 'warning',
        what: 'Passwords are mapped by value; whether the directory hashes them is not known.',
        means: 'If it does not (olcPPolicyHashCleartext), passwords lie in it in clear.',
        advice: 'Map the password by operation, or let check read cn=config (--config-url).',
      },
    ]
  }
  return [
    {
      id: 'password-in-clear',
      severity: 'error',
      what: `Passwords are mapped by value, and the directory does not hash them (${overlay?.dn ?? database.dn}).`,
      means: 'They would lie in the directory in clear.',
      ...(overlay && {
        remedy: { target: 'config', ldif: modifyRecord(overlay.dn, [replacing('olcPPolicyHashCleartext', 'TRUE')]) },
      }),
      advice: 'Or map the password by operation: password: { password: userPassword, by: operation }.',
    },
  ]
}
