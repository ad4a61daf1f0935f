/** readAttributes: attribute definitions as /Schemas prints them become Attributes. RFC 7643 §2.1, §2.2, §7 */
import type { Attribute, AttributeType } from './attribute.ts'
import { type Fields, type Place, readFields } from './read-fields.ts'

type Level = 'attribute' | 'sub-attribute'

/** What is left out has the defaults of RFC 7643 §2.2. Whatever is wrong is reported with its place. */
export const readAttributes = (fields: Fields, name: string, level: Level): readonly Attribute[] => {
  const places = new Map<string, string>()
  return fields.items(name).flatMap(({ json, place }) => {
    const attribute = readAttribute(json, place, level)
    if (attribute === undefined) return []
    const key = attribute.name.toLowerCase()
    const before = places.get(key)
    if (before !== undefined) place.report([...place.path, 'name'], `${attribute.name} is there already, as ${before}`)
    places.set(key, attribute.name)
    return before === undefined ? [attribute] : []
  })
}

const members = [
  ...['name', 'type', 'multiValued', 'description', 'required', 'canonicalValues', 'caseExact', 'mutability'],
  ...['returned', 'uniqueness', 'referenceTypes', 'subAttributes'],
]

const types = ['string', 'boolean', 'decimal', 'integer', 'dateTime', 'binary', 'reference', 'complex'] as const
const mutabilities = ['readWrite', 'readOnly', 'immutable', 'writeOnly'] as const
const returnedWhen = ['default', 'always', 'never', 'request'] as const
const uniquenesses = ['none', 'server', 'global'] as const

const readAttribute = (json: unknown, place: Place, level: Level): Attribute | undefined => {
  const fields = readFields(json, place, members)
  const name = fields && readName(fields, level)
  if (fields === undefined || name === undefined) return undefined
  const type = fields.word('type', types, 'string')
  const canonicalValues = fields.texts('canonicalValues')
  const referenceTypes = fields.texts('referenceTypes')
  const subAttributes = readSubAttributes(fields, type, level)
  const attribute: Attribute = {
    ...{ name, type },
    multiValued: fields.flag('multiValued', false),
    description: fields.text('description', '') ?? '',
    required: fields.flag('required', false),
    ...(canonicalValues && { canonicalValues }),
    caseExact: readCaseExact(fields, type),
    mutability: fields.word('mutability', mutabilities, 'readWrite'),
    returned: fields.word('returned', returnedWhen, 'default'),
    uniqueness: fields.word('uniqueness', uniquenesses, 'none'),
    ...(referenceTypes && { referenceTypes }),
    ...(subAttributes && { subAttributes }),
  }
  if (referenceTypes !== undefined && type !== 'reference') {
    fields.report('referenceTypes', `only an attribute of type reference has them, not one of type ${type}`)
  }
  if (attribute.mutability === 'writeOnly' && attribute.returned !== 'never') {
    fields.report('returned', 'expected never, since the attribute is writeOnly')
  }
  return attribute
}

/** Binaries and references are case exact (RFC 7643 §2.3.6, §2.3.7), though the RFC's own §8.7.1 says otherwise of some. */
const readCaseExact = (fields: Fields, type: AttributeType): boolean =>
  fields.flag('caseExact', false) || type === 'binary' || type === 'reference'

/** RFC 7643 §2.1: ATTRNAME. `$ref` is a sub-attribute of §2.4; common attributes (§3.1) belong to no schema. */
const readName = (fields: Fields, level: Level): string | undefined => {
  const name = fields.text('name')
  if (name === undefined) return undefined
  const problem = nameProblem(name, level)
  if (problem !== undefined) fields.report('name', `${problem}, found ${JSON.stringify(name.slice(0, 60))}`)
  return problem === undefined ? name : undefined
}

const nameProblem = (name: string, level: Level): string | undefined => {
  if (level === 'sub-attribute' && name === '$ref') return undefined
  if (!/^[A-Za-z][\w-]{0,63}$/.test(name)) {
    return 'expected a letter, and at most 63 letters, digits, hyphens and underscores'
  }
  if (level === 'attribute' && reserved.has(name.toLowerCase()))
    return 'expected another name than that of a common attribute'
  return name in Object.prototype || words.has(name.toLowerCase()) ? 'expected a name that is free' : undefined
}

const reserved: ReadonlySet<string> = new Set(['id', 'schemas', 'meta', 'externalid', 'bulkid'])
/** Of the grammar of filters. */
const words: ReadonlySet<string> = new Set(['and', 'or', 'not'])

const readSubAttributes = (fields: Fields, type: AttributeType, level: Level): readonly Attribute[] | undefined => {
  if (type === 'complex' && level === 'sub-attribute') {
    fields.report('type', 'a sub-attribute cannot be complex itself (RFC 7643 §2.3.8)')
    return undefined
  }
  const isGiven = fields.items('subAttributes').length > 0
  if (type === 'complex' && !isGiven) fields.report('subAttributes', 'a complex attribute needs one at least')
  if (type !== 'complex' && isGiven)
    fields.report('subAttributes', `only a complex attribute has them, not one of type ${type}`)
  return type === 'complex' ? readAttributes(fields, 'subAttributes', 'sub-attribute') : undefined
}
