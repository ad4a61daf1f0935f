/** Mapping: the compiled lens between one resource type and its entries; Rule: one row of it. */

import type { AttributeTypeDescription, ObjectClassDescription } from '../directory/subschema.ts'
import type { Modification } from '../ldap/change.ts'
import type { Dn } from '../ldap/dn.ts'
import type { AttributeValue, AttributeValues, Entry } from '../ldap/entry.ts'
import type { LdapFilter } from '../ldap/filter.ts'
import type { Comparison, ElementFilter, Literal } from '../scim/filter/filter.ts'
import type { ResolvedPath } from '../scim/path/resolve.ts'
import type { Resource, ResourceId, Value } from '../scim/resource/resource.ts'
import type { Attribute } from '../scim/schema/attribute.ts'
import type { ResourceType } from '../scim/schema/resource-type.ts'
import type { Naming } from './naming.ts'
import type { Place } from './places.ts'
import type { Pushdown } from './pushdown.ts'
import type { Template } from './values/template.ts'

/** What a DN stands for in SCIM. */
export interface Reference {
  readonly id: ResourceId
  /** Name of the resource type. */
  readonly resourceType: string
  readonly display?: string
}

/** A resource to which somebody belongs. */
export interface Membership extends Reference {
  /** Only by way of others in which that one is. RFC 7643 §4.1.2 */
  readonly isIndirect?: true
}

/** What a password policy says, as far as it decides on what is shown. Seconds; 0: no such limit. */
export interface PasswordPolicy {
  readonly locks: boolean
  readonly lockoutSeconds: number
  readonly failureCountSeconds: number
  readonly maxAgeSeconds: number
}

/** Answers that decoding needs about other entries, fetched beforehand. */
export interface Lookup {
  /** undefined: dangling, out of scope, or hidden from the gateway. */
  referenceAt(dn: string): Reference | undefined
  /** Whoever has the name; none where it is dangling. */
  referencesNamed(name: string, by: Naming): readonly Reference[]
  /** The groups, of whatever resource type, that name this DN as a member; undefined: not fetched, since nobody asked. */
  groupsOf(dn: Dn): readonly Membership[] | undefined
  /** The resources of these types that the LDAP URL finds; none where it cannot be read. */
  foundBy?(url: string, resourceTypes: readonly string[]): readonly Reference[]
  /** Milliseconds since 1970, where a rule needs `passwordPolicy`. */
  readonly now?: number
  /** The policy of that DN; undefined: not there, or hidden from the gateway. */
  passwordPolicyAt?(dn: string): PasswordPolicy | undefined
  /** Absolute URL of a resource. */
  locate(resourceType: string, id: ResourceId): string
}

/** Answers that encoding needs. */
export interface Encoding {
  /** The entry's values before the write; empty for a new one. Spellings are taken from here. */
  readonly stored: AttributeValues
  /** Numbers that were taken for a new entry, by type in lower case. */
  readonly numbers?: AttributeValues
  /** All of the resource, for rows that store more than their own value; `encode` knows it. */
  readonly resource?: Resource
  /** The DN of a resource of one of these types; throws `invalidValue` where there is none. */
  dnOf(id: string, resourceTypes: readonly string[]): Dn
  /** Whether there is such a resource, so that `dnOf` gives its DN. */
  isKnown(id: string, resourceTypes: readonly string[]): boolean
  /** Its name in a list without DNs; throws `invalidValue` where there is none. */
  nameOf(id: string, resourceTypes: readonly string[], by: Naming): string
}

/** DNs that stand behind the ids of a filter, fetched beforehand. */
export interface Known {
  dnOf(id: string, resourceTypes: readonly string[]): Dn | undefined
  nameOf(id: string, resourceTypes: readonly string[], by: Naming): string | undefined
  /**
   * What finds the members of a small group, one by one, with those of the groups in it where these count; undefined:
   * too many or not fetched.
   */
  membersOf(groupId: string): readonly LdapFilter[] | undefined
  /** The group and those in it, where these count; asked where the directory keeps memberships itself. undefined: too many. */
  groupsWithin(groupId: string): readonly Dn[] | undefined
}

/** One test of a filter on a rule's attribute. */
export type Leaf =
  | {
      readonly kind: 'compare'
      readonly subAttribute?: Attribute
      readonly operator: Comparison
      readonly value: Literal
    }
  | { readonly kind: 'present'; readonly subAttribute?: Attribute }
  | { readonly kind: 'element'; readonly filter: ElementFilter }

export type Encoded = readonly (readonly [type: string, values: readonly AttributeValue[]])[]

export interface Rule {
  readonly path: ResolvedPath
  /** Attribute types that must be read to decode. */
  readonly types: readonly string[]
  /** Those of them that a write may touch; all where it is absent. */
  readonly written?: readonly string[]
  /** No other rule may write what this one writes. */
  readonly isAlone?: true
  /** The part of a value that several rows share: they are written together. */
  readonly part?: Part
  /** Every resource shows a value. */
  readonly isTotal?: true
  /** Of these types the first value means something: a change of order is a change. */
  readonly ordered?: readonly string[]
  /** What the value needs from other entries. */
  readonly needs?: 'references' | 'memberships' | 'memberUrls' | 'passwordPolicy'
  /** Names of the resource types that it may name, or of the one whose lists it is found in. */
  readonly to?: readonly string[]
  /** Of these types the one that holds ids of nobody instead of DNs. */
  readonly aside?: string
  /** A list of references, which may be long. */
  readonly isList?: true
  /** Memberships by way of other groups are told, too. */
  readonly isNested?: true
  /** The attribute type in which the directory keeps the DNs of the groups that name an entry. */
  readonly maintained?: string
  /** The values are no DNs but names. Such a list may always be empty. */
  readonly by?: Naming
  /** Of such a list: what stands in it where nobody does. It names nobody and is never shown. */
  readonly placeholder?: Dn
  decode(entry: Entry, lookup: Lookup): Value | undefined
  encode(value: Value | undefined, encoding: Encoding): Encoded
  pushdown(leaf: Leaf, known: Known): Pushdown
  /** The stored values that count for the version, where not all do. */
  content?(entry: Entry): Encoded
  /** Where SCIM shows one of several values: all that it could have shown. */
  choices?(entry: Entry, lookup: Lookup): Encoded
  /** DNs of the policies that may be in force for an entry, the first that is there. */
  policiesOf?(entry: Entry): readonly string[]
  /** What a changed value asks for that no stored value says. */
  also?(
    values: { readonly before: Value | undefined; readonly after: Value | undefined },
    entry: Entry,
  ): readonly Modification[]
  /** Stored values that stand for nothing any more; the next write takes them away. */
  leftOver?(attributes: AttributeValues): Encoded
  /** The rule for that client, where each has a value of its own; it is in force only as this one (`client-mapping.ts`). */
  forClient?(client: string): Rule
}

/** One of the `of` parts that a separator divides a stored value in, counted from 0. */
export interface Part {
  readonly type: string
  readonly index: number
  readonly of: number
  readonly separator: string
  readonly rest: 'first' | 'last'
}

export interface Mapping {
  readonly resourceType: ResourceType
  /** Where its entries are; no entry is in two of them. */
  readonly places: readonly Place[]
  /** Which entries there are resources of this type. */
  readonly entryFilter: LdapFilter
  /** What the operator asks of entries besides; no write may take one outside of it. */
  readonly declaredFilter?: LdapFilter
  readonly rules: readonly Rule[]
  readonly creation: {
    /** Where `createIn` does not say otherwise. */
    readonly base: Dn
    readonly createIn?: CreateIn
    readonly classes: readonly string[]
    /** More than one: they make one RDN together. */
    readonly rdnTypes: readonly string[]
    readonly attributes: readonly CreateAttribute[]
    /** Numbers that a new entry is given besides. */
    readonly numbers: readonly NumberRange[]
  }
  /** Where names are reserved while they are given away. */
  readonly reservations?: Dn
  readonly auxiliaryClasses: readonly ObjectClassDescription[]
  /** Where the password goes, if it is mapped. */
  readonly password?: { readonly type: string; readonly by: 'operation' | 'value'; readonly as?: 'quotedUtf16' }
  /** What fills an attribute that nobody sent; see `complete`. */
  readonly defaults: readonly Default[]
  /** What others show of a resource: its `displayName`, and no stand-in where it has none. RFC 7643 §4.3 */
  readonly displayRules: readonly Rule[]
  /** Where `active` is mapped to ppolicy's lock: what is written of it when a password is set. */
  readonly lock?: Lock
  /** Where `active` says where the entry is. */
  readonly moving?: Moving
  /** `csn`: with a list of references the content may be long; where the server has entryCSN. src/README.md, Decisions */
  readonly versionBy: 'content' | 'csn'
  /** Where it is one client's, who may see or write less than all. */
  readonly limits?: Limits
  equalityOf(type: string): string | undefined
}

/** What of a mapping is one client's (`limited-mapping.ts`), and of what it is a part. */
export interface Limits {
  /** What the integrity of the directory is judged by. */
  readonly whole: Mapping
  /** Some resources or attributes are hidden from this client. */
  readonly isPartial: boolean
  readonly setsPassword: boolean
  readonly writes: (rule: Rule) => boolean
  /** Of the resources only these; no write may take one out of it. */
  readonly filter?: LdapFilter
}

/** An RDN whose values may be made of what a resource says. */
export type RdnTemplate = readonly { readonly type: string; readonly value: Template<ResolvedPath> }[]

export interface Default {
  readonly path: ResolvedPath
  /** The first list of paths with any value counts: its values are joined. */
  readonly from: readonly (readonly ResolvedPath[])[]
}

export interface CreateIn {
  readonly container: readonly RdnTemplate[]
  /** By `valueKey` (create-in.ts): what stands in the container for the only value that it is made of. */
  readonly values?: ReadonlyMap<string, string>
  /** For resources without such a value, or with one that `values` does not have. */
  readonly otherwise?: Dn
}

/** Who is in the one place is not active. */
export interface Moving {
  readonly inactiveIn: Dn
  /** Where somebody goes who becomes active again; where new entries go, unless it is given. */
  readonly activeIn?: Dn
}

/** An attribute type that a new entry gets beside what the rows put there. */
export interface CreateAttribute {
  readonly type: string
  readonly description: AttributeTypeDescription
  readonly values: readonly Template<ResolvedPath>[]
}

/** Numbers that are given away one by one to new entries. */
export interface NumberRange {
  readonly type: string
  readonly first: number
  readonly last: number
  /** The entry, and its attribute type, that holds the number to be tried next. */
  readonly counter: { readonly dn: Dn; readonly type: string }
}

/** Attribute types of a deactivation. */
export interface Lock {
  readonly type: string
  readonly flag?: string
  /** `pwdEndTime`, where passwords are set by an operation of their own, which takes the lock away. */
  readonly bar?: string
}

/** Types of a row of references whose values are DNs, or names. */
export const linkTypes = ({ types, aside }: Rule): readonly string[] => types.filter((type) => type !== aside)

/** Attribute types that a write by the rule may touch. */
export const writtenBy = ({ types, written = types }: Rule): readonly string[] => written

/** Operational types behind `id` and `meta`. */
export const operationalTypes = ['entryUUID', 'entryCSN', 'createTimestamp', 'modifyTimestamp'] as const

/** The list that says who belongs to a resource: `members`, or the first list of references that it has. */
export const membershipRule = (rules: readonly Rule[]): Rule | undefined => {
  const lists = rules.filter(({ isList }) => isList)
  return lists.find(({ path }) => path.attribute.name === 'members' && path.extension === undefined) ?? lists[0]
}

/** Whether two paths name the same top-level attribute. */
export const isSameAttribute = (a: ResolvedPath, b: ResolvedPath): boolean =>
  a.attribute.name === b.attribute.name && a.extension?.id === b.extension?.id

/** The rules that decode a top-level attribute: one, or one for each sub-attribute. */
export const rulesFor = (mapping: Pick<Mapping, 'rules'>, path: ResolvedPath): readonly Rule[] =>
  mapping.rules.filter((rule) => isSameAttribute(rule.path, path))
