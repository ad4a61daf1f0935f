/** Findings about entries: bases, what they do not show, what they lack, and lists that would be cut. */
import { type Dn, type Rdn, rdnOf } from '../../ldap/dn.ts'
import type { AttributeValues } from '../../ldap/entry.ts'
import { basesOf, mainBaseOf } from '../../mapping/places.ts'
import { accessRemedy } from '../access.ts'
import { entryClassesOf } from '../declared.ts'
import type { BaseFact, Facts, ListingFact, ResourceFacts, Seen } from '../facts.ts'
import type { Finding } from '../finding.ts'
import { accountAdvice, accountOf, advice, databasePlace, perDatabase, quotedDn } from '../place.ts'
import { adding, addRecord, inOrder, modifyRecord } from '../records.ts'
import { totalLimit } from '../size-limits.ts'
import { listed } from './schema.ts'

export const entryFindings = (facts: Facts, seen: Seen): readonly Finding[] => {
  const bases = [
    ...seen.resources.flatMap((resource) => resource.bases),
    ...(seen.referenceBase ? [seen.referenceBase] : []),
  ]
  const distinct = [...new Map(bases.toReversed().map((base) => [base.dn, base])).values()].reverse()
  return [
    ...distinct.flatMap((base) => baseFinding(base, facts, seen)),
    ...seen.resources.flatMap((resource) =>
      resource.listing === undefined
        ? []
        : [
            ...noneFinding(resource, resource.listing, { facts, seen }),
            ...refusedFinding(resource, resource.listing),
            ...hiddenFinding(resource, resource.listing, { facts, seen }),
            ...limitFindings(resource, resource.listing, { facts, seen }),
            ...resource.listing.incomplete.map((each) => incompleteFinding(resource, each)),
          ],
    ),
  ]
}

const baseFinding = ({ dn, option, state }: BaseFact, facts: Facts, seen: Seen): readonly Finding[] => {
  if (state === 'there') return []
  const means = 'What is below it does not exist for SCIM, and nothing can be created there.'
  if (state === 'hidden') {
    const what = `The account of the gateway does not see ${dn} (${option}).`
    const { advice: guess } = databasePlace(seen, dn)
    return [
      {
        ...{ id: 'base-hidden', severity: 'error', what, means, remedy: accessRemedy(facts, seen) },
        ...advice(guess, accountAdvice(facts)),
      },
    ]
  }
  const attributes = baseAttributes(dn)
  return [
    {
      id: 'base-missing',
      severity: 'error',
      what: `There is no entry ${dn} (${option}), or the account of the gateway does not see it.`,
      means,
      ...(attributes && { remedy: { target: 'data', ldif: addRecord(dn, attributes) } }),
      advice:
        'Correct the option where the entry has another name. Where the entry is there, the account lacks the right to read it.',
    },
  ]
}

/** undefined: nobody knows what an entry of such a name is to be. */
export const baseAttributes = (dn: Dn): AttributeValues | undefined => {
  const rdn: Rdn = rdnOf(dn)
  const [only] = rdn
  if (only === undefined || rdn.length > 1) return undefined
  const classes = baseClasses.get(only.type.toLowerCase())
  if (classes === undefined) return undefined
  const named: [string, readonly string[]][] = [[only.type.toLowerCase(), [only.value]]]
  const organisation: [string, readonly string[]][] = classes.includes('dcObject') ? [['o', [only.value]]] : []
  return new Map([['objectClass', classes], ...named, ...organisation])
}

const baseClasses: ReadonlyMap<string, readonly string[]> = new Map([
  ['ou', ['organizationalUnit']],
  ['o', ['organization']],
  ['dc', ['organization', 'dcObject']],
  ['cn', ['organizationalRole']],
])

interface Whole {
  readonly facts: Facts
  readonly seen: Seen
}

const refusedFinding = ({ name, declaration }: ResourceFacts, { failure }: ListingFact): readonly Finding[] => {
  if (failure === undefined || failure.kind === 'limit') return []
  return [
    {
      id: 'list-refused',
      severity: 'error',
      what: `${name}: the directory refuses to list what is below ${basesOf(declaration).join(' and ')}: ${failure.words}.`,
      means: 'Lists and filters are answered with an error.',
    },
  ]
}

/** An entry that the account may not read is none for it. */
const noneFinding = (
  { name, declaration }: ResourceFacts,
  { count, failure, isHidden }: ListingFact,
  { facts, seen }: Whole,
): readonly Finding[] => {
  const isMade = seen.trials.some((trial) => trial.name === name && trial.outcome === 'made')
  if (count > 0 || failure !== undefined || isMade) return []
  if (isHidden) {
    return [
      {
        id: 'entries-hidden',
        severity: 'error',
        what: `${name}: there are entries below ${basesOf(declaration).join(' and ')} that the account of the gateway does not see; it sees none.`,
        means: 'For SCIM they do not exist, and a POST of one that is there is answered with 409.',
        remedy: accessRemedy(facts, seen),
        ...advice(databasePlace(seen, mainBaseOf(declaration)).advice, accountAdvice(facts)),
      },
    ]
  }
  return [
    {
      id: 'no-entries',
      severity: 'note',
      what: `${name}: the account of the gateway sees no entry below ${basesOf(declaration).join(' and ')}.`,
      means: 'Right for a directory that is empty there. Entries that it may not read do not exist for SCIM.',
      ...advice(
        isHidden === undefined
          ? 'To let somebody else look, too: --config-url, with an account that may read there.'
          : undefined,
      ),
    },
  ]
}

const hiddenFinding = (
  { name }: ResourceFacts,
  { hidden }: ListingFact,
  { facts, seen }: Whole,
): readonly Finding[] => {
  if (hidden.length === 0) return []
  return [
    {
      id: 'operational-attributes-hidden',
      severity: 'error',
      what: `${name}: entries do not show ${hidden.join(', ')} to the account of the gateway.`,
      means: 'Identifiers, versions and meta are made of them: reading fails, or writes are not guarded.',
      remedy: accessRemedy(facts, seen),
      ...advice(databasePlace(seen, facts.account ?? '').advice, accountAdvice(facts)),
    },
  ]
}

/** Each database has limits of its own. */
const limitFindings = (resource: ResourceFacts, listing: ListingFact, whole: Whole): readonly Finding[] =>
  perDatabase(resource, whole.seen).flatMap((each) => limitFinding(each, listing, whole))

const limitFinding = (
  { name, declaration }: ResourceFacts,
  { count, failure }: ListingFact,
  { facts, seen }: Whole,
): readonly Finding[] => {
  const { dn, database, advice: guess } = databasePlace(seen, mainBaseOf(declaration))
  const limit = database && totalLimit(database, accountOf(facts), seen.server?.sizeLimits ?? [])
  const isCut = failure?.kind === 'limit'
  if (!isCut && typeof limit !== 'number') return []
  const rule = `{0}dn.exact=${quotedDn(accountOf(facts))} size=unlimited time=unlimited`
  return [
    {
      id: 'size-limit',
      severity: isCut ? 'error' : 'warning',
      what: isCut
        ? `${name}: the directory stops a list after ${count} entries: ${failure?.words}.`
        : `${name}: the directory gives the account of the gateway ${limit} entries at most; there are ${count} now.`,
      means: 'A list with more matches is answered with 400 tooMany, since its total would be wrong.',
      remedy: { target: 'config', ldif: modifyRecord(dn, [adding('olcLimits', [rule])]) },
      ...advice(guess, accountAdvice(facts)),
    },
  ]
}

/** So many entries are named in the LDIF; the advice finds the others. */
const longestRepair = 20

const incompleteFinding = (
  { name, declaration }: ResourceFacts,
  { path, types, dns }: ListingFact['incomplete'][number],
): Finding => {
  const [type = ''] = types
  const records = dns.slice(0, longestRepair).map((dn) => modifyRecord(dn, [adding(type, [rdnOf(dn)[0]?.value ?? ''])]))
  const classes = entryClassesOf(declaration).map((each) => `(objectClass=${each})`)
  return {
    id: 'entries-incomplete',
    severity: 'warning',
    what: `${name}: ${dns.length} ${dns.length === 1 ? 'entry lacks' : 'entries lack'} ${listed(types)}, which ${path} is made of and which is required.`,
    means: 'They could not be shown as valid resources, so for SCIM they do not exist.',
    remedy: { target: 'data', ldif: inOrder(...records) },
    advice: `The LDIF takes the name of the entry as its value, for ${Math.min(dns.length, longestRepair)} of ${dns.length}: change it before you apply it. To find them: ldapsearch -b '${mainBaseOf(declaration)}' '(&${classes.length > 1 ? `(|${classes.join('')})` : classes.join('')}${types.map((each) => `(!(${each}=*))`).join('')})' 1.1`,
  }
}
