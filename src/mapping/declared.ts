/** declaredResourceType: a resource type cut down to what a declaration can store, so that /Schemas is true. */
import type { ResourceType } from '../scim/schema/resource-type.ts'
import { restrictSchema } from '../scim/schema/restrict-schema.ts'
import type { MappingDeclaration, RuleDeclaration } from './declaration.ts'

/** Needs no server. An extension of which nothing is mapped is not advertised. */
export const declaredResourceType = (declaration: MappingDeclaration, resourceType: ResourceType): ResourceType => {
  const isMapped = (prefix: string) => (path: string) => isRow(declaration.attributes, prefix, path)
  const extensions = resourceType.extensions
    .map(({ schema, required }) => ({ schema: restrictSchema(schema, isMapped(`${schema.id}:`)), required }))
    .filter(({ schema }) => schema.attributes.length > 0)
  return { ...resourceType, schema: restrictSchema(resourceType.schema, isMapped('')), extensions }
}

/** The row of the path itself, or of the complex attribute around it if that row can hold the sub-attribute. */
const isRow = (rows: MappingDeclaration['attributes'], prefix: string, path: string): boolean => {
  const [attribute, subAttribute] = path.split('.') as [string, string | undefined]
  const own = rowOf(rows, `${prefix}${path}`)
  if (own !== undefined || subAttribute === undefined) return own !== undefined
  const around = rowOf(rows, `${prefix}${attribute}`)
  return around !== undefined && holds(around, subAttribute)
}

const rowOf = (rows: MappingDeclaration['attributes'], path: string): RuleDeclaration | undefined => {
  const wanted = path.toLowerCase()
  return Object.entries(rows).find(([key]) => key.toLowerCase() === wanted)?.[1] ?? undefined
}

/** A row that does not fit the attribute is the compiler's to report. */
const holds = (row: RuleDeclaration, subAttribute: string): boolean => {
  if (typeof row === 'string' || !('plain' in row || 'structured' in row)) return true
  if (row.structured !== undefined || subAttribute === 'value') return true
  return subAttribute === 'type' && (row.plain ?? []).some(({ as }) => as !== undefined)
}
