/** survey: what one resource type finds in the directory: bases, entries, rights. */

import type { Directory } from '../directory/directory.ts'
import { eachOf } from '../directory/each-of.ts'
import type { Subschema } from '../directory/subschema.ts'
import { type Dn, isDn } from '../ldap/dn.ts'
import { type Entry, textsOf } from '../ldap/entry.ts'
import { and, equal, not, or, present } from '../ldap/filter.ts'
import { compileMapping, MappingError, type MappingProblem } from '../mapping/compile/compile.ts'
import { movingOf } from '../mapping/compile/compile-moving.ts'
import { requiredHomes } from '../mapping/compile/required-homes.ts'
import type { MappingDeclaration } from '../mapping/declaration/declaration.ts'
import { type Mapping, operationalTypes } from '../mapping/mapping.ts'
import { basesOf, placesOf } from '../mapping/places.ts'
import { type LookingAtLocks, lockInForce } from '../operations/passwords/lock-in-force.ts'
import { scanOf } from '../operations/references/entries-of.ts'
import type { ResourceType } from '../scim/schema/resource-type.ts'
import { entryClassesOf, knownPart, unknownIn } from './declared.ts'
import type { BaseFact, CounterFact, ListingFact, ResourceFacts } from './facts.ts'
import { failureOf } from './failure.ts'
import { probeRights } from './rights.ts'

export interface Declared {
  /** Where the declaration is written: `users`, `resources.Device`. */
  readonly option: string
  readonly declaration: MappingDeclaration
  /** Cut down to the declaration. */
  readonly resourceType: ResourceType
}

export interface Surveyor {
  readonly directory: Directory & LookingAtLocks
  /** The DN that the gateway acts as. */
  readonly account: string | undefined
  /** Whoever reads cn=config may see more of the tree, too. */
  readonly administrator: Pick<Directory, 'read' | 'scan'> | undefined
  readonly subschema: Subschema
  readonly nobodys: string
}

export const survey = async (declared: Declared, surveyor: Surveyor): Promise<ResourceFacts> => {
  const { declaration, resourceType, option } = declared
  const { mapping, problems } = compiled(declared, surveyor.subschema)
  const bases = await lookAtBases(
    [
      ...namedBases(declaration).map(({ dn, path }) => ({ dn, option: `${option}.${path}` })),
      ...(mapping?.creation.createIn?.otherwise === undefined
        ? []
        : [{ dn: mapping.creation.createIn.otherwise, option: `${option}.createIn.otherwise` }]),
      ...(declaration.reservations === undefined
        ? []
        : [{ dn: declaration.reservations, option: `${option}.reservations` }]),
      ...movedTo(declaration).map(({ dn, path }) => ({ dn, option: `${option}.${path}` })),
      ...(declaration.createBase === undefined ? [] : [{ dn: declaration.createBase, option: `${option}.createBase` }]),
    ],
    surveyor,
  )
  const isThere = placesOf(declaration).every(({ base }) =>
    bases.some(({ dn, state }) => dn === base && state === 'there'),
  )
  const sample = mapping === undefined || !isThere ? undefined : await anyOf(mapping, surveyor.directory)
  return {
    name: resourceType.name,
    declaration,
    unknown: unknownIn(declaration, surveyor.subschema),
    problems,
    mapping,
    bases,
    listing: mapping === undefined || !isThere ? undefined : await list({ mapping, declaration, sample }, surveyor),
    counters: mapping === undefined ? [] : await lookAtCounters(mapping, surveyor),
    lock: mapping?.lock === undefined ? undefined : await lockSeen(declaration, surveyor),
    rights:
      mapping === undefined || sample === undefined
        ? undefined
        : await probeRights({
            ...surveyor,
            mapping,
            dn: sample.dn,
            isWritable: (type) => surveyor.subschema.attributeType(type)?.noUserModification === false,
          }),
  }
}

const namedBases = (declaration: MappingDeclaration) =>
  placesOf(declaration).map(({ base }, at) => ({
    dn: base,
    path: declaration.bases === undefined ? 'base' : `bases[${at}].base`,
  }))

/** Where a change of `active` takes entries. */
const movedTo = (declaration: MappingDeclaration) => {
  const { inactiveIn, activeIn } = movingOf(declaration) ?? {}
  const named = Object.entries({ inactiveIn, activeIn })
  return named.flatMap(([name, dn]) => (dn === undefined ? [] : [{ dn, path: `attributes.active.${name}` }]))
}

/** The declaration as a mapping; what the schema does not know is left out here, and told of by itself. */
const compiled = (
  { declaration, resourceType }: Declared,
  subschema: Subschema,
): { readonly mapping: Mapping | undefined; readonly problems: readonly MappingProblem[] } => {
  try {
    return { mapping: compileMapping(knownPart(declaration, subschema), resourceType, subschema), problems: [] }
  } catch (error) {
    if (!(error instanceof MappingError)) throw error
    return { mapping: undefined, problems: error.problems }
  }
}

const lockSeen = ({ passwordState, ...declaration }: MappingDeclaration, { directory, account }: Surveyor) =>
  lockInForce(directory, { account, bases: basesOf(declaration), defaultPolicy: passwordState?.defaultPolicy })

const lookAtCounters = (
  { creation }: Mapping,
  { directory }: Pick<Surveyor, 'directory'>,
): Promise<readonly CounterFact[]> =>
  Promise.all(
    creation.numbers.map(async (range) => {
      const entry = await directory.read(range.counter.dn, [range.counter.type])
      const values = entry === undefined ? [] : textsOf(entry.attributes, range.counter.type)
      const isNumber = values.length === 1 && /^\d{1,15}$/.test(values[0] ?? '')
      return { range, state: entry === undefined ? 'missing' : isNumber ? 'there' : 'no-number' }
    }),
  )

/** The same DN twice is looked at once. What is no DN is the mapping's problem. */
export const lookAtBases = async (
  named: readonly { readonly dn: string; readonly option: string }[],
  { directory, administrator }: Pick<Surveyor, 'directory' | 'administrator'>,
): Promise<readonly BaseFact[]> => {
  const distinct = [...new Map(named.toReversed().map((base) => [base.dn, base])).values()].reverse()
  return Promise.all(
    distinct
      .filter(({ dn }) => isDn(dn))
      .map(async ({ dn, option }) => {
        const base = dn as Dn
        const isVisible = (await directory.read(base, [])) !== undefined
        const isHidden = !isVisible && (await administrator?.read(base, []).catch(() => undefined)) !== undefined
        return { dn: base, option, state: isVisible ? 'there' : isHidden ? 'hidden' : 'missing' } as const
      }),
  )
}

/** One entry, whichever comes first; rather one that stands where new ones will. */
const anyOf = async ({ places, entryFilter, creation }: Mapping, directory: Directory): Promise<Entry | undefined> => {
  for (const place of [{ base: creation.base, scope: 'one' as const }, ...places]) {
    const request = { ...place, filter: entryFilter, types: operationalTypes, pageSize: 1 }
    try {
      for await (const entry of eachOf(directory.scan(request))) return entry
    } catch (error) {
      if (failureOf(error).kind === 'unreachable') throw error
    }
  }
  return undefined
}

interface Listing {
  readonly mapping: Mapping
  readonly declaration: MappingDeclaration
  readonly sample: Entry | undefined
}

const list = async ({ mapping, declaration, sample }: Listing, surveyor: Surveyor): Promise<ListingFact> => {
  const { directory, administrator } = surveyor
  const { entryFilter } = mapping
  const classes = or(...entryClassesOf(declaration).map((name) => equal('objectClass', name)))
  // Not every server has such a thing as entryCSN.
  const isKnown = (type: string) => type !== 'entryCSN' || surveyor.subschema.attributeType(type) !== undefined
  const hidden = operationalTypes.filter(
    (type) => sample !== undefined && isKnown(type) && !sample.attributes.has(type.toLowerCase()),
  )
  const incomplete: ListingFact['incomplete'][number][] = []
  let count = 0
  try {
    for await (const page of scanOf(directory, mapping, { filter: entryFilter, types: [] })) count += page.length
    for (const { name: path, types } of requiredHomes(mapping.rules, mapping.resourceType)) {
      const filter = and(classes, not(or(...types.map(present))))
      const dns: Dn[] = []
      for await (const page of scanOf(directory, mapping, { filter, types: [] })) dns.push(...page.map(({ dn }) => dn))
      if (dns.length > 0) incomplete.push({ path, types, dns })
    }
    const isHidden = count > 0 || administrator === undefined ? undefined : await hasEntry(mapping, administrator)
    return { count, failure: undefined, incomplete, isHidden, hidden }
  } catch (error) {
    const failure = failureOf(error)
    if (failure.kind === 'unreachable') throw error
    return { count, failure, incomplete, isHidden: undefined, hidden }
  }
}

/** undefined: whoever is asked here may not look. */
const hasEntry = async (mapping: Mapping, directory: Pick<Directory, 'scan'>): Promise<boolean | undefined> => {
  try {
    for await (const _ of scanOf(directory, mapping, { filter: mapping.entryFilter, types: [], pageSize: 1 }))
      return true
    return false
  } catch {
    return undefined
  }
}
