/** sampleBody: what a client could send to make a resource of a type: everything that is required, by it or by the object classes. */
import type { Subschema } from '../directory/subschema.ts'
import { requiredTypesOf } from '../mapping/compile/class-types.ts'
import type { Mapping, Rule } from '../mapping/mapping.ts'
import { hasSyntax } from '../mapping/values/column.ts'
import type { ResolvedPath } from '../scim/path/resolve.ts'
import type { JsonObject } from '../scim/resource/json-object.ts'
import { type Attribute, isDemanded } from '../scim/schema/attribute.ts'
import { placedBody } from './placed-body.ts'

export interface Sampling {
  readonly mapping: Mapping
  readonly subschema: Subschema
  /** A text that nobody has as a value. */
  readonly nobodys: string
  /** Ids of resources that may be named, by the name of their type. */
  readonly ids: ReadonlyMap<string, string>
}

/** A text: why there is none. */
export const sampleBody = (sampling: Sampling): JsonObject | string => {
  const { resourceType } = sampling.mapping
  const core: Record<string, unknown> = {}
  const extensions: Record<string, Record<string, unknown>> = {}
  for (const rule of neededRules(sampling)) {
    const { attribute, subAttribute, extension } = rule.path
    const value = sampleOf(rule, sampling)
    if (value === undefined)
      return `a ${rule.to?.join(' or ')} would have to be there, for ${attribute.name} to name it`
    if (extension !== undefined) extensions[extension.id] ??= {}
    const around = extension === undefined ? core : (extensions[extension.id] as Record<string, unknown>)
    around[attribute.name] =
      subAttribute === undefined ? value : { ...(around[attribute.name] as object), [subAttribute.name]: value }
  }
  const body = { schemas: [resourceType.schema.id, ...Object.keys(extensions)], ...core, ...extensions }
  return placedBody(sampling.mapping, body)
}

const neededRules = ({ mapping, subschema }: Sampling): readonly Rule[] => {
  const { rules, creation, resourceType } = mapping
  const writable = rules.filter(({ path }) => partsOf(path).every(({ mutability }) => mutability !== 'readOnly'))
  const required = creation.classes.flatMap((name) => {
    const description = subschema.objectClass(name)
    return description === undefined ? [] : requiredTypesOf(description, subschema)
  })
  const named = new Set([...creation.rdnTypes.map((type) => type.toLowerCase()), ...required])
  const isFilling = ({ types }: Rule) => types.some((type) => named.has(type.toLowerCase()))
  const isOfExtension = ({ path }: Rule) =>
    resourceType.extensions.some(({ schema, required: isRequired }) => isRequired && schema.id === path.extension?.id)
  const chosen = new Set(writable.filter((rule) => isFilling(rule) || isRequiredRule(rule, isOfExtension(rule))))
  // Whatever is begun is to be whole.
  for (const rule of writable) {
    const { extension, attribute, subAttribute } = rule.path
    const begun = [...chosen].map(({ path }) => path).filter((path) => path.extension?.id === extension?.id)
    const isBegun = begun.some((path) => path.attribute.name === attribute.name)
    if (extension !== undefined && begun.length > 0 && isRequiredRule(rule, true)) chosen.add(rule)
    if (isBegun && subAttribute !== undefined && isDemanded(subAttribute)) chosen.add(rule)
    if (!isBegun && isDemanded(attribute) && isServed(rule, isOfExtension(rule))) chosen.add(rule)
  }
  return [...chosen]
}

const partsOf = ({ attribute, subAttribute }: ResolvedPath): readonly Attribute[] =>
  subAttribute === undefined ? [attribute] : [attribute, subAttribute]

const isServed = ({ path: { extension } }: Rule, isOfExtension: boolean): boolean =>
  extension === undefined || isOfExtension

const isRequiredRule = (rule: Rule, isOfExtension: boolean): boolean =>
  isServed(rule, isOfExtension) && partsOf(rule.path).every(isDemanded)

const sampleOf = (rule: Rule, sampling: Sampling): unknown => {
  const attribute = rule.path.subAttribute ?? rule.path.attribute
  if (rule.needs === 'references') {
    const id = rule.to?.map((name) => sampling.ids.get(name)).find((known) => known !== undefined)
    if (id === undefined) return undefined
    return attribute.multiValued ? [{ value: id }] : { value: id }
  }
  const value = attribute.type === 'complex' ? element(attribute, rule, sampling) : simple(attribute, rule, sampling)
  return attribute.multiValued ? [value] : value
}

const element = ({ subAttributes = [] }: Attribute, rule: Rule, sampling: Sampling): JsonObject =>
  Object.fromEntries(
    subAttributes
      .filter((part) => part.type !== 'complex' && (part.name === 'value' || isDemanded(part)))
      .map((part) => [part.name, simple(part, rule, sampling)]),
  )

const simple = (attribute: Attribute, { types: [type = ''] }: Rule, sampling: Sampling): unknown => {
  const description = sampling.subschema.attributeType(type)
  switch (attribute.type) {
    case 'boolean':
      return true
    case 'integer':
    case 'decimal':
      return 1
    case 'dateTime':
      return '2000-01-01T00:00:00Z'
    case 'binary':
      return Buffer.from(sampling.nobodys).toString('base64')
    case 'reference':
      return `https://example.com/${sampling.nobodys}`
    default:
      if (attribute.canonicalValues?.[0] !== undefined) return attribute.canonicalValues[0]
      if (description && hasSyntax(description, 'numeric', 'integer')) return '1'
      return description && hasSyntax(description, 'telephone', 'facsimile') ? '+1 555 0100' : sampling.nobodys
  }
}
