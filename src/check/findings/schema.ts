/** Findings about the schema: what a mapping names and the server does not know. */
import type { Facts, ResourceFacts, Seen, WrongRight } from '../facts.ts'
import type { Finding } from '../finding.ts'
import { frontendPlace } from '../place.ts'
import { adding, modifyRecord, schemaRecords } from '../records.ts'
import type { Definition } from '../schema/definition.ts'
import { compareSchema, planSchema } from '../schema/plan-schema.ts'

export const schemaFindings = (facts: Facts, seen: Seen): readonly Finding[] => {
  if (seen.subschema === undefined) return hidden(seen)
  const ours = new Set(facts.shipped.definitions.map(({ name }) => name.toLowerCase()))
  const isOurs = (name: string) => ours.has(name.toLowerCase())
  return [
    ...missingSchema(facts, seen, isOurs),
    ...outdatedSchema(seen, isOurs),
    ...seen.resources.flatMap((resource) => unknownNames(resource, isOurs)),
    ...seen.resources.flatMap(invalid),
    ...seen.wrongRights.map(wrongRight),
  ]
}

/** Without the rootDSE's word for it, the entry with the schema cannot be found either. */
const hidden = (seen: Seen): readonly Finding[] => [
  {
    id: 'schema-hidden',
    severity: 'error',
    what: 'The account of the gateway does not see the schema of the directory.',
    means: 'No mapping can be compiled, and every request is answered with 503.',
    remedy: { target: 'config', ldif: openFrontend(seen) },
  },
]

/** What LDAP servers show to everybody. RFC 4512 §5.1 */
export const openFrontend = (seen: Seen): string =>
  modifyRecord(frontendPlace(seen), [
    adding('olcAccess', ['{0}to dn.base="" by * read', '{1}to dn.base="cn=Subschema" by * read']),
  ])

const missingSchema = (facts: Facts, seen: Seen, isOurs: (name: string) => boolean): readonly Finding[] => {
  const names = distinct(seen.resources.flatMap(({ unknown }) => unknownNamesOf(unknown)).filter(isOurs))
  if (names.length === 0) return []
  return [
    {
      id: 'schema-missing',
      severity: 'error',
      what: `The schema of scimdap is not loaded, or not all of it: ${listed(names)}.`,
      means: 'The mapping stores attributes there, so that `scimdap serve` ends, and names the rows.',
      ...schemaRemedy(facts, seen),
      advice: 'Or let `scimdap schema install` do it; or use the preset inetOrgPerson, which needs no schema of ours.',
    },
  ]
}

/** Where cn=config is not readable, only the whole schema can be given: it is taken where nothing of it is there. */
const schemaRemedy = ({ shipped }: Facts, { definitions, subschema }: Seen): Pick<Finding, 'remedy'> => {
  const isKnown = ({ kind, name }: Definition) =>
    (kind === 'attribute type' ? subschema?.attributeType(name) : subschema?.objectClass(name)) !== undefined
  if (definitions === undefined && shipped.definitions.some(isKnown)) return {}
  const writes = planSchema(definitions ?? compareSchema(shipped.definitions, []))
  return { remedy: { target: 'config', ldif: schemaRecords(writes) } }
}

const outdatedSchema = ({ definitions, resources }: Seen, isOurs: (name: string) => boolean): readonly Finding[] => {
  const isUsed = resources.some(({ mapping, unknown }) =>
    [...unknownNamesOf(unknown), ...(mapping?.rules.flatMap(({ types }) => types) ?? [])].some(isOurs),
  )
  if (definitions === undefined || !isUsed) return []
  const named = (wanted: string) =>
    definitions.filter(({ state }) => state === wanted).map(({ wanted: { name } }) => name)
  const [different, conflicting] = [named('different'), named('conflict')]
  const outdated: Finding = {
    id: 'schema-outdated',
    severity: 'warning',
    what: `The directory has another version of the schema of scimdap: ${listed(different)}.`,
    means: 'Values may be refused or compared in other ways than this version of the gateway expects.',
    remedy: { target: 'config', ldif: schemaRecords(planSchema(definitions)) },
  }
  const conflict: Finding = {
    id: 'schema-conflict',
    severity: 'error',
    what: `Other definitions of the directory have names of the schema of scimdap: ${listed(conflicting)}.`,
    means: 'The schema cannot be installed beside them.',
    advice: 'Somebody has to rename them, or the mapping has to name other attribute types.',
  }
  return [...(different.length > 0 ? [outdated] : []), ...(conflicting.length > 0 ? [conflict] : [])]
}

const unknownNames = (
  { name, unknown: { types, classes }, declaration }: ResourceFacts,
  isOurs: (name: string) => boolean,
): readonly Finding[] => {
  const lock = Object.values(declaration.attributes).flatMap((row) =>
    typeof row === 'object' && row !== null && 'lock' in row && row.lock !== undefined ? [row.lock] : [],
  )
  // ppolicy brings the lock: see the findings about deactivation.
  const strange = types.filter(({ type }) => !isOurs(type) && !lock.includes(type))
  return [
    ...strange.map(
      ({ path, type }): Finding => ({
        id: 'attribute-type-unknown',
        severity: 'error',
        what: `${name}: ${path} names the attribute type ${type}, which the directory does not know.`,
        means: 'The mapping cannot be compiled: `scimdap serve` ends, and names the row.',
        advice: `Correct the name, load the schema that defines it, or remove the row (${path.replace('attributes.', '')}: null).`,
      }),
    ),
    ...classes
      .filter((each) => !isOurs(each.name))
      .map(
        ({ path, name: className }): Finding => ({
          id: 'object-class-unknown',
          severity: 'error',
          what: `${name}: ${path} names the object class ${className}, which the directory does not know.`,
          means: 'The mapping cannot be compiled: `scimdap serve` ends, and names the row.',
          advice:
            'Correct the name, or load the schema that defines it (inetorgperson.ldif is in the schema folder of slapd).',
        }),
      ),
  ]
}

/** A row that was left out for an unknown name makes others complain: that is told already. */
const invalid = ({ name, problems, unknown }: ResourceFacts): readonly Finding[] =>
  problems
    .filter(({ path }) => !['attributes', 'rdn'].includes(path) || unknown.types.length === 0)
    .filter(({ message }) => !isTold(unknown) || !/schema has no (?:attribute type|object class)/.test(message))
    .map(({ path, message }) => ({
      id: 'mapping-invalid',
      severity: 'error',
      what: `${name}: ${path}: ${message}.`,
      means: 'The mapping cannot be compiled: `scimdap serve` ends, and names the row.',
    }))

const wrongRight = ({ client, path, message }: WrongRight): Finding => ({
  id: 'rights-invalid',
  severity: 'error',
  what: `Client ${client}: ${path}: ${message}.`,
  means: 'What the client may cannot be kept to: `scimdap serve` ends, and names the place.',
})

const isTold = (unknown: ResourceFacts['unknown']): boolean => unknownNamesOf(unknown).length > 0

const unknownNamesOf = ({ types, classes }: ResourceFacts['unknown']): readonly string[] => [
  ...types.map(({ type }) => type),
  ...classes.map(({ name }) => name),
]

const distinct = (names: readonly string[]): readonly string[] => [...new Set(names)]

const longestList = 6

export const listed = (names: readonly string[]): string =>
  names.length <= longestList
    ? names.join(', ')
    : `${names.slice(0, longestList - 1).join(', ')} and ${names.length - longestList + 1} more`
