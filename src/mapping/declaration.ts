/** MappingDeclaration: what an operator writes about one resource type. Every option is explained here and in the example. */
import * as v from 'valibot'

const attributeType = v.pipe(
  v.string(),
  v.regex(/^[A-Za-z][A-Za-z0-9-]*(;[A-Za-z0-9-]+)*$/, 'expected the name of an LDAP attribute type, such as mail'),
)
const filled = v.pipe(v.string(), v.nonEmpty())
const path = v.pipe(v.string(), v.nonEmpty(), v.maxLength(256))
/** Whether there is such a resource type is seen when all of them are known. */
const resourceType = v.pipe(
  v.string(),
  v.regex(/^[A-Za-z][\w-]*$/, 'expected the name of a resource type, such as User'),
)
const resourceTypes = v.pipe(v.array(resourceType), v.minLength(1, 'expected at least one resource type'))

/** readOnly: shown, and ignored in bodies. writeOnly: taken, and never shown. Left out: as the schema has it. */
const access = v.optional(v.picklist(['readOnly', 'writeOnly']))

const enforcement = v.pipe(v.string(), v.regex(/\S/, 'expected words: what keeps somebody from binding'))

/** One LDAP attribute, one SCIM value: `(cn=…)`. */
const plain = v.strictObject({
  attribute: attributeType,
  access,
  /** SCIM paths whose values, joined by a blank, are stored where the client sends none. */
  default: v.optional(v.array(path)),
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

/** True where the attribute type has a value; `value` is what a write of true stores. Without it: readOnly. */
const presence = v.strictObject({
  present: attributeType,
  value: v.optional(v.pipe(v.string(), v.nonEmpty())),
  access: v.optional(v.picklist(['readOnly'])),
})

/** The first of several attribute types that has a value; written to the first of them. */
const alternatives = v.strictObject({
  attributes: v.pipe(v.array(attributeType), v.minLength(2)),
  access: v.optional(v.picklist(['readOnly'])),
})

/** A text with the names of attribute types in braces: `{givenName} {sn}`; readOnly. */
const template = v.strictObject({ template: v.pipe(v.string(), v.regex(/\S/), v.maxLength(1_000)) })

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
      }),
    ),
  ),
  structured: v.optional(attributeType),
})

/** A DN-valued attribute shown as `{ value: id, $ref }`: the first value that is a resource of one of these types. */
const reference = v.strictObject({
  reference: attributeType,
  to: v.union([resourceType, resourceTypes]),
})

/** A multi-valued DN attribute shown as members, or several where groups of several object classes are shown alike. */
const members = v.strictObject({
  members: v.union([attributeType, v.pipe(v.array(attributeType), v.minLength(1))]),
  to: resourceTypes,
  access: v.optional(v.picklist(['readOnly'])),
})

/**
 * `groups`: found by searching the entries of another resource type, e.g. `(member=<dn>)`, and those in which these are
 * members (`indirect`), unless `nested` is false.
 */
const memberships = v.strictObject({ memberships: resourceType, nested: v.optional(v.boolean()) })

/**
 * `active`: false where `flag` is FALSE or `lock` is 000001010000Z (ppolicy's lock by an administrator);
 * writing sets and clears both, whichever are named.
 */
const active = v.strictObject({ flag: v.optional(attributeType), lock: v.optional(attributeType) })

/** `password`: by the Password Modify operation (RFC 3062), or as a value that the directory hashes itself. */
const password = v.strictObject({ password: attributeType, by: v.picklist(['operation', 'value']) })

export const ruleDeclaration = v.union(
  [
    attributeType,
    plain,
    valueMap,
    alternatives,
    template,
    presence,
    constant,
    reference,
    members,
    memberships,
    password,
    list,
    active,
  ],
  'expected an attribute type or one of { attribute }, { attribute, values }, { attributes }, { template }, { present, value }, { constant }, { plain, structured }, { reference, to }, { members, to }, { memberships }, { flag, lock }, { password, by }',
)

export const mappingDeclaration = v.strictObject({
  /** Where the entries are. Nothing outside exists for SCIM. */
  base: v.pipe(v.string(), v.nonEmpty()),
  /** `one`: directly below the base; `sub`: anywhere below it. */
  scope: v.optional(v.picklist(['one', 'sub']), 'sub'),
  /** Object classes that an entry must have to be a resource of this type (any one of them). */
  objectClass: v.union([attributeType, v.array(attributeType)]),
  /** An LDAP filter that an entry must match besides. What does not match it does not exist for SCIM. RFC 4515 */
  filter: v.optional(v.string()),
  /** Where new entries go; the base where it is absent. */
  createBase: v.optional(v.string()),
  /** Object classes of a new entry. */
  createClasses: v.array(attributeType),
  /** AUXILIARY classes that a write adds to an entry when it stores an attribute type of theirs. */
  auxiliaryClasses: v.optional(v.array(attributeType), []),
  /**
   * What a new entry holds beside what the rows put there, and no row writes: fixed values, or texts with the SCIM
   * paths of single values in braces (`/home/{userName}`).
   */
  createAttributes: v.optional(v.record(attributeType, v.union([filled, v.pipe(v.array(filled), v.minLength(1))]))),
  /** Attribute type of the RDN of a new entry. */
  rdn: attributeType,
  /**
   * What becomes of a group without members. `reject`, which is meant where nothing is said: none comes to be.
   * `native`: the object classes let the list be absent. `placeholder`: that DN stands in it and is never shown.
   */
  emptyGroups: v.optional(v.picklist(['reject', 'placeholder', 'native'])),
  /** Names nobody, ever. The empty DN, unless given. */
  placeholder: v.optional(v.string()),
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
  /** SCIM path to rule; `null` removes a row of the preset. Extension paths carry their URN. */
  attributes: v.record(path, v.nullable(ruleDeclaration)),
})

export type RuleDeclaration = v.InferOutput<typeof ruleDeclaration>
export type MappingDeclaration = v.InferOutput<typeof mappingDeclaration>

/** The resource types that a row names. */
export const targetsOf = (row: RuleDeclaration): readonly string[] => {
  if (typeof row === 'string') return []
  if ('memberships' in row) return [row.memberships]
  return 'to' in row ? [row.to].flat() : []
}
