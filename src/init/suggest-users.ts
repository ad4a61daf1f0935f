/** suggestUsers: places, classes, RDN and rows of the people. */
import { type Entry, textsOf } from '../ldap/entry.ts'
import { typesOf } from '../mapping/compile/class-types.ts'
import type { MappingDeclaration, RuleDeclaration } from '../mapping/declaration/declaration.ts'
import { writtenBy } from '../mapping/mapping.ts'
import { presets, type UserPresetName, userPresets, withGroups } from '../mapping/presets/presets.ts'
import type { LockVerdict } from '../operations/passwords/lock-in-force.ts'
import { userResourceType } from '../scim/schema/core-resource-types.ts'
import { type Classes, classesOf, mostFrequent } from './classes.ts'
import { createdLike } from './created.ts'
import { createdIn } from './created-in.ts'
import { type NumberType, numbersLike, rangeLike } from './numbers.ts'
import type { Seen } from './overview.ts'
import type { Places } from './places.ts'
import type { AttributeProfile } from './profile.ts'
import { type Draft, type Proposal, proposalOf } from './proposal.ts'
import { placeOptions } from './suggest-places.ts'
import { NothingToMap, type Seeing, type Suggested } from './suggested.ts'
import { type UserRows, userRowsOf } from './users.ts'

interface Looked {
  /** Those that are to be mapped. */
  readonly people: readonly Seen[]
  readonly places: Places
  readonly sample: readonly Entry[]
  readonly profiles: ReadonlyMap<string, AttributeProfile>
  readonly isGrouped: boolean
  /** Of the lock of a password policy; undefined: the schema has none. */
  readonly verdict: LockVerdict | undefined
}

const preferred = ['inetOrgPerson', 'posixAccount', 'organizationalPerson', 'person']

/** @throws NothingToMap */
export const suggestUsers = (seeing: Seeing, looked: Looked): Suggested => {
  const { overview, subschema, capabilities } = seeing
  const preset = presets[seeing.preset].User
  const { sample, profiles, people, places, verdict } = looked
  const hasPolicy =
    overview.policies > 0 ||
    [...profiles.keys()].some((type) => /^pwd(?:changedtime|policysubentry|accountlockedtime)$/.test(type))
  const rows = userRowsOf({ sample, profiles, capabilities, preset: preset.attributes, hasPolicy, verdict })
  const filled = filledBy(rows, preset)
  const classes = classesOf(people, {
    ...{ subschema, preferred, filled },
    alike: (type) => numberFor(type, seeing, sample) ?? createdLike(type, sample, rows.userName),
  })
  if (classes === undefined)
    throw new NothingToMap('the people have no structural object class that the schema describes')
  const kind = kindOf(classes)
  const kindPreset = kind === undefined ? preset : withGroups(preset, userPresets[kind])
  const placed = createdInOf(places, sample, rowsOver(kindPreset, rows))
  const draft: Draft = {
    options: {
      ...placeOptions(places),
      ...(placed === undefined ? {} : { createIn: placed.createIn }),
      ...classOptions(classes, { seeing, looked, rows, filled, preset: kindPreset }),
      ...createOptions(classes, kindPreset, (type) => createdLike(type, sample, rows.userName)),
      ...(rows.rdn.toLowerCase() === String(preset.rdn).toLowerCase() ? {} : { rdn: rows.rdn }),
    },
    rows: rows.rows,
    preset: kindPreset,
    resourceType: userResourceType,
    served: looked.isGrouped ? ['User', 'Group'] : ['User'],
  }
  const proposal = proposalOf(draft, subschema)
  return {
    proposal: { ...proposal, ...(kind === undefined ? {} : { userPreset: kind }) },
    notes: [
      ...(placed === undefined ? [] : [placed.why]),
      ...classes.unfilled.map(
        ({ name, requires }) =>
          `Most people are ${name}, too, which new ones will not be: it requires ${requires.join(', ')} (createAttributes can say them)`,
      ),
      ...leftNotes(places.leftOut),
      unmapped(profiles, proposal),
    ].filter((note) => note !== ''),
    questions: [...questionsOf(proposal), ...numberQuestions(classes, sample, overview.suffix)],
  }
}

const isNumber = (type: string): type is NumberType => type === 'uidNumber' || type === 'gidNumber'

/** Of accounts the number is their own; their group's is that of others. */
const numberFor = (type: string, { counters }: Seeing, sample: readonly Entry[]) =>
  type === 'uidNumber' ? numbersLike(type, sample, counters) : undefined

/** Accounts are made whole, or not at all. */
const kindOf = ({ created, auxiliary }: Classes): UserPresetName | undefined =>
  'uidNumber' in created && auxiliary.some((name) => name.toLowerCase() === 'posixaccount') ? 'posix' : undefined

const rowsOver = ({ attributes }: Omit<MappingDeclaration, 'base'>, { rows }: UserRows) => ({
  ...attributes,
  ...Object.fromEntries([...rows].map(([path, { row }]) => [path, row])),
})

const createdInOf = ({ bases: [base, ...others] }: Places, sample: readonly Entry[], rows: Rows) =>
  base === undefined || others.length > 0 ? undefined : createdIn(base.dn, sample, rows)

type Rows = Parameters<typeof createdIn>[2]

/** New people will be no accounts until somebody says which numbers they get. */
const numberQuestions = ({ unfilled }: Classes, sample: readonly Entry[], suffix: string): readonly string[] => {
  const account = unfilled.find(({ name }) => name.toLowerCase() === 'posixaccount')
  const types = account?.requires.filter(isNumber) ?? []
  const range = rangeLike('uidNumber', sample)
  if (account === undefined || types.length === 0 || range === undefined) return []
  const group = mostFrequent(sample.flatMap(({ attributes }) => textsOf(attributes, 'gidNumber').slice(0, 1)))
  const said = types.map((type) =>
    type === 'uidNumber'
      ? `uidNumber: { next: [${range.join(', ')}], counter: "cn=scimdap-numbers,${suffix}" }`
      : `gidNumber: "${group ?? ''}"`,
  )
  return [
    `new people will be no accounts: nothing was seen that counts their numbers. With preset: posix, posixAccount among createClasses and createAttributes: { ${said.join(', ')} } they will be; \`scimdap check\` has the LDIF of the counter.`,
  ]
}

const leftNotes = (leftOut: readonly { dn: string; entries: number }[]): readonly string[] =>
  leftOut.map(
    ({ dn, entries }) => `Left out: ${dn} (${entries}), which looks like accounts of programs or administrators`,
  )

interface Context {
  readonly seeing: Seeing
  readonly looked: Looked
  readonly rows: UserRows
  readonly filled: ReadonlySet<string>
  readonly preset: Omit<MappingDeclaration, 'base'>
}

/** What the kind of people says of its own accord gives way to what those who are there have. */
const createOptions = (
  { created }: Classes,
  preset: Omit<MappingDeclaration, 'base'>,
  alike: (type: string) => string | undefined,
): Pick<Draft['options'], 'createAttributes'> => {
  const usual = Object.keys(preset.createAttributes ?? {}).filter((type) => !(type in created))
  const all = { ...created, ...Object.fromEntries(usual.map((type) => [type, alike(type) ?? null])) }
  const differing = Object.entries(all).filter(([type, value]) => preset.createAttributes?.[type] !== value)
  return differing.length === 0 ? {} : { createAttributes: Object.fromEntries(differing) }
}

const classOptions = (classes: Classes, context: Context): Partial<Draft['options']> => {
  const { known, structural, auxiliary } = classes
  const { preset } = context
  const ours = preset.auxiliaryClasses ?? []
  const createClasses = [structural, ...auxiliary.filter((name) => !ours.includes(name))]
  const added = helpersFor([...createClasses, ...ours], context)
  const isAsPreset = sameNames(known, [preset.objectClass].flat())
  return {
    ...(isAsPreset ? {} : { objectClass: known.length === 1 ? (known[0] as string) : [...known] }),
    ...(sameNames(createClasses, preset.createClasses) ? {} : { createClasses }),
    ...(added.length === 0 ? {} : { auxiliaryClasses: [...ours, ...added] }),
  }
}

const sameNames = (a: readonly string[], b: readonly string[]): boolean =>
  a.length === b.length && a.every((name, at) => name.toLowerCase() === b[at]?.toLowerCase())

/** AUXILIARY classes that some people have, and that a row needs whose attribute type the others do not allow. */
const helpersFor = (createClasses: readonly string[], { seeing, looked, rows, filled }: Context): readonly string[] => {
  const { subschema } = seeing
  const allowedBy = (name: string): readonly string[] => {
    const description = subschema.objectClass(name)
    return description === undefined ? [] : typesOf(description, subschema)
  }
  const allowed = new Set(createClasses.flatMap(allowedBy))
  const seen = new Set(looked.sample.flatMap(({ attributes }) => attributes.get('objectclass') ?? []))
  const auxiliary = [...seen].filter((name) => subschema.objectClass(String(name))?.kind === 'auxiliary').map(String)
  return auxiliary.filter((name) => {
    if (createClasses.some((each) => each.toLowerCase() === name.toLowerCase())) return false
    const { must = [] } = subschema.objectClass(name) ?? {}
    if (!must.every((type) => filled.has(type.toLowerCase()))) return false
    return allowedBy(name).some((type) => !allowed.has(type) && isWritten(rows, type))
  })
}

const isWritten = ({ rows }: UserRows, type: string): boolean =>
  [...rows.values()].some(({ row }) => row !== null && typesNamed(row).includes(type))

/** Attribute types in a row, in lower case. */
const typesNamed = (row: RuleDeclaration): readonly string[] =>
  [...JSON.stringify(row).matchAll(/[A-Za-z][\w;-]*/g)].map(([word]) => word.toLowerCase())

/** By the rows of the preset and those in their places; what is only read fills nothing. */
const filledBy = ({ rows }: UserRows, preset: Omit<MappingDeclaration, 'base'>): ReadonlySet<string> => {
  const all = { ...preset.attributes, ...Object.fromEntries([...rows].map(([path, { row }]) => [path, row])) }
  return new Set(
    Object.values(all).flatMap((row) =>
      row === null || (typeof row === 'object' && ('template' in row || 'constant' in row)) ? [] : typesNamed(row),
    ),
  )
}

/** Of those that people have: what no row shows. */
const unmapped = (profiles: ReadonlyMap<string, AttributeProfile>, { mapping }: Proposal): string => {
  const shown = new Set(
    mapping.rules.flatMap((rule) => [...rule.types, ...writtenBy(rule)]).map((type) => type.toLowerCase()),
  )
  const left = [...profiles.values()]
    .filter(({ name, description }) => !description.operational && !shown.has(name.toLowerCase()))
    .filter(({ name }) => !/^(?:objectClass|userPassword)$/i.test(name))
    .toSorted((a, b) => b.coverage - a.coverage)
  if (left.length === 0) return ''
  const words = left.slice(0, 30).map(({ name, coverage }) => `${name} (${Math.round(coverage * 100)} %)`)
  return `Seen and not mapped: ${words.join(', ')}${left.length > 30 ? `, and ${left.length - 30} more` : ''}`
}

const questionsOf = ({ rows }: Proposal): readonly string[] => {
  const active = rows.get('active')
  if (active?.asks !== undefined) return [`active: ${active.asks}`]
  return active === undefined || active.row === null ? [`active: ${active?.why ?? ''}.`] : []
}
