/** createdValues: what a new entry gets beside what the rows put there. */
import type { AttributeValues } from '../ldap/entry.ts'
import { invalidValue } from '../scim/error.ts'
import type { ResolvedPath } from '../scim/path/resolve.ts'
import type { Resource } from '../scim/resource/resource.ts'
import { canHold } from './compile/syntax-fit.ts'
import { at, nameOf } from './encode.ts'
import type { CreateAttribute, Mapping } from './mapping.ts'
import { fill, sourcesOf, type Template } from './values/template.ts'

/** Without those that are made of a value that the resource does not have. Throws invalidValue. */
export const createdValues = ({ creation }: Mapping, resource: Resource): AttributeValues =>
  new Map(
    creation.attributes.flatMap((attribute) => {
      const values = attribute.values.flatMap((template) => filled(template, attribute, resource) ?? [])
      return values.length === 0 ? [] : [[attribute.type.toLowerCase(), values] as const]
    }),
  )

const filled = (
  template: Template<ResolvedPath>,
  { type, description }: CreateAttribute,
  resource: Resource,
): string | undefined => {
  const sources = sourcesOf(template)
  if (sources.some((source) => at(resource, source) === undefined)) return undefined
  const isPath = template.pieces.some((piece) => typeof piece === 'string' && piece.includes('/'))
  const value = fill(template, (source) => {
    const text = String(at(resource, source))
    if (isPath && leavesFolder(text)) throw refusal(source, type)
    return text
  })
  const [first] = sources
  if (first !== undefined && !canHold(description, value)) throw refusal(first, type)
  return value
}

/** `/home/{userName}` is to stay below /home whatever a client calls somebody. */
const leavesFolder = (text: string): boolean => text === '.' || text === '..' || /[/\p{Cc}]/u.test(text)

const refusal = (source: ResolvedPath, type: string) =>
  invalidValue(`${nameOf(source)} cannot be part of ${type}, which this directory makes of it`)
