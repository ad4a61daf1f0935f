/** readSchemas: the schemas in a file of the form that GET /Schemas answers. RFC 7643 §7, RFC 7644 §4 */
import { isJsonObject } from '../resource/json-object.ts'
import { urn } from '../urn.ts'
import { metaschemas } from './metaschemas.ts'
import { readAttributes } from './read-attribute.ts'
import { readDocuments } from './read-documents.ts'
import { type Place, readFields } from './read-fields.ts'
import type { Schema } from './schema.ts'

export interface ReadSchema {
  readonly schema: Schema
  readonly place: Place
}

/** What is wrong is reported with its place. The schemas of discovery itself (RFC 7643 §8.7.2) are passed over. */
export const readSchemas = (json: unknown, place: Place): readonly ReadSchema[] =>
  readDocuments(json, place, urn.schema)
    .filter((document) => !isOfDiscovery(document.json))
    .flatMap((document) => {
      const schema = readSchema(document.json, document.place)
      return schema === undefined ? [] : [{ schema, place: document.place }]
    })

const isOfDiscovery = (json: unknown): boolean =>
  isJsonObject(json) && metaschemas.some(({ id }) => id.toLowerCase() === String(json.id).toLowerCase())

const members = ['schemas', 'id', 'name', 'description', 'attributes', 'meta']

const readSchema = (json: unknown, place: Place): Schema | undefined => {
  const fields = readFields(json, place, members)
  const id = fields?.text('id')
  if (fields === undefined || id === undefined) return undefined
  if (!isSchemaUrn(id)) {
    const found = JSON.stringify(id.slice(0, 60))
    fields.report('id', `expected a URN such as urn:example:scim:schemas:2.0:Device, found ${found}`)
  }
  const attributes = readAttributes(fields, 'attributes', 'attribute')
  if (fields.items('attributes').length === 0) fields.report('attributes', 'expected one attribute at least')
  return {
    id,
    name: fields.text('name', id.slice(id.lastIndexOf(':') + 1)) ?? '',
    description: fields.text('description', '') ?? '',
    attributes,
  }
}

/** RFC 8141 §2, with the characters that paths, filters, lists of attributes and URLs all take as they are. */
const isSchemaUrn = (id: string): boolean =>
  id.length <= 150 &&
  /^urn:[a-z\d][a-z\d-]{0,30}[a-z\d](?::[\w.~-]+)+$/i.test(id) &&
  !/^urn:ietf:params:scim:api:/i.test(id)
