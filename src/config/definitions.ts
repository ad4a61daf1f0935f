/** readDefinitions: schemas and resource types out of the JSON files that the configuration names. RFC 7643 §6, §7 */
import { findAttribute, mustBeStored } from '../scim/schema/attribute.ts'
import { servedGroupResourceType, servedUserResourceType } from '../scim/schema/core-resource-types.ts'
import type { Place } from '../scim/schema/read-fields.ts'
import { type ReadResourceType, readResourceTypes, type SchemaOf } from '../scim/schema/read-resource-type.ts'
import { readSchemas } from '../scim/schema/read-schema.ts'
import type { ResourceType } from '../scim/schema/resource-type.ts'
import type { Schema } from '../scim/schema/schema.ts'
import { jsonPlaces } from './document.ts'
import { errorCode } from './error-code.ts'
import type { Finding } from './finding.ts'
import { jsonMistakeAt } from './json-place.ts'
import { type Path, type Problem, printPath } from './problem.ts'
import type { ReadNamed } from './secrets.ts'
import type { Settings } from './settings.ts'

export interface Definitions {
  /** Those of the files, and those of User and Group that no file replaces, whether they are served or not. */
  readonly resourceTypes: readonly DefinedType[]
  /** Of the files. */
  readonly problems: readonly Problem[]
  /** Of the options that name them. */
  readonly findings: readonly Finding[]
}

export interface DefinedType {
  readonly resourceType: ResourceType
  /** Reports what is wrong with a part of it, at its place in the file; undefined: it is built in. */
  readonly report: ((member: string, message: string) => void) | undefined
}

/** A schema or a resource type takes the place of the built-in one of that URN or name. */
export const readDefinitions = (settings: Settings, readNamed: ReadNamed): Definitions => {
  const problems: Problem[] = []
  const findings: Finding[] = []
  const read = (option: 'schemas' | 'resourceTypes') =>
    (settings[option] ?? []).flatMap((file, index) => {
      const json = readJson(file, readNamed)
      if (typeof json === 'string') findings.push({ path: [option, index], message: `${file} ${json}` })
      else if ('problems' in json) problems.push(...json.problems)
      return typeof json === 'string' || 'problems' in json ? [] : [json]
    })

  const inFile = (where: Located['where']): Place => ({ path: [], report: reporting(where, problems) })
  const files = read('schemas').map(({ value, where }) => readSchemas(value, inFile(where)))
  const schemas = new Map<string, Schema>()
  for (const { schema, place } of files.flat()) {
    const key = schema.id.toLowerCase()
    if (schemas.has(key)) place.report([...place.path, 'id'], `${schema.id} is loaded already`)
    for (const name of lacking(schema, coreSchemas.get(key))) {
      place.report([...place.path, 'attributes'], `${name} must be there and required: a ${schema.name} is known by it`)
    }
    schemas.set(key, schema)
  }
  const schemaOf: SchemaOf = (urn) => schemas.get(urn.toLowerCase()) ?? coreSchemas.get(urn.toLowerCase())
  // Each of them would miss the schemas that could not be read.
  if (problems.length + findings.length > 0) return { resourceTypes: [], problems, findings }
  const loaded = read('resourceTypes').flatMap(({ value, where }) => readResourceTypes(value, inFile(where), schemaOf))
  return { resourceTypes: united(loaded, schemaOf), problems, findings }
}

interface Located {
  readonly value: unknown
  readonly where: (path: Path) => string
}

/** What is wrong with the name of the file; or what is wrong in it; or what it holds. */
const readJson = (file: string, readNamed: ReadNamed): string | Located | { readonly problems: readonly Problem[] } => {
  let text: string
  try {
    text = readNamed(file).replace(/^\uFEFF/, '')
  } catch (error) {
    return `cannot be read (${errorCode(error)})`
  }
  if (text.length > longestText) return 'is larger than eight mebibytes'
  try {
    const value: unknown = JSON.parse(text)
    const { problems, where } = jsonPlaces(text, file)
    return problems.length > 0 ? { problems } : { value, where: (path) => nearestPlace(where, path) ?? file }
  } catch {
    return { problems: [{ where: `${file}:${jsonMistakeAt(text) ?? '1:1'}`, message: 'this is not JSON' }] }
  }
}

const longestText = 8 * 1024 * 1024

/** Of the value itself, or of what it is missing from. */
const nearestPlace = (where: ReturnType<typeof jsonPlaces>['where'], path: Path): string | undefined => {
  for (let length = path.length; length >= 0; length--) {
    const found = where(path.slice(0, length), 'value')
    if (found !== undefined) return found
  }
  return undefined
}

const reporting =
  (where: Located['where'], problems: Problem[]): Place['report'] =>
  (path, message) => {
    const name = printPath(path)
    problems.push({ where: where(path), message: name === '' ? message : `${name}: ${message}` })
  }

const core = [servedUserResourceType, servedGroupResourceType]

const coreSchemas: ReadonlyMap<string, Schema> = new Map(
  core
    .flatMap(({ schema, extensions }) => [schema, ...extensions.map((extension) => extension.schema)])
    .map((schema) => [schema.id.toLowerCase(), schema]),
)

/** What the protocol itself asks of a built-in schema in place of which another one is loaded. RFC 7643 §4.1.1, §4.2 */
const lacking = ({ attributes }: Schema, replaced: Schema | undefined): readonly string[] =>
  (replaced?.attributes ?? [])
    .filter((attribute) => attribute.type !== 'complex' && mustBeStored(attribute))
    .map(({ name }) => name)
    .filter((name) => findAttribute(attributes, name)?.required !== true)

/** User and Group first, then the others as they were loaded. */
const united = (loaded: readonly ReadResourceType[], schemaOf: SchemaOf): readonly DefinedType[] => {
  const types = new Map<string, DefinedType>(
    core.map((resourceType) => [
      resourceType.name.toLowerCase(),
      { resourceType: withSchemas(resourceType, schemaOf), report: undefined },
    ]),
  )
  for (const { resourceType, place } of loaded) {
    const report = (member: string, message: string) => place.report([...place.path, member], message)
    const key = resourceType.name.toLowerCase()
    const before = types.get(key)
    if (before?.report !== undefined) report('name', `${before.resourceType.name} is loaded already`)
    else if (before !== undefined && before.resourceType.name !== resourceType.name) {
      report('name', `expected ${before.resourceType.name}, which is there already`)
    }
    types.set(key, { resourceType, report })
  }
  return [...types.values()]
}

const withSchemas = (resourceType: ResourceType, schemaOf: SchemaOf): ResourceType => ({
  ...resourceType,
  schema: schemaOf(resourceType.schema.id) ?? resourceType.schema,
  extensions: resourceType.extensions.map((extension) => ({
    ...extension,
    schema: schemaOf(extension.schema.id) ?? extension.schema,
  })),
})
