/** Findings about the entries that count the numbers of new entries (`createAttributes`, `next`). */
import { rdnOf } from '../../ldap/dn.ts'
import type { AttributeValues } from '../../ldap/entry.ts'
import type { CounterFact, ResourceFacts, Seen } from '../facts.ts'
import type { Finding } from '../finding.ts'
import { addRecord } from '../records.ts'

export const counterFindings = (seen: Seen): readonly Finding[] =>
  seen.resources.flatMap((resource) => resource.counters.flatMap((counter) => counterFinding(resource, counter)))

const counterFinding = ({ name }: ResourceFacts, { range, state }: CounterFact): readonly Finding[] => {
  if (state === 'there') return []
  const { type, first, counter } = range
  const means = `Every POST of a ${name} is answered with 500.`
  if (state === 'no-number') {
    return [
      {
        id: 'counter-wrong',
        severity: 'error',
        what: `${counter.dn}, which counts ${type}, does not hold one whole number in ${counter.type}.`,
        means,
        advice: `Write the number into ${counter.type} that is to be tried next, such as ${first}.`,
      },
    ]
  }
  const attributes = attributesOf(range)
  return [
    {
      id: 'counter-missing',
      severity: 'error',
      what: `There is no entry ${counter.dn}, which is to count ${type}, or the account of the gateway does not see it.`,
      means,
      ...(attributes && { remedy: { target: 'data', ldif: addRecord(counter.dn, attributes) } }),
      advice: 'The account of the gateway must be allowed to write it. Two ranges may share the entry.',
    },
  ]
}

/** An entry that may hold any attribute type, named by cn; undefined: nobody knows what one of such a name is to be. */
const attributesOf = ({ counter: { dn, type }, first }: CounterFact['range']): AttributeValues | undefined => {
  const [only, ...others] = rdnOf(dn)
  if (only?.type.toLowerCase() !== 'cn' || others.length > 0) return undefined
  return new Map([
    ['objectClass', ['device', 'extensibleObject']],
    ['cn', [only.value]],
    [type, [String(first)]],
  ])
}
