/** MappingDeclaration: what an operator writes about one resource type. Every option is explained here and in the example. */
import * as v from 'valibot'
import { active, activePlace, bits, password } from './account-rows.ts'
import { defaultSources } from './default-sources.ts'
import { attributeType, enforcement, filled } from './parts.ts'
import { perClientRow } from './per-client-row.ts'
import { members, memberships, memberUrls, reference } from './reference-rows.ts'

const path = v.pipe(v.string(), v.nonEmpty(), v.maxLength(256))
/** readOnly: shown, and ignored in bodies. writeOnly: taken, and never shown. Left out: as the schema has it. */
const access = v.optional(v.picklist(['readOnly', 'writeOnly']))

/** One LDAP attribute, one SCIM value: `(cn=…)`. */
const plain = v.strictObject({
  attribute: attributeType,
  access,
  /** Written otherwise than the syntax has it: times as numbers (`time-counts.ts`), bytes as text. */
  format: v.optional(v.picklist(['epochSeconds', 'epochDays', 'fileTime', 'base64', 'dataUri'])),
  /** What the directory has around the value: `{value}@example.com`. */
  stored: v.optional(v.pipe(v.string(), v.maxLength(1_000))),
  default: defaultSources,
})

/**
 * Stored values that stand for other ones in SCIM: `{ A: true, L: false }`. Where several stand for one, `writes` names
 * those to be stored. Of `active` alone: `otherwise` is shown of an entry without any of them, and `enforcedBy` says in
 * words what keeps somebody from binding who is not active, since the directory does not.
 */
const valueMap = v.strictObject({
  attribute: attributeType,
  values: v.pipe(
    v.record(v.pipe(v.string(), v.nonEmpty()), v.union([v.boolean(), v.pipe(v.string(), v.regex(/\S/))])),
    v.minEntries(1),
  ),
  writes: v.optional(v.array(v.string())),
  access: v.optional(v.picklist(['readOnly'])),
  otherwise: v.optional(v.boolean()),
  enforcedBy: v.optional(enforcement),
})

const sign = /^[ -/:-@[-`{-~]{1,3}$/

/** One of the parts that a separator divides a value in, counted from 1: `Room` of `Full,Room,Phone` is part 2 of 3. */
const part = v.strictObject({
  attribute: attributeType,
  part: v.pipe(v.number(), v.integer(), v.minValue(1)),
  of: v.pipe(v.number(), v.integer(), v.minValue(2), v.maxValue(32)),
  separator: v.pipe(v.string(), v.regex(sign, 'expected one to three blanks or signs, such as ","')),
  /** Which part takes what is divided more often than that. */
  rest: v.optional(v.picklist(['first', 'last'])),
  access: v.optional(v.picklist(['readOnly'])),
})

/** True where the attribute type has a value; `value` is what a write of true stores. Without it: readOnly. */
const presence = v.strictObject({
  present: attributeType,
  value: v.optional(v.pipe(v.string(), v.nonEmpty())),
  access: v.optional(v.picklist(['readOnly'])),
})

/** The opposite: true where there is no value; `value` is what a write of false stores. */
const absence = v.strictObject({
  absent: attributeType,
  value: v.optional(v.pipe(v.string(), v.nonEmpty())),
  access: v.optional(v.picklist(['readOnly'])),
})

/** The first of several attribute types that has a value; written to the first of them. */
const alternatives = v.strictObject({
  attributes: v.pipe(v.array(attributeType), v.minLength(2)),
  access: v.optional(v.picklist(['readOnly'])),
})

/** A text with the names of attribute types in braces: `{givenName} {sn}`; readOnly, unless it names one alone. */
const template = v.strictObject({
  template: v.pipe(v.string(), v.regex(/\S/), v.maxLength(1_000)),
  access: v.optional(v.picklist(['readOnly', 'readWrite'])),
})

/**
 * What a CEL expression over `entry`, which has a list of values for each attribute type, says; readOnly without `write`:
 * attribute types, each with an expression over the new `value` and the whole `resource`.
 */
const expression = v.strictObject({
  expression: v.pipe(v.string(), v.regex(/\S/), v.maxLength(2_000)),
  write: v.optional(
    v.pipe(v.record(attributeType, v.pipe(v.string(), v.regex(/\S/), v.maxLength(2_000))), v.minEntries(1)),
  ),
})

/** The same for every resource; readOnly. */
const constant = v.strictObject({ constant: v.union([v.string(), v.boolean(), v.pipe(v.number(), v.finite())]) })

/**
 * A multi-valued attribute, complex or (`plain` alone, or just the attribute type) of simple values. `plain`: attribute types with bare values that every LDAP client reads; `as` is the
 * `type` of an element stored there. `structured`: the companion that carries whole elements (ldap-schema/README.md).
 */
const list = v.strictObject({
  plain: v.optional(
    v.array(
      v.strictObject({
        attribute: attributeType,
        as: v.optional(v.string()),
        codec: v.optional(v.picklist(['text', 'base64', 'data-uri'])),
        /** The first value there is the primary element. */
        primary: v.optional(v.literal('first')),
      }),
    ),
  ),
  structured: v.optional(attributeType),
})

/** What slapo-ppolicy knows beside `pwdChangedTime` and `pwdReset`; the option `passwordState` makes these rows. */
const passwordState = v.strictObject({
  passwordState: v.picklist([
    'locked',
    'lockedUntilDate',
    'loginAttempts',
    'lastFailedLoginDate',
    'lastSuccessfulLoginDate',
    'expiryDate',
  ]),
  defaultPolicy: v.optional(v.string()),
})

export const ruleDeclaration = v.union(
  [
    attributeType,
    plain,
    part,
    expression,
    absence,
    valueMap,
    bits,
    alternatives,
    template,
    presence,
    constant,
    reference,
    members,
    memberUrls,
    memberships,
    password,
    list,
    activePlace,
    active,
    passwordState,
    perClientRow,
  ],
  'expected an attribute type or one of { attribute }, { attribute, values }, { bits, mask, whenSet }, { attribute, part, of, separator }, { attributes }, { template }, { expression, write }, { present, value }, { absent, value }, { constant }, { plain, structured }, { reference, to, unknown }, { members, to, by }, { memberUrls, to }, { memberships }, { flag, lock }, { inactiveIn }, { password, by }, { perClient }',
)

/** A number of the range, the first and the last one included, that no entry has. `in`: the counter's attribute type. */
const nextNumber = v.strictObject({
  next: v.pipe(
    v.tuple([v.pipe(v.number(), v.safeInteger(), v.minValue(0)), v.pipe(v.number(), v.safeInteger(), v.minValue(0))]),
    v.check(([first, last]) => first <= last, 'expected the first number and the last one'),
  ),
  counter: v.pipe(v.string(), v.nonEmpty()),
  in: v.optional(attributeType),
})

export const mappingDeclaration = v.strictObject({
  /** Where the entries are. Nothing outside exists for SCIM. Either this or `bases`. */
  base: v.optional(filled),
  /** `one`: directly below the base; `sub`: anywhere below it. */
  scope: v.optional(v.picklist(['one', 'sub']), 'sub'),
  /** Several places of entries, none of them in another; `scope` as above unless one says otherwise. */
  bases: v.optional(
    v.pipe(
      v.array(v.strictObject({ base: filled, scope: v.optional(v.picklist(['one', 'sub'])) })),
      v.minLength(1, 'expected at least one base'),
    ),
  ),
  /** Object classes that an entry must have to be a resource of this type (any one of them). */
  objectClass: v.union([attributeType, v.array(attributeType)]),
  /** An LDAP filter that an entry must match besides. What does not match it does not exist for SCIM. RFC 4515 */
  filter: v.optional(v.string()),
  /** Where new entries go; the (first) base where it is absent. */
  createBase: v.optional(v.string()),
  /**
   * The same, made of what a new resource says: a DN with SCIM paths of single values in braces, below one of the
   * bases. `values`: what stands in it for a value; `otherwise`: the place of those without one.
   */
  createIn: v.optional(
    v.union([
      filled,
      v.strictObject({
        container: filled,
        values: v.optional(v.record(filled, filled)),
        otherwise: v.optional(filled),
      }),
    ]),
  ),
  /**
   * A place of entries that each stand for a name while it is given away: what must be unique is so across all places,
   * also where two gateways create at once. Empty but for such moments.
   */
  reservations: v.optional(filled),
  /** Object classes of a new entry. */
  createClasses: v.array(attributeType),
  /** AUXILIARY classes that a write adds to an entry when it stores an attribute type of theirs. */
  auxiliaryClasses: v.optional(v.array(attributeType), []),
  /**
   * What a new entry holds beside what the rows put there, and no row writes: fixed values, or texts with the SCIM
   * paths of single values in braces (`/home/{userName}`), or the next number of a range; `null`
   * removes what the preset has.
   */
  createAttributes: v.optional(
    v.record(
      attributeType,
      v.union(
        [filled, v.pipe(v.array(filled), v.minLength(1)), nextNumber, v.null()],
        'expected a text, a list of texts, or { next: [first, last], counter }',
      ),
    ),
  ),
  /** Attribute type of the RDN of a new entry, or several, whose values make one RDN (`cn=…+uid=…`). */
  rdn: v.union([attributeType, v.pipe(v.array(attributeType), v.minLength(1))]),
  /**
   * What becomes of a group without members. `reject`, which is meant where nothing is said: none comes to be.
   * `native`: the object classes let the list be absent. `placeholder`: that DN stands in it and is never shown.
   */
  emptyGroups: v.optional(v.picklist(['reject', 'placeholder', 'native'])),
  /** Names nobody, ever. The empty DN, unless given. */
  placeholder: v.optional(v.string()),
  /**
   * Shows what the password policy of the directory knows, by an extension. `defaultPolicy`: the DN of the policy for
   * whoever has none of his own (`olcPPolicyDefault`), which the directory itself does not tell.
   */
  passwordState: v.optional(
    v.strictObject({ defaultPolicy: v.optional(filled) }, 'expected { defaultPolicy: <dn> }, or {} without one'),
  ),
  /** What clients may do with these resources: `false` is 405. All is served unless it is said. RFC 7644 §3.2 */
  operations: v.optional(
    v.strictObject({
      list: v.optional(v.boolean()),
      read: v.optional(v.boolean()),
      create: v.optional(v.boolean()),
      replace: v.optional(v.boolean()),
      patch: v.optional(v.boolean()),
      delete: v.optional(v.boolean()),
    }),
  ),
  /** Attributes that the schema requires and this directory does not: who has none of them is shown without. */
  optional: v.optional(v.array(path)),
  /** SCIM path to rule; `null` removes a row of the preset. Extension paths carry their URN. */
  attributes: v.record(path, v.nullable(ruleDeclaration)),
})

export type RuleDeclaration = v.InferOutput<typeof ruleDeclaration>
export type MappingDeclaration = v.InferOutput<typeof mappingDeclaration>

/** The resource types that a row names. */
export const targetsOf = (row: RuleDeclaration): readonly string[] => {
  if (typeof row === 'string') return []
  if ('memberships' in row) return [row.memberships].flat()
  return 'to' in row ? [row.to].flat() : []
}
