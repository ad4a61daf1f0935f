/** readResourceTypes: the resource types in a file of the form that GET /ResourceTypes answers. RFC 7643 §6 */
import { urn } from '../urn.ts'
import { readDocuments } from './read-documents.ts'
import { type Fields, type Place, readFields } from './read-fields.ts'
import type { ResourceType, SchemaExtension } from './resource-type.ts'
import type { Schema } from './schema.ts'

export interface ReadResourceType {
  readonly resourceType: ResourceType
  readonly place: Place
}

/** A schema by URN, ignoring case. */
export type SchemaOf = (urn: string) => Schema | undefined

/** What is wrong is reported with its place. */
export const readResourceTypes = (json: unknown, place: Place, schemaOf: SchemaOf): readonly ReadResourceType[] =>
  readDocuments(json, place, urn.resourceType).flatMap((document) => {
    const resourceType = readResourceType(document.json, document.place, schemaOf)
    return resourceType === undefined ? [] : [{ resourceType, place: document.place }]
  })

const members = ['schemas', 'id', 'name', 'description', 'endpoint', 'schema', 'schemaExtensions', 'meta']

const readResourceType = (json: unknown, place: Place, schemaOf: SchemaOf): ResourceType | undefined => {
  const fields = readFields(json, place, members)
  if (fields === undefined) return undefined
  const name = readName(fields)
  const endpoint = readEndpoint(fields)
  const schema = readSchemaOf(fields, 'schema', schemaOf)
  if (name === undefined || endpoint === undefined || schema === undefined) return undefined
  const description = fields.text('description', name) ?? name
  const resourceType = { id: name, name, endpoint, description, schema, extensions: readExtensions(fields, schemaOf) }
  checkUrns(resourceType, fields)
  return resourceType
}

/** It becomes `meta.resourceType`, and a key of the configuration. */
const readName = (fields: Fields): string | undefined => {
  const name = fields.text('name')
  if (name === undefined) return undefined
  const found = JSON.stringify(name.slice(0, 60))
  if (!/^[A-Za-z][\w-]{0,63}$/.test(name)) {
    fields.report('name', `expected a letter, and at most 63 letters, digits, hyphens and underscores, found ${found}`)
    return undefined
  }
  if (name in Object.prototype || taken.has(name.toLowerCase())) {
    fields.report('name', `expected a name that is free, found ${found}`)
    return undefined
  }
  if (fields.text('id', name) !== name) fields.report('id', `expected the same as name, ${found}`)
  return name
}

/** Resource types of discovery. RFC 7643 §5 to §7 */
const taken: ReadonlySet<string> = new Set(['schema', 'resourcetype', 'serviceproviderconfig'])
/** RFC 7644 §3.2, Table 1 */
const endpoints: ReadonlySet<string> = new Set(['/me', '/bulk', '/schemas', '/resourcetypes', '/serviceproviderconfig'])

const readEndpoint = (fields: Fields): string | undefined => {
  const endpoint = fields.text('endpoint')
  if (endpoint === undefined) return undefined
  const found = JSON.stringify(endpoint.slice(0, 60))
  if (!/^\/[A-Za-z][\w~-]{0,63}$/.test(endpoint)) {
    fields.report('endpoint', `expected one segment of a path below the base URL, such as /Devices, found ${found}`)
    return undefined
  }
  if (endpoints.has(endpoint.toLowerCase())) {
    fields.report('endpoint', `${endpoint} is an endpoint of the protocol's own`)
    return undefined
  }
  return endpoint
}

const readSchemaOf = (fields: Fields, name: string, schemaOf: SchemaOf): Schema | undefined => {
  const id = fields.text(name)
  if (id === undefined) return undefined
  const schema = schemaOf(id)
  if (schema === undefined) fields.report(name, `no schema has the URN ${JSON.stringify(id.slice(0, 150))}`)
  return schema
}

const readExtensions = (fields: Fields, schemaOf: SchemaOf): readonly SchemaExtension[] =>
  fields.items('schemaExtensions').flatMap(({ json, place }) => {
    const own = readFields(json, place, ['schema', 'required'])
    const schema = own && readSchemaOf(own, 'schema', schemaOf)
    return own === undefined || schema === undefined ? [] : [{ schema, required: own.flag('required', false) }]
  })

/** A URN must stand for one thing: a schema of the type, or (behind the URN of another) one of its attributes. */
const checkUrns = ({ schema, extensions }: ResourceType, fields: Fields): void => {
  const schemas = [schema, ...extensions.map((extension) => extension.schema)]
  const known = new Set(
    schemas.flatMap(({ id, attributes }) => attributes.map(({ name }) => `${id}:${name}`.toLowerCase())),
  )
  for (const { id } of schemas) {
    const key = id.toLowerCase()
    if (known.has(key)) fields.report('schemaExtensions', `${id} is the path of an attribute or a schema already`)
    known.add(key)
  }
}
