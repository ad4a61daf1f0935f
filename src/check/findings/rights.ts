/** Findings about rights: what the account may not write, and what came of a write that was tried. */
import { accessRemedy } from '../access.ts'
import type { Facts, ResourceFacts, Seen, TrialFact } from '../facts.ts'
import type { Finding } from '../finding.ts'
import { accountAdvice, advice, databasePlace, mainBase } from '../place.ts'
import { listed } from './schema.ts'

export const rightsFindings = (facts: Facts, seen: Seen): readonly Finding[] => [
  ...seen.resources.flatMap((resource) => deniedFinding(resource, facts, seen)),
  ...seen.resources.flatMap((resource) => unknownFinding(resource, seen)),
  ...probeFinding(seen),
  ...seen.trials.flatMap((trial) => trialFinding(trial, facts, seen)),
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

const unknownFinding = ({ name, rights, bases }: ResourceFacts, seen: Seen): readonly Finding[] => {
  const trial = seen.trials.find((each) => each.name === name)
  if (seen.probe?.name === name || (trial !== undefined && trial.outcome !== 'untried')) return []
  const isThere = bases.every(({ state }) => state === 'there')
  if (!isThere || (rights !== undefined && rights.children !== 'unknown' && rights.unclear.length === 0)) return []
  const why =
    rights === undefined
      ? 'there is no entry that the account sees, to try it on'
      : listed(rights.unclear.map(({ type, failure }) => `${type}: ${failure.words}`)) || 'the server does not tell'
  return [
    {
      id: 'write-right-unknown',
      severity: 'note',
      what: `${name}: whether the account of the gateway may write everything is not known: ${why}.`,
      means: 'Requests that write may be answered with 403.',
      advice:
        trial === undefined
          ? '`scimdap check --write-probe` makes an entry of each resource type and removes it again.'
          : `--write-probe could not try it: ${trial.words}. Make one with a client of yours.`,
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

const trialFinding = (
  { name, outcome, step, words, left }: TrialFact,
  facts: Facts,
  seen: Seen,
): readonly Finding[] => {
  const removal = left === undefined ? '' : ` The entry ${left} is left behind: remove it.`
  if (outcome !== 'refused' && left === undefined) return []
  const isForbidden = words?.startsWith('403') ?? false
  return [
    {
      id: 'write-probe-failed',
      severity: 'error',
      what: `${name}: an entry could not be made and removed again; "${step ?? 'create'}" failed: ${words}.${removal}`,
      means: 'Clients get the same answer.',
      ...(isForbidden && { remedy: accessRemedy(facts, seen) }),
      ...(isForbidden
        ? advice(databasePlace(seen, mainBase(seen)).advice, accountAdvice(facts))
        : advice(
            'Look at the rights of the account, and at what the object classes of a new entry demand (createClasses).',
          )),
    },
  ]
}
