/** Trail: what an operation means to change, as decided last; for whoever tells of it when it is done. Names and ids, no values. */
import { type EntryChange, isEmpty } from '../../ldap/change.ts'
import { type Mapping, type Rule, writtenBy } from '../../mapping/mapping.ts'
import { idsGivenIn } from '../../mapping/rules/reference.ts'
import { kept } from '../../scim/kept-with.ts'
import { type Resource, type ResourceId, valueAt } from '../../scim/resource/resource.ts'
import { placedName } from '../../scim/schema/placed-attribute.ts'

/** Resources that an attribute names, or named until now. */
export interface Linked {
  readonly attribute: string
  readonly added: readonly string[]
  readonly removed: readonly string[]
}

export interface Decided {
  /** Version of the resource on which it was decided; undefined: there was none. */
  readonly before?: string | undefined
  /** Names of SCIM attributes, extensions with their URN. */
  readonly attributes: readonly string[]
  readonly linked: readonly Linked[]
}

export class Trail {
  #last: Decided | undefined
  #touched: readonly ResourceId[] = []

  /** Called before something is written; again after a lost race. */
  decided(decided: Decided): void {
    this.#last = decided
    this.#touched = []
  }

  /** Called right before a write goes out that changes these resources, too: they have named this one. */
  touching(referrers: readonly ResourceId[]): void {
    this.#touched = referrers
  }

  /** Ids of those whose references may be gone, whatever has become of the write. */
  get touched(): readonly ResourceId[] {
    return this.#touched
  }

  /** undefined: nothing was to be written. */
  get last(): Decided | undefined {
    return this.#last
  }
}

interface Changed {
  readonly before: Resource
  readonly after: Resource
  readonly change: EntryChange
  readonly setsPassword: boolean
}

/** What a change of an entry is to a resource: the attributes whose rows write what it touches. */
export const changedBy = (
  mapping: Mapping,
  { before, after, change, setsPassword }: Changed,
): Omit<Decided, 'before'> => {
  const { rules, resourceType } = mapping
  const types = [...change.modifications, ...(change.newRdn ?? [])].map(({ type }) => type.toLowerCase())
  const touched = isEmpty(change)
    ? []
    : writtenTypes(mapping).flatMap(({ rule, own }) => (types.some((type) => own.has(type)) ? [rule] : []))
  const moved = change.newSuperior === undefined ? [] : rules.filter(({ path }) => path.attribute.name === 'active')
  const password = setsPassword ? resourceType.schema.attributes.filter(({ name }) => name === 'password') : []
  const names = [...touched, ...moved].map(ruleName)
  return {
    attributes: [...new Set([...names, ...password.map(({ name }) => name)])].toSorted(),
    linked: linkedBy(touched, before, after),
  }
}

const writtenTypes = kept(({ rules }: Mapping) =>
  rules.map((rule) => ({ rule, own: new Set(writtenBy(rule).map((type) => type.toLowerCase())) })),
)

/** All that a new resource has. */
export const createdWith = ({ rules }: Mapping, resource: Resource, setsPassword: boolean): Omit<Decided, 'before'> => {
  const given = rules.filter(({ path }) => valueAt(resource, path.attribute, path.extension) !== undefined)
  return {
    attributes: [...new Set([...given.map(ruleName), ...(setsPassword ? ['password'] : [])])].toSorted(),
    linked: linkedBy(given, {}, resource),
  }
}

/** What an attribute is called that a row writes. */
export const ruleName = ({ path: { attribute, extension } }: Rule): string => placedName({ attribute, extension })

const linkedBy = (rules: readonly Rule[], before: Resource, after: Resource): readonly Linked[] =>
  rules
    .filter(({ needs }) => needs === 'references')
    .flatMap((rule) => {
      const { attribute, extension } = rule.path
      const [old, now] = [before, after].map((resource) => new Set(idsGivenIn(valueAt(resource, attribute, extension))))
      const added = [...(now ?? [])].filter((id) => old?.has(id) !== true)
      const removed = [...(old ?? [])].filter((id) => now?.has(id) !== true)
      return added.length + removed.length === 0 ? [] : [{ attribute: ruleName(rule), added, removed }]
    })
