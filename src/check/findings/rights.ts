/** Findings about rights: what the account may not write, and what came of a write that was tried. */
import { accessRemedy } from '../access.ts'
import type { Facts, ResourceFacts, Seen } from '../facts.ts'
import type { Finding } from '../finding.ts'
import { accountAdvice, advice, databasePlace, mainBase } from '../place.ts'
import { listed } from './schema.ts'

export const rightsFindings = (facts: Facts, seen: Seen): readonly Finding[] => [
  ...seen.resources.flatMap((resource) => deniedFinding(resource, facts, seen)),
  ...(seen.probe === undefined ? seen.resources.flatMap(unknownFinding) : []),
  ...probeFinding(seen),
]

const deniedFinding = ({ name, rights }: ResourceFacts, facts: Facts, seen: Seen): readonly Finding[] => {
  if (rights === undefined || (rights.denied.length === 0 && rights.children !== 'denied')) return []
  const missing = [
    ...(rights.children === 'denied' ? ['adding, renaming and removing entries'] : []),
    ...(rights.denied.length > 0 ? [`changing ${listed(rights.denied)}`] : []),
  ]
  return [
    {
      id: 'write-right-missing',
      severity: 'error',
      what: `${name}: the account of the gateway lacks the right for ${missing.join(', and for ')} (tried on one entry, without changing it).`,
      means: 'Requests that write are answered with 403.',
      remedy: accessRemedy(facts, seen),
      ...advice(
        databasePlace(seen, mainBase(seen)).advice,
        accountAdvice(facts),
        'These are all the rights that the gateway needs; they stand before your own rules and speak of its account alone.',
      ),
    },
  ]
}

const unknownFinding = ({ name, rights, bases }: ResourceFacts): readonly Finding[] => {
  const isThere = bases.every(({ state }) => state === 'there')
  if (!isThere || (rights !== undefined && rights.children !== 'unknown' && rights.unclear.length === 0)) return []
  const why =
    rights === undefined
      ? 'there is no entry to try it on'
      : listed(rights.unclear.map(({ type, failure }) => `${type}: ${failure.words}`)) || 'the server does not tell'
  return [
    {
      id: 'write-right-unknown',
      severity: 'note',
      what: `${name}: whether the account of the gateway may write everything is not known: ${why}.`,
      means: 'Requests that write may be answered with 403.',
      advice: '`scimdap check --write-probe` makes a person, deactivates it and removes it again.',
    },
  ]
}

const probeFinding = ({ probe }: Seen): readonly Finding[] => {
  if (probe?.failed === undefined) return []
  const { step, words } = probe.failed
  const left = probe.left === undefined ? '' : ` The entry ${probe.left} is left behind: remove it.`
  return [
    {
      id: 'write-probe-failed',
      severity: 'error',
      what: `A person could not be made, deactivated and removed again; "${step}" failed: ${words}.${left}`,
      means: 'Clients get the same answer.',
      advice:
        'Look at the rights of the account, and at what the object classes of a new entry demand (createClasses).',
    },
  ]
}
