/** declaredResourceType: a resource type cut down to what a declaration can store, so that /Schemas is true. */
import { type Attribute, mustBeStored } from '../../scim/schema/attribute.ts'
import { commonOf, type ResourceType } from '../../scim/schema/resource-type.ts'
import { restrictSchema } from '../../scim/schema/restrict-schema.ts'
import type { Schema } from '../../scim/schema/schema.ts'
import type { MappingDeclaration, RuleDeclaration } from './declaration.ts'
import { declaredAttribute, declaredWhole } from './declared-attribute.ts'
import { isAlwaysGiven } from './default-sources.ts'
import { allowsEmpty, membershipKey } from './empty-groups.ts'
import { servedSchema, withheldBy } from './served-operations.ts'

type Rows = MappingDeclaration['attributes']

/** Needs no server. An extension of which nothing is mapped is not advertised. */
export const declaredResourceType = (declaration: MappingDeclaration, resourceType: ResourceType): ResourceType => {
  const declared = (schema: Schema, prefix: string) => declaredSchema(schema, prefix, declaration)
  const extensions = resourceType.extensions
    .map(({ schema, required }) => ({ schema: declared(schema, `${schema.id}:`), required }))
    .filter(({ schema }) => schema.attributes.length > 0)
  const common = commonOf(resourceType)
    .filter(({ name }) => name !== 'externalId' || rowOf(declaration.attributes, name))
    .map((attribute) => declaredAttribute(attribute, rowOf(declaration.attributes, attribute.name)))
  const withheld = withheldBy(declaration)
  return {
    ...resourceType,
    schema: servedSchema(declared(resourceType.schema, ''), withheld),
    extensions: extensions.map((extension) => ({ ...extension, schema: servedSchema(extension.schema, withheld) })),
    common,
    ...(withheld.length > 0 && { withheld }),
  }
}

/** What the resource type requires and the declaration has no row for, in words. RFC 7643 §2.2, §6 */
export const missingRows = (declaration: MappingDeclaration, resourceType: ResourceType): readonly string[] => {
  const declared = declaredResourceType(declaration, resourceType)
  const missing = (wanted: Schema, found: Schema | undefined, prefix: string) =>
    requiredIn(wanted.attributes, found?.attributes ?? []).map(
      (name) => `${prefix}${name} must be mapped: ${wanted.name} requires it`,
    )
  return [
    ...missing(resourceType.schema, declared.schema, ''),
    ...resourceType.extensions
      .filter(({ required }) => required)
      .flatMap(({ schema }) => {
        const found = declared.extensions.find((extension) => extension.schema.id === schema.id)?.schema
        const none = found === undefined ? [`${schema.id} must be mapped: ${resourceType.name} requires it`] : []
        return [...none, ...missing(schema, found, `${schema.id}:`)]
      }),
  ]
}

/** Names of required attributes that were not found; of one that was, or that is required itself, the sub-attributes. */
const requiredIn = (wanted: readonly Attribute[], found: readonly Attribute[]): readonly string[] =>
  wanted.flatMap((attribute) => {
    const { name, subAttributes } = attribute
    const held = found.find((candidate) => candidate.name === name)
    if (held === undefined && !mustBeStored(attribute)) return []
    // This directory does without (`optional`, `emptyGroups`).
    if (held !== undefined && mustBeStored(attribute) && !mustBeStored(held)) return []
    const parts = requiredIn(subAttributes ?? [], held?.subAttributes ?? []).map((part) => `${name}.${part}`)
    return held === undefined && parts.length === 0 ? [name] : parts
  })

const declaredSchema = (schema: Schema, prefix: string, declaration: MappingDeclaration): Schema => {
  const { attributes: rows } = declaration
  const empty = allowsEmpty(declaration) ? membershipKey(declaration)?.toLowerCase() : undefined
  const optional = new Set(declaration.optional?.map((path) => path.toLowerCase()))
  const restricted = restrictSchema(schema, (path, attribute, part) =>
    isHeld(rows, `${prefix}${path}`, attribute, part),
  )
  const attributes = restricted.attributes.map((attribute) => {
    const path = `${prefix}${attribute.name}`
    const parts = attribute.subAttributes?.map((part) => {
      const row = rowOf(rows, `${path}.${part.name}`)
      return defaulted(supplied(declaredAttribute(part, row), row, false), row, schema)
    })
    const whole = parts === undefined ? attribute : givenByParts(declaredWhole({ ...attribute, subAttributes: parts }))
    const row = rowOf(rows, path)
    const declared = withStorableTypes(
      defaulted(supplied(declaredAttribute(whole, row), row, path === 'active'), row, schema),
      row,
    )
    if (optional.has(path.toLowerCase())) return notRequired(declared)
    const mayFindNobody = typeof row === 'object' && 'memberUrls' in row
    return path.toLowerCase() === empty || mayFindNobody ? { ...declared, required: false } : declared
  })
  return { ...restricted, attributes }
}

/** Nor any part of it. */
const notRequired = (attribute: Attribute): Attribute => ({
  ...attribute,
  required: false,
  ...(attribute.subAttributes && { subAttributes: attribute.subAttributes.map(notRequired) }),
})

/** By the row of the path itself, or by that of the complex attribute around it if it can hold the sub-attribute. */
const isHeld = (rows: Rows, path: string, attribute: Attribute, part: Attribute | undefined): boolean => {
  if (rowOf(rows, path) !== undefined || part === undefined) return rowOf(rows, path) !== undefined
  const around = rowOf(rows, path.slice(0, path.lastIndexOf('.')))
  return around !== undefined && holds(around, attribute, part)
}

const rowOf = (rows: Rows, path: string): RuleDeclaration | undefined => {
  const wanted = path.toLowerCase()
  return Object.entries(rows).find(([key]) => key.toLowerCase() === wanted)?.[1] ?? undefined
}

/** A row that does not fit the attribute is the compiler's to report. */
const holds = (row: RuleDeclaration, attribute: Attribute, { name, multiValued }: Attribute): boolean => {
  if (typeof row === 'string') return true
  const made = madeBy(row)
  if (made !== undefined) return name === 'value' || made.includes(name)
  if (!('plain' in row || 'structured' in row)) return true
  // An element is one text of single values.
  if (attribute.multiValued && multiValued) return false
  if (row.structured !== undefined || name === 'value') return true
  if (name === 'primary') return (row.plain ?? []).some(({ primary }) => primary !== undefined)
  return name === 'type' && (row.plain ?? []).some(({ as }) => as !== undefined)
}

/** What a row of DNs shows of a resource beside its id. */
const madeBy = (row: RuleDeclaration): readonly string[] | undefined => {
  if (typeof row === 'string') return undefined
  if ('reference' in row) return ['$ref', 'display', 'displayName', 'type']
  // A large list is read without the names of those in it.
  if ('members' in row || 'memberUrls' in row) return ['$ref', 'type']
  return 'memberships' in row ? ['$ref', 'display', 'type'] : undefined
}

/**
 * The gateway knows the value where the client need not send one: what follows from an id, and whether somebody is
 * locked. An id is case exact (RFC 7643 §3.1), whatever a schema file says of the `value` that holds one.
 */
const supplied = (attribute: Attribute, row: RuleDeclaration | undefined, isActive: boolean): Attribute => {
  if (typeof row !== 'object') return attribute
  if ('present' in row || 'absent' in row || 'constant' in row || 'bits' in row) return ofItself(attribute)
  if ('flag' in row || 'lock' in row || 'inactiveIn' in row || ('values' in row && isActive)) return ofItself(attribute)
  const made = madeBy(row)
  if (made === undefined || attribute.subAttributes === undefined) return attribute
  const parts = attribute.subAttributes.map((part) =>
    part.name === 'value' ? { ...part, caseExact: true } : made.includes(part.name) ? ofItself(part) : part,
  )
  return { ...attribute, subAttributes: parts }
}

/** What always has a default need not be sent. */
const defaulted = (attribute: Attribute, row: RuleDeclaration | undefined, { attributes }: Schema): Attribute =>
  typeof row === 'object' && 'default' in row && isAlwaysGiven(row.default, attributes)
    ? ofItself(attribute)
    : attribute

/** Nor what is required for the sake of such parts. */
const givenByParts = (attribute: Attribute): Attribute => {
  const required = (attribute.subAttributes ?? []).filter((part) => part.required)
  const isGiven = !attribute.multiValued && required.length > 0 && required.every((part) => part.supplied === true)
  return isGiven ? ofItself(attribute) : attribute
}

/** Without companions the `type` of an element is that of the attribute type it is stored in: no other is suggested. */
const withStorableTypes = (attribute: Attribute, row: RuleDeclaration | undefined): Attribute => {
  if (typeof row !== 'object' || !('plain' in row) || row.structured !== undefined) return attribute
  const storable = (row.plain ?? []).flatMap(({ as }) => as ?? [])
  const subAttributes = attribute.subAttributes?.map((part) => {
    if (part.name !== 'type' || part.canonicalValues === undefined) return part
    const suggested = part.canonicalValues.filter((value) => storable.some((as) => isSameWord(as, value)))
    const others = storable.filter((as) => !suggested.some((value) => isSameWord(as, value)))
    return { ...part, canonicalValues: [...suggested, ...others] }
  })
  return subAttributes === undefined ? attribute : { ...attribute, subAttributes }
}

const isSameWord = (a: string, b: string): boolean => a.toLowerCase() === b.toLowerCase()

const ofItself = (attribute: Attribute): Attribute =>
  attribute.required ? { ...attribute, supplied: true } : attribute
