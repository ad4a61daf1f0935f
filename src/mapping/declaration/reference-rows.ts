/** Reference rows: what an operator writes about attributes that name other resources, by DN, by name or by URL. */
import * as v from 'valibot'
import { attributeType } from './parts.ts'

/** Whether there is such a resource type is seen when all of them are known. */
const resourceType = v.pipe(
  v.string(),
  v.regex(/^[A-Za-z][\w-]*$/, 'expected the name of a resource type, such as User'),
)
const resourceTypes = v.pipe(v.array(resourceType), v.minLength(1, 'expected at least one resource type'))

/**
 * A DN-valued attribute shown as `{ value: id, $ref }`: the first value that is a resource of one of these types. An id
 * that is none is refused, or kept as it is in the attribute type `unknown`.
 */
export const reference = v.strictObject({
  reference: attributeType,
  to: v.union([resourceType, resourceTypes]),
  unknown: v.optional(attributeType),
})

/**
 * A multi-valued DN attribute shown as members, or several where groups of several object classes are shown alike. `by`:
 * the values are no DNs, but values that the members have in that attribute type (memberUid: uid).
 */
export const members = v.strictObject({
  members: v.union([attributeType, v.pipe(v.array(attributeType), v.minLength(1))]),
  to: resourceTypes,
  by: v.optional(attributeType),
  access: v.optional(v.picklist(['readOnly'])),
})

/** Members of a group that has no list: all resources of these types that its LDAP URLs find; readOnly. RFC 4516 */
export const memberUrls = v.strictObject({ memberUrls: attributeType, to: resourceTypes })

/**
 * `groups`: found by searching the entries of another resource type, or of several, e.g. `(member=<dn>)`, and those in which these are
 * members (`indirect`), unless `nested` is false. `by` is that of their lists (`linkMemberships`). `memberOf`: an attribute
 * type of the entry itself in which the directory keeps the DNs of those that name it.
 */
export const memberships = v.strictObject({
  memberships: v.union([resourceType, resourceTypes]),
  nested: v.optional(v.boolean()),
  by: v.optional(v.union([attributeType, v.array(attributeType)])),
  memberOf: v.optional(attributeType),
})
