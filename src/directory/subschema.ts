/** Subschema: the attribute types and object classes that a server has. RFC 4512 §4.1, §4.2 */
import { flag, list, parseDescription, type SchemaDescription, word } from './schema-description.ts'

export interface AttributeTypeDescription {
  readonly oid: string
  readonly names: readonly string[]
  /** Names or OIDs of the rules after inheritance from SUP; undefined: none. */
  readonly equality: string | undefined
  readonly ordering: string | undefined
  readonly substring: string | undefined
  /** OID without the length in braces, after inheritance. */
  readonly syntax: string | undefined
  readonly singleValue: boolean
  readonly noUserModification: boolean
  /** Entries have it whatever their object classes. RFC 4512 §4.1.2 (USAGE) */
  readonly operational: boolean
  /** The server finds values equal that the rules tell apart. */
  readonly isLoose?: true
}

export interface ObjectClassDescription {
  readonly oid: string
  readonly names: readonly string[]
  readonly kind: 'abstract' | 'structural' | 'auxiliary'
  readonly superiors: readonly string[]
  readonly must: readonly string[]
  readonly may: readonly string[]
}

export interface Subschema {
  /** By any name or OID, ignoring case and attribute options. */
  attributeType(name: string): AttributeTypeDescription | undefined
  objectClass(name: string): ObjectClassDescription | undefined
}

/**
 * The schema that the values of `attributeTypes`, `objectClasses` and `dITContentRules` describe. What is no description
 * is left out. What a content rule adds to entries of a structural class is taken for the class's own (RFC 4512 §4.1.6).
 */
export const parseSubschema = (
  attributeTypes: readonly string[],
  objectClasses: readonly string[],
  contentRules: readonly string[] = [],
): Subschema => {
  const types = byName(attributeTypes)
  const inherited = inheriting(types)
  const classes = byName(objectClasses)
  const rules = byName(contentRules)
  return {
    attributeType: (name) => inherited(name.split(';', 1)[0] ?? ''),
    objectClass: (name) => {
      const description = classes.get(name.toLowerCase())
      return description && objectClassOf(description, rules.get(description.oid.toLowerCase()))
    },
  }
}

const byName = (texts: readonly string[]): ReadonlyMap<string, SchemaDescription> => {
  const descriptions = new Map<string, SchemaDescription>()
  for (const text of texts) {
    const description = parseDescription(text)
    if (description === undefined) continue
    for (const name of [description.oid, ...list(description, 'NAME')])
      descriptions.set(name.toLowerCase(), description)
  }
  return descriptions
}

type AttributeTypeLookup = (name: string) => AttributeTypeDescription | undefined

/** A type has the rules and the syntax of its superior where it names none. Circles, which no server makes, end. */
const inheriting = (types: ReadonlyMap<string, SchemaDescription>): AttributeTypeLookup => {
  const known = new Map<SchemaDescription, AttributeTypeDescription>()
  const resolve = (name: string, path: readonly SchemaDescription[]): AttributeTypeDescription | undefined => {
    const description = types.get(name.toLowerCase())
    if (description === undefined || path.includes(description)) return undefined
    const before = known.get(description)
    if (before !== undefined) return before
    const superior = resolve(word(description, 'SUP') ?? '', [...path, description])
    const type = attributeTypeOf(description, superior)
    known.set(description, type)
    return type
  }
  return (name) => resolve(name, [])
}

const attributeTypeOf = (
  description: SchemaDescription,
  superior: AttributeTypeDescription | undefined,
): AttributeTypeDescription => ({
  oid: description.oid,
  names: list(description, 'NAME'),
  equality: word(description, 'EQUALITY') ?? superior?.equality,
  ordering: word(description, 'ORDERING') ?? superior?.ordering,
  substring: word(description, 'SUBSTR') ?? superior?.substring,
  syntax: word(description, 'SYNTAX')?.replace(/\{\d+\}$/, '') ?? superior?.syntax,
  singleValue: flag(description, 'SINGLE-VALUE'),
  noUserModification: flag(description, 'NO-USER-MODIFICATION'),
  operational: (word(description, 'USAGE') ?? 'userApplications') !== 'userApplications',
})

const objectClassOf = (
  description: SchemaDescription,
  rule: SchemaDescription | undefined,
): ObjectClassDescription => ({
  oid: description.oid,
  names: list(description, 'NAME'),
  kind: flag(description, 'ABSTRACT') ? 'abstract' : flag(description, 'AUXILIARY') ? 'auxiliary' : 'structural',
  superiors: list(description, 'SUP'),
  must: [...list(description, 'MUST'), ...(rule === undefined ? [] : list(rule, 'MUST'))],
  may: [...list(description, 'MAY'), ...(rule === undefined ? [] : list(rule, 'MAY'))],
})
