/** Findings about a lock that works, or may, and that `serve` takes from nobody: what the operator has to say under enforcedBy. */
import { basesOf } from '../../mapping/places.ts'
import type { LockVerdict } from '../../operations/passwords/lock-in-force.ts'
import { offers } from '../../scim/schema/resource-type.ts'
import type { ResourceFacts, Seen } from '../facts.ts'
import type { Finding } from '../finding.ts'
import { advice, suffixOf } from '../place.ts'

/** Whether clients can deactivate anybody of this type. */
export const isDeactivating = ({ mapping }: ResourceFacts): boolean =>
  mapping === undefined ||
  (['create', 'replace', 'patch'] as const).some((operation) => offers(mapping.resourceType, operation))

/** Neither the account nor anybody else has seen it. */
export const unseen = ({ why, mend }: Extract<LockVerdict, { readonly kind: 'unseen' }>): Finding => ({
  id: 'deactivation-unknown',
  severity: 'error',
  what: `Whether a person who is deactivated can still bind is not to be seen: ${why}.`,
  means,
  advice: `Try it with --write-probe, or let check read cn=config (--config-url): it then says what to write. Or ${mend}.`,
})

/** A person who was made for the purpose could not bind. */
export const undeclaredTrial = (user: ResourceFacts, seen: Seen): readonly Finding[] => {
  const suffixes = new Set(basesOf(user.declaration).map((base) => suffixOf(seen, base).toLowerCase()))
  const found = undeclared(user, 'tried with scimdap check --write-probe')
  if (suffixes.size < 2) return found
  return found.map((finding) => ({
    ...finding,
    ...advice(
      'It was tried where new entries go; whether it holds in the other databases, too, is yours to know.',
      finding.advice,
    ),
  }))
}

/** It was seen to work, in a way that `serve` does not have. `how`: words for the operator to declare. */
export const undeclared = (user: ResourceFacts, how: string): readonly Finding[] => {
  const { lock } = user
  if (lock === undefined || lock.kind === 'works' || lock.kind === 'likely') return []
  const what = `A person who is deactivated cannot bind (${how}), but the account of the gateway cannot see that: ${lock.why}.`
  const said = `Say so in the row of ${user.name}: ${rowWith(user, how)}`
  return [{ id: 'deactivation-undeclared', severity: 'error', what, means, advice: said }]
}

const means = '`scimdap serve` makes no trial of its own, and ends where nobody answers for the lock.'

/** The row of `active` as it is, in one line of YAML, with `enforcedBy` added. */
const rowWith = ({ declaration }: ResourceFacts, how: string): string => {
  const row = Object.entries(declaration.attributes).find(([path]) => path.toLowerCase() === 'active')?.[1]
  const members = typeof row === 'object' && row !== null ? Object.entries(row) : []
  const said = [...members, ['enforcedBy', `"the password policy of the directory, ${how}"`] as const]
  return `active: { ${said.map(([name, value]) => `${name}: ${value}`).join(', ')} }`
}
