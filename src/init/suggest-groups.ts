/** suggestGroups: places, kind and rows of the groups. */
import { normaliseDn, rdnOf } from '../ldap/dn.ts'
import type { Entry } from '../ldap/entry.ts'
import { type GroupPresetName, groupPresets, presets, withGroups } from '../mapping/presets/presets.ts'
import { groupResourceType } from '../scim/schema/core-resource-types.ts'
import { mostFrequent } from './classes.ts'
import { type GroupKind, groupKindsOf, memberTypeOf, placeholderIn } from './groups.ts'
import { numbersLike, rangeLike } from './numbers.ts'
import { closureOf } from './overview.ts'
import { placesOf } from './places.ts'
import { type Draft, proposalOf } from './proposal.ts'
import { placeOptions } from './suggest-places.ts'
import type { Seeing, Suggested } from './suggested.ts'

/** undefined: there are none, or of kinds only that cannot be served. */
export const suggestGroups = (seeing: Seeing, sample: readonly Entry[]): Suggested | undefined => {
  const { overview, subschema, counters } = seeing
  const kinds = groupKindsOf(overview.groups, subschema)
  const [first] = kinds
  if (first === undefined) return undefined
  const dnKinds = kinds.filter(({ preset }) => isOfDns(preset) === isOfDns(first.preset))
  const types = [...new Set(dnKinds.map(({ preset }) => memberTypeOf(preset)))]
  const taken = overview.groups.filter(({ classes }) => {
    const closure = closureOf(classes, subschema)
    return dnKinds.some(({ preset }) => closure.has(preset.toLowerCase()))
  })
  const places = placesOf(
    taken.map(({ dn }) => dn),
    overview.suffix,
  )
  if (places === undefined) return undefined
  const known = new Set([...overview.people, ...overview.groups].map(({ dn }) => normaliseDn(dn)))
  const placeholder = placeholderIn(sample, { types, known })
  const rdn = mostFrequent(sample.map(({ dn }) => rdnOf(dn)[0]?.type ?? 'cn')) ?? 'cn'
  const preset = withGroups(presets[seeing.preset].Group, groupPresets[first.preset])
  const number = first.preset === 'posixGroup' ? numbersLike('gidNumber', sample, counters) : undefined
  const draft: Draft = {
    options: {
      ...placeOptions(places),
      ...(dnKinds.length > 1 ? { objectClass: dnKinds.map((kind) => kind.preset) } : {}),
      ...(rdn.toLowerCase() === String(preset.rdn).toLowerCase() ? {} : { rdn }),
      ...(number === undefined ? {} : { createAttributes: { gidNumber: number } }),
      ...(placeholder === undefined ? {} : { emptyGroups: 'placeholder' as const, placeholder }),
    },
    rows: new Map(
      types.length > 1
        ? [['members', { row: { members: types, to: ['User', 'Group'] }, why: 'groups of several kinds' }]]
        : [],
    ),
    preset,
    resourceType: groupResourceType,
    served: ['User', 'Group'],
  }
  return {
    proposal: { ...proposalOf(draft, subschema), groupPreset: first.preset },
    notes: notesOf(kinds, dnKinds),
    questions: [
      ...(placeholder === undefined && preset.emptyGroups !== 'native' ? [emptyQuestion] : []),
      ...(first.preset === 'posixGroup' && number === undefined ? [numberQuestion(sample, overview.suffix)] : []),
    ],
  }
}

const emptyQuestion =
  'emptyGroups: most identity providers create a group first and fill it later, which is 400 here unless placeholder is said.'

const numberQuestion = (sample: readonly Entry[], suffix: string): string => {
  const range = rangeLike('gidNumber', sample) ?? [10_000, 59_999]
  return `new groups need a number, and nothing was seen that counts them: createAttributes: { gidNumber: { next: [${range.join(', ')}], counter: "cn=scimdap-numbers,${suffix}" } }, or operations: { create: false }; \`scimdap check\` has the LDIF of the counter.`
}

const isOfDns = (preset: GroupPresetName): boolean => memberTypeOf(preset) !== 'memberUid'

const notesOf = (kinds: readonly GroupKind[], taken: readonly GroupKind[]): readonly string[] => [
  kinds.map(({ preset, entries }) => `${preset}: ${entries}`).join(', '),
  ...kinds.filter((kind) => !taken.includes(kind)).map(({ preset }) => `Left out: groups of ${preset}`),
]
