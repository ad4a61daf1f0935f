/** Reference rules: DNs in LDAP, ids in SCIM: `manager` (one) and `members` (many). */
import type { Dn } from '../../ldap/dn.ts'
import { type AttributeValues, type Entry, textsOf } from '../../ldap/entry.ts'
import { equal, or, present } from '../../ldap/filter.ts'
import { invalidValue } from '../../scim/error.ts'
import type { ElementFilter } from '../../scim/filter/filter.ts'
import type { ResolvedPath } from '../../scim/path/resolve.ts'
import type { ComplexValue, Value } from '../../scim/resource/resource.ts'
import { prepare } from '../../text/prepare.ts'
import type { Encoded, Known, Leaf, Lookup, Membership, Reference, Rule } from '../mapping.ts'
import type { Naming } from '../naming.ts'
import { atLeast, everything, exactly, nothing, type Pushdown } from '../pushdown.ts'

export interface MembershipHome {
  /** Names of resource types. */
  readonly memberships: string | readonly string[]
  readonly nested?: boolean | undefined
  /** Attribute types. */
  readonly by?: readonly string[] | undefined
  /** Attribute type. */
  readonly memberOf?: string | undefined
}

export interface ReferenceHome {
  readonly type: string
  /** Names of the resource types that may be named. */
  readonly to: readonly string[]
}

/** A DN-valued attribute shown as `{ value, $ref, displayName }`: the first value that is a visible resource. */
export const referenceRule = (path: ResolvedPath, { type, to }: ReferenceHome): Rule => {
  const elementOf = elementMaker(path)
  return {
    path,
    types: [type],
    needs: 'references',
    to,
    decode: (entry, lookup) => {
      const [found] = references(entry, { type, to }, lookup)
      return found && elementOf(found, lookup)
    },
    encode: (value, { dnOf }) => {
      if (value === undefined) return []
      return [[type, [dnOf(onlyId(path, value as ComplexValue), to)]]]
    },
    choices: ({ attributes }, lookup) => [
      [type, textsOf(attributes, type).filter((dn) => referenceTo(dn, to, lookup))],
    ],
    pushdown: (leaf, known) => {
      const target = idOf(leaf)
      if (target === undefined) return isNegative(leaf) ? everything : atLeast(present(type))
      const dn = known.dnOf(target, to)
      return dn === undefined ? nothing : atLeast(equal(type, dn))
    },
  }
}

export interface MemberHome {
  /** Several where groups of several kinds are shown alike, such as `member` and `uniqueMember`. */
  readonly types: readonly string[]
  readonly to: readonly string[]
  /** Where the values are names and no DNs. */
  readonly by?: Naming | undefined
}

/** DNs or names shown as `{ value, $ref, type }` elements. Values that are no visible resource stay untouched. */
export const membersRule = (path: ResolvedPath, { types, to, by }: MemberHome): Rule => {
  const elementOf = elementMaker(path)
  return {
    path,
    types,
    needs: 'references',
    to,
    isList: true,
    ...(by === undefined ? {} : { by }),
    decode: (entry, lookup) => {
      const ids = new Set<string>()
      const members: ComplexValue[] = []
      for (const type of types) {
        const found =
          by === undefined ? references(entry, { type, to }, lookup) : named(entry, { type, to, by }, lookup)
        for (const member of found) {
          if (ids.has(member.id)) continue
          ids.add(member.id)
          members.push(elementOf(member, lookup))
        }
      }
      return members.length === 0 ? undefined : members
    },
    encode: (value, { dnOf, nameOf, stored }) => {
      const ids = ((value ?? []) as readonly ComplexValue[]).map((member) => String(member.value))
      const values = ids.map((id) => (by === undefined ? dnOf(id, to) : nameOf(id, to, by)))
      return byType([...new Set(values)], { types, stored })
    },
    pushdown: (leaf, known) => {
      const target = idOf(leaf)
      if (target === undefined) return isNegative(leaf) ? everything : atLeast(or(...types.map(present)))
      const value = by === undefined ? known.dnOf(target, to) : known.nameOf(target, to, by)
      return value === undefined ? nothing : exactly(or(...types.map((type) => equal(type, value))))
    },
  }
}

/** A member stays where it is; a new one joins the others of its group. */
const byType = (
  values: readonly string[],
  { types, stored }: { readonly types: readonly string[]; readonly stored: AttributeValues },
): Encoded => {
  const held = types.map((type) => ({ type, own: new Set(textsOf(stored, type)) }))
  const home = (held.find(({ own }) => own.size > 0) ?? held[0])?.type
  const isNew = (value: string) => held.every(({ own }) => !own.has(value))
  return held
    .map(({ type, own }) => [type, values.filter((one) => own.has(one) || (type === home && isNew(one)))] as const)
    .filter(([, some]) => some.length > 0)
}

/**
 * `groups`: never stored with the person; the resources of these types whose lists name the person, by DN or by its value
 * of `by`, and unless `nested` is false those that are reached from there. `memberOf`: the entry tells them itself.
 */
export const membershipsRule = (
  path: ResolvedPath,
  { memberships, nested = true, by = [], memberOf }: MembershipHome,
): Rule => {
  const of = [memberships].flat()
  const elementOf = elementMaker(path)
  return {
    path,
    types: [...by, ...(memberOf === undefined ? [] : [memberOf])],
    written: [],
    content: () => [],
    needs: 'memberships',
    to: of,
    ...(nested && { isNested: true }),
    ...(memberOf !== undefined && { maintained: memberOf }),
    decode: (entry, lookup) => {
      const isShown = ({ resourceType, isIndirect }: Membership) => of.includes(resourceType) && (nested || !isIndirect)
      const groups = (lookup.groupsOf(entry.dn) ?? []).filter(isShown)
      return groups.length === 0
        ? undefined
        : groups.map((group) => elementOf(group, lookup, group.isIndirect ? 'indirect' : 'direct'))
    },
    encode: () => [],
    pushdown: (leaf, known) => {
      const id = idOf(leaf)
      if (id === undefined) return everything
      return memberOf === undefined ? pushMembership(id, known) : pushMaintained(memberOf, known.groupsWithin(id))
    },
  }
}

/** Of the sub-attributes that follow from an id those that the attribute has. RFC 7643 §2.4, §4.1.2, §4.3 */
export const elementMaker = ({ attribute }: ResolvedPath) => {
  const has = (wanted: string): boolean => attribute.subAttributes?.some(({ name }) => name === wanted) ?? false
  const [has$ref, hasType] = [has('$ref'), has('type')]
  const displays = ['display', 'displayName'].filter(has)
  // A group has 100,000 of them.
  return ({ id, resourceType, display }: Reference, lookup: Lookup, type: string = resourceType): ComplexValue => {
    const element: Record<string, string> = { value: id }
    if (has$ref) element.$ref = lookup.locate(resourceType, id)
    if (display !== undefined) for (const name of displays) element[name] = display
    if (hasType) element.type = type
    return element
  }
}

const pushMembership = (groupId: string, known: Known): Pushdown => {
  const members = known.membersOf(groupId)
  if (members === undefined) return everything
  return members.length === 0 ? nothing : atLeast(or(...members))
}

/** Never exact: slapd 2.5 answers nothing to the negation of a memberOf that slapo-dynlist computes. */
const pushMaintained = (type: string, groups: readonly Dn[] | undefined): Pushdown => {
  if (groups === undefined) return everything
  return groups.length === 0 ? nothing : atLeast(or(...groups.map((dn) => equal(type, dn))))
}

function* references(entry: Entry, { type, to }: ReferenceHome, lookup: Lookup): Generator<Reference> {
  for (const dn of textsOf(entry.attributes, type)) {
    const found = referenceTo(dn, to, lookup)
    if (found !== undefined) yield found
  }
}

const named = (entry: Entry, { type, to, by }: ReferenceHome & { readonly by: Naming }, lookup: Lookup) =>
  textsOf(entry.attributes, type)
    .flatMap((name) => lookup.referencesNamed(name, by))
    .filter(({ resourceType }) => to.includes(resourceType))

const referenceTo = (dn: string, to: readonly string[], lookup: Lookup): Reference | undefined => {
  const found = lookup.referenceAt(dn)
  return found !== undefined && to.includes(found.resourceType) ? found : undefined
}

/** By `value`, or by the `$ref` of a resource, whose last part is its id. RFC 7643 §2.4 */
export const idGivenIn = ({ value, $ref }: ComplexValue): string | undefined => {
  const id = value ?? (typeof $ref === 'string' ? lastPart($ref) : undefined)
  return typeof id === 'string' && id !== '' ? id : undefined
}

/** Of one reference or of a list of them. */
export const idsGivenIn = (value: Value | undefined): readonly string[] =>
  [value ?? []].flat().flatMap((element) => idGivenIn(element as ComplexValue) ?? [])

const lastPart = (uri: string): string => uri.slice(uri.lastIndexOf('/') + 1)

const onlyId = ({ attribute: { name } }: ResolvedPath, value: ComplexValue): string => {
  const id = idGivenIn(value)
  if (id === undefined) throw invalidValue(`${name} takes the id of a resource as its value`)
  if (typeof value.$ref === 'string' && value.$ref !== '' && lastPart(value.$ref) !== id) {
    throw invalidValue(`value and $ref of ${name} name different resources`)
  }
  return id
}

/** The id in `x eq "id"`, `x.value eq "id"` or `x[value eq "id"]`, as `evaluate` reads it. */
const idOf = (leaf: Leaf): string | undefined => {
  const test: Leaf | ElementFilter = leaf.kind === 'element' ? leaf.filter : leaf
  if (test.kind !== 'compare' || test.operator !== 'eq' || typeof test.value !== 'string') return undefined
  return (test.subAttribute?.name ?? 'value') === 'value' ? prepare(test.value, { caseExact: true }) : undefined
}

export const isNegative = (leaf: Leaf): boolean => {
  if (leaf.kind === 'element') return true
  return leaf.kind === 'compare' && (leaf.operator === 'ne' || leaf.value === null)
}

/** Ids that the leaf compares with, to be looked up before `pushdown`. */
export const idsIn = (leaf: Leaf): readonly string[] => {
  const id = idOf(leaf)
  return id === undefined ? [] : [id]
}
