/** draftUsers: what a sample of people suggests for the User mapping. */
import type { Capabilities } from '../directory/directory.ts'
import { normaliseDn, rdnOf } from '../ldap/dn.ts'
import type { Entry } from '../ldap/entry.ts'
import type { RuleDeclaration } from '../mapping/declaration/declaration.ts'
import type { LockVerdict } from '../operations/passwords/lock-in-force.ts'
import { urn } from '../scim/urn.ts'
import { chooseRows } from './choose.ts'
import { chooseActive } from './choose-active.ts'
import { chooseLists, type PlainHome } from './choose-lists.ts'
import { mostFrequent } from './classes.ts'
import { type AttributeProfile, namesOneOf, namesSurname } from './profile.ts'
import type { ProposedRow } from './proposal.ts'
import { managerNames } from './vocabulary.ts'
import { housePrefixes, likeness } from './words.ts'

export interface People {
  readonly sample: readonly Entry[]
  readonly profiles: ReadonlyMap<string, AttributeProfile>
  readonly capabilities: Pick<Capabilities, 'passwordModify'>
  readonly hasPolicy: boolean
  /** Of the lock of a policy; undefined: the schema has none. */
  readonly verdict: LockVerdict | undefined
  /** Rows of the preset that is built upon. */
  readonly preset: Readonly<Record<string, RuleDeclaration | null>>
}

export interface UserRows {
  readonly rdn: string
  /** The attribute type. */
  readonly userName: string
  readonly rows: ReadonlyMap<string, ProposedRow>
}

/** What the shipped schema has needs no guess: the preset says what it holds. */
const isOurs = (name: string, preset: People['preset']): boolean =>
  name.startsWith('scim') && JSON.stringify(preset).includes(`"${name}"`)

const percent = (part: number): string => `${Math.round(part * 100)} %`

export const userRowsOf = (people: People): UserRows => {
  const { sample } = people
  const profiles = [...people.profiles.values()].filter(
    ({ name, description }) => !description.operational && !isOurs(name, people.preset),
  )
  const prefixes = housePrefixes(profiles.map(({ name }) => name))
  const rdn = mostFrequent(sample.map(({ dn }) => rdnOf(dn)[0]?.type ?? 'cn')) ?? 'uid'
  const rows = new Map<string, ProposedRow>()
  const userName = userNameOf(people, rdn)
  rows.set('userName', { row: userName.name, why: `${percent(userName.coverage)} of the people have it` })
  const manager = managerOf(profiles, people, prefixes)
  if (manager !== undefined) rows.set(`${urn.enterpriseUser}:manager`, manager)
  const taken = new Set([userName.name.toLowerCase(), 'cn', 'objectclass', 'userpassword'])
  for (const { path, profile } of chooseRows({ profiles, prefixes, taken })) {
    rows.set(path, { row: rowFor(profile, people.preset[path]), why: describe(profile) })
  }
  for (const { path, homes } of chooseLists({ profiles, prefixes })) {
    const why = homes.map(({ attribute, coverage }) => `${attribute}: ${percent(coverage)}`).join(', ')
    rows.set(path, { ...listRow(homes, people.preset[path]), why })
  }
  for (const [path, row] of Object.entries(people.preset)) {
    if (!rows.has(path) && isUnusedBinary(row, people)) rows.set(path, { row: null, why: 'nobody has any' })
  }
  const fullName = fullNameOf(profiles, people)
  if (fullName !== undefined) rows.set('name.formatted', fullName)
  const naming = isNaming(rdn, { ...people.preset, ...rowsOnly(rows) }) ? rdn : userName.name
  const active = chooseActive({
    ...{ profiles, prefixes },
    ...{ hasPolicy: people.hasPolicy, verdict: people.verdict, preset: people.preset.active },
  })
  rows.set('active', { ...active, row: active.row === 'preset' ? (people.preset.active ?? null) : active.row })
  if (!people.capabilities.passwordModify)
    rows.set('password', { row: { password: 'userPassword', by: 'value' }, why: 'no password operation is offered' })
  return { rdn: naming, userName: userName.name, rows }
}

const enough = 20

/** Photos and certificates that nobody of many has are not what the directory is for. */
const isUnusedBinary = (row: RuleDeclaration | null, { sample, profiles }: People): boolean => {
  if (sample.length < enough || typeof row !== 'object' || row === null || !('plain' in row)) return false
  const homes = 'structured' in row ? [] : (row.plain ?? [])
  const isBinary = homes.length > 0 && homes.every(({ codec }) => codec !== undefined && codec !== 'text')
  return isBinary && homes.every(({ attribute }) => !profiles.has(attribute.toLowerCase()))
}

const rowsOnly = (rows: ReadonlyMap<string, ProposedRow>) =>
  Object.fromEntries([...rows].map(([path, { row }]) => [path, row]))

/** An attribute type that names new entries must be one that a row writes. */
const isNaming = (type: string, rows: Readonly<Record<string, RuleDeclaration | null>>): boolean =>
  Object.values(rows).some((row) => {
    const written = typeof row === 'string' ? row : row !== null && 'attribute' in row ? row.attribute : undefined
    return written?.toLowerCase() === type.toLowerCase()
  })

const fullNames = ['fullname', 'vollname', 'nomcomplet', 'displayname', 'gecos', 'anzeigename']
const mostly = 0.6

/** cn is a full name nearly everywhere; where it is a login, something else may be one. */
const fullNameOf = (profiles: readonly AttributeProfile[], { sample }: People): ProposedRow | undefined => {
  if (namesSurname('cn', sample) >= mostly) return undefined
  const prefixes = housePrefixes(profiles.map(({ name }) => name))
  const found = profiles.find(
    ({ name, coverage }) =>
      likeness(name, fullNames, prefixes) > 0.9 && coverage > 0.8 && namesSurname(name, sample) >= mostly,
  )
  const why = 'cn is no full name here'
  return found === undefined
    ? { row: { template: '{givenName} {sn}' }, why }
    : { row: found.name, why: `${why}; ${describe(found)}` }
}

const describe = ({ coverage, texts, several }: AttributeProfile): string => {
  const few = texts.length > 0 && texts.length <= 6 ? `; ${texts.length} different values` : ''
  return `${percent(coverage)} of the people have it${several > 0 ? ', some several' : ''}${few}`
}

/** The preset's own row, where it is of this type, may say more than the type. */
const rowFor = ({ name }: AttributeProfile, preset: RuleDeclaration | null | undefined): RuleDeclaration =>
  typeof preset === 'object' && preset !== null && 'attribute' in preset && preset.attribute === name ? preset : name

/**
 * With the homes that the preset has besides, so that what nobody has today can be stored tomorrow; `lesser` is for
 * classes that do not allow them. A single home says no type, since its values may be of any.
 */
const listRow = (
  homes: readonly PlainHome[],
  preset: RuleDeclaration | null | undefined,
): Pick<ProposedRow, 'row' | 'lesser'> => {
  const known = typeof preset === 'object' && preset !== null && 'structured' in preset ? preset : { plain: [] }
  const structured = known.structured === undefined ? {} : { structured: known.structured }
  const isOne = homes.length === 1 && known.plain?.length !== undefined && known.plain.length < 2
  const own = homes.map(({ attribute, as }) => (isOne || as === '' ? { attribute } : { attribute, as }))
  const others = (known.plain ?? []).filter(({ attribute, as }) =>
    homes.every((home) => home.attribute.toLowerCase() !== attribute.toLowerCase() && home.as !== as),
  )
  const row = { plain: [...own, ...(isOne ? [] : others)], ...structured }
  return { row, lesser: { plain: own, ...structured } }
}

const logins = [
  'uid',
  'samaccountname',
  'userid',
  'login',
  'username',
  'loginname',
  'benutzername',
  'kennung',
  'identifiant',
]

/** What nearly everybody has one of, and nobody shares. */
const userNameOf = ({ profiles, sample }: People, rdn: string): { name: string; coverage: number } => {
  const own = [...profiles.values()].filter(({ coverage, distinct }) => coverage > 0.9 && distinct > 0.98)
  const find = (accept: (profile: AttributeProfile) => boolean) => own.find(accept)
  const found =
    logins.map((login) => find(({ name }) => name.toLowerCase() === login)).find((profile) => profile !== undefined) ??
    find(({ names }) => names.some((name) => likeness(name, logins, housePrefixes(names)) >= 0.8)) ??
    find(({ name }) => name.toLowerCase() === rdn.toLowerCase()) ??
    find(({ name }) => name.toLowerCase() === 'mail')
  return found ?? { name: rdn, coverage: sample.length === 0 ? 0 : 1 }
}

const managerOf = (
  profiles: readonly AttributeProfile[],
  { sample }: People,
  prefixes: ReadonlySet<string>,
): ProposedRow | undefined => {
  const dns = new Set(sample.map(({ dn }) => normaliseDn(dn)))
  const found = profiles
    .filter(({ names }) => names.some((name) => likeness(name, managerNames, prefixes) >= 0.7))
    .filter(({ looks }) => looks.dn > 0.9)
    .toSorted((a, b) => Number(namesOneOf(b, dns)) - Number(namesOneOf(a, dns)) || b.coverage - a.coverage)[0]
  return found && { row: { reference: found.name, to: 'User' }, why: describe(found) }
}
