/** judge: a proposed mapping against what an engineer wrote down for that directory beforehand. Format: test/fixtures/init-shapes/README.md */
import type { MappingDeclaration, RuleDeclaration } from '../../src/mapping/declaration/declaration.ts'
import { placesOf } from '../../src/mapping/places.ts'

interface Acceptable {
  readonly attribute?: string
  readonly fallback?: readonly string[]
  readonly values?: Readonly<Record<'true' | 'false' | 'either', readonly string[]>>
  readonly template?: readonly string[]
  readonly constant?: unknown
  readonly plain?: readonly string[]
  readonly may?: readonly string[]
  readonly as?: Readonly<Record<string, string>>
  readonly reference?: string
  readonly memberships?: string
  readonly password?: string
}

export interface Expected {
  readonly suffix: string
  /** A search that finds those who should be Users. */
  readonly people: { readonly base: string; readonly scope: 'sub' | 'one'; readonly filter: string }
  readonly users: {
    readonly base: readonly { readonly value: string }[]
    readonly objectClass: readonly { readonly value: string }[]
    readonly rdn: readonly { readonly value: string }[]
  }
  readonly attributes: Readonly<Record<string, { readonly rows: readonly Acceptable[]; readonly optional?: true }>>
  readonly groups: readonly {
    readonly base: readonly string[]
    readonly objectClass: string
    readonly kind: 'dn' | 'uid'
    readonly members: string
  }[]
  readonly absent: readonly string[]
  readonly never: readonly string[]
}

export interface Verdict {
  readonly right: readonly string[]
  /** Another row than any of those that were written down, or none. */
  readonly wrong: readonly string[]
}

type Rows = MappingDeclaration['attributes']

/** Rows of people. What is optional counts only where it is there; what must not be mapped, only where it is. */
export const judgeRows = ({ attributes, absent, never }: Expected, rows: Rows): Verdict => {
  const right: string[] = []
  const wrong: string[] = []
  for (const [path, { rows: acceptable, optional }] of Object.entries(attributes)) {
    const row = rows[path] ?? undefined
    if (row === undefined && optional) continue
    if (row !== undefined && acceptable.some((each) => fits(row, each))) right.push(path)
    else wrong.push(`${path}: ${JSON.stringify(row ?? null)}`)
  }
  const written = Object.entries(rows).flatMap(([path, row]) => (row === null ? [] : [{ path, row }]))
  for (const { path, row } of written) {
    const isAbsent = absent.includes(path)
    const names = typesIn(row).filter((type) => never.some((each) => isSame(each, type)))
    if (isAbsent || names.length > 0) wrong.push(`${path}: ${JSON.stringify(row)} is not to be mapped`)
  }
  return { right, wrong }
}

const isSame = (a: string, b: string): boolean => a.toLowerCase() === b.toLowerCase()

const fits = (row: RuleDeclaration, acceptable: Acceptable): boolean => {
  const given: Readonly<Record<string, unknown>> = typeof row === 'string' ? { attribute: row } : { ...row }
  if (acceptable.values !== undefined) return fitsStates(given, acceptable)
  if (acceptable.attribute !== undefined) {
    const [first, ...others] = [given.attribute ?? given.attributes].flat() as readonly string[]
    if (first === undefined || given.values !== undefined || !isSame(first, acceptable.attribute)) return false
    return others.every((type) => (acceptable.fallback ?? []).some((each) => isSame(each, type)))
  }
  if (acceptable.plain !== undefined) return fitsList(given, acceptable)
  for (const key of ['reference', 'memberships', 'password'] as const) {
    if (acceptable[key] !== undefined) return typeof given[key] === 'string' && isSame(given[key], acceptable[key])
  }
  if (acceptable.template !== undefined) {
    const types = [...String(given.template ?? '').matchAll(/\{([^}]+)\}/g)].map(([, type]) => type as string)
    return (
      types.length === acceptable.template.length &&
      acceptable.template.every((type) => types.some((each) => isSame(each, type)))
    )
  }
  return acceptable.constant !== undefined && given.constant === acceptable.constant
}

const fitsStates = ({ attribute, values }: Readonly<Record<string, unknown>>, acceptable: Acceptable): boolean => {
  if (typeof attribute !== 'string' || !isSame(attribute, acceptable.attribute ?? '') || values === undefined)
    return false
  const states = new Map(
    Object.entries(values as Record<string, unknown>).map(([text, state]) => [text.toLowerCase(), state]),
  )
  return (['true', 'false'] as const).every((state) =>
    (acceptable.values?.[state] ?? []).every((text) => states.get(text.toLowerCase()) === (state === 'true')),
  )
}

const fitsList = ({ plain, attribute }: Readonly<Record<string, unknown>>, acceptable: Acceptable): boolean => {
  const homes = (plain ?? (attribute === undefined ? [] : [{ attribute }])) as { attribute: string; as?: string }[]
  const { plain: all = [], may = [], as = {} } = acceptable
  const isThere = (type: string) => homes.some((home) => isSame(home.attribute, type))
  const typeOf = (type: string) => Object.entries(as).find(([each]) => isSame(each, type))?.[1]
  return (
    all.every(isThere) &&
    homes.every(
      (home) =>
        [...all, ...may].some((type) => isSame(type, home.attribute)) &&
        (home.as === undefined || typeOf(home.attribute) === undefined || typeOf(home.attribute) === home.as),
    )
  )
}

const typesIn = (row: RuleDeclaration): readonly string[] =>
  [...JSON.stringify(row).matchAll(/"([A-Za-z][\w;-]*)"/g)].map(([, word]) => word as string)

interface Places {
  readonly people: MappingDeclaration
  readonly grouped: MappingDeclaration | undefined
  /** DNs of those whom the proposal has for Users, and of those who should be. */
  readonly users: { readonly shown: ReadonlySet<string>; readonly wanted: ReadonlySet<string> }
}

/** Places and classes. Several bases are right where they have the very people that should be Users. */
export const judgePlaces = ({ users, groups }: Expected, { people, grouped, users: found }: Places): Verdict => {
  const right: string[] = []
  const wrong: string[] = []
  const say = (isRight: boolean, what: string) => (isRight ? right : wrong).push(what)
  const oneOf = (accepted: readonly { readonly value: string }[], value: unknown) =>
    accepted.some((each) => isSame(each.value, String(value)))
  const isExact = found.shown.size === found.wanted.size && [...found.wanted].every((dn) => found.shown.has(dn))
  const bases = placesOf(people).map(({ base }) => base)
  say(bases.length === 1 ? oneOf(users.base, bases[0]) : isExact, `users: ${bases.join(' and ')}`)
  say(oneOf(users.objectClass, people.objectClass), `users.objectClass ${people.objectClass}`)
  say(oneOf(users.rdn, people.rdn), `users.rdn ${people.rdn}`)
  const classes = [grouped?.objectClass ?? []].flat()
  const groupBases = grouped === undefined ? [] : placesOf(grouped).map(({ base }) => base)
  const isKind = groups.some(
    (group) =>
      classes.some((name) => isSame(name, group.objectClass)) &&
      groupBases.every((base) => group.base.some((each) => isSame(each, base))),
  )
  say(isKind, `groups ${groupBases.join(' and ')} ${classes}`)
  return { right, wrong }
}
