/** accept: the untrusted body of a create or replace becomes a Resource. RFC 7643 §2, §3; RFC 7644 §3.3, §3.5.1 */
import { invalidSyntax, invalidValue } from '../error.ts'
import type { Attribute } from '../schema/attribute.ts'
import { commonOf, type ResourceType } from '../schema/resource-type.ts'
import type { Schema } from '../schema/schema.ts'
import { acceptValue, givenTwice } from './accept-value.ts'
import { isJsonObject, type JsonObject } from './json-object.ts'
import type { Extension, Resource, Value } from './resource.ts'

/**
 * What the client may set, under canonical names: no `id`, `meta`, `schemas`, nothing readOnly, unknown or unassigned.
 * An extension counts even where `schemas` does not name it. Required attributes: see `requireAttributes`.
 * Throws 400 invalidSyntax (no object, wrong `schemas`) and invalidValue.
 */
export function accept(resourceType: ResourceType, body: unknown): Resource {
  if (!isJsonObject(body)) throw invalidSyntax('The body must be a JSON object')
  checkSchemas(resourceType, body)
  const core = acceptAttributes([...commonOf(resourceType), ...resourceType.schema.attributes], body)
  const extensions = acceptExtensions(resourceType, body)
  return Object.fromEntries([...core, ...extensions])
}

/** RFC 7643 §3: the core URN must be there, and none that is not of this type. */
function checkSchemas({ name, schema, extensions }: ResourceType, body: JsonObject): void {
  const [given, ...others] = Object.entries(body).filter(([key]) => key.toLowerCase() === 'schemas')
  if (given === undefined) throw invalidSyntax('schemas is missing')
  const urns: unknown = given[1]
  if (others.length > 0 || !Array.isArray(urns)) throw invalidSyntax('schemas takes one array of URIs')
  const known = new Set([schema, ...extensions.map((extension) => extension.schema)].map(({ id }) => id.toLowerCase()))
  const named = urns.map((urn: unknown) => (typeof urn === 'string' ? urn.toLowerCase() : ''))
  if (!named.every((urn) => known.has(urn))) throw invalidSyntax(`schemas names what is no schema of ${name}`)
  if (!named.includes(schema.id.toLowerCase())) throw invalidSyntax(`schemas must name ${schema.id}`)
}

function acceptExtensions({ extensions }: ResourceType, body: JsonObject): ReadonlyMap<string, Extension> {
  const byUrn = new Map<string, Schema>(extensions.map(({ schema }) => [schema.id.toLowerCase(), schema]))
  const accepted = new Map<string, Extension>()
  for (const [name, json] of Object.entries(body)) {
    const extension = byUrn.get(name.toLowerCase())
    if (extension === undefined || json === null) continue
    if (!isJsonObject(json)) throw invalidValue(`${extension.id} takes an object`)
    const values = acceptAttributes(extension.attributes, json, `${extension.id}:`)
    if (values.size === 0) continue
    if (accepted.has(extension.id)) throw givenTwice(extension.id)
    accepted.set(extension.id, Object.fromEntries(values))
  }
  return accepted
}

/** Through maps and `Object.fromEntries`, so that `__proto__` is a name like any other: an unknown one. */
function acceptAttributes(attributes: readonly Attribute[], json: JsonObject, prefix = ''): ReadonlyMap<string, Value> {
  const writable = new Map(attributes.filter(isWritable).map((attribute) => [attribute.name.toLowerCase(), attribute]))
  const accepted = new Map<string, Value>()
  for (const [name, part] of Object.entries(json)) {
    const attribute = writable.get(name.toLowerCase())
    if (attribute === undefined) continue
    const path = prefix + attribute.name
    const value = acceptValue(attribute, part, path)
    if (value === undefined) continue
    if (accepted.has(attribute.name)) throw givenTwice(path)
    accepted.set(attribute.name, value)
  }
  return accepted
}

/** `schemas` is checked, and follows from what is there afterwards. */
const isWritable = ({ name, mutability }: Attribute): boolean => mutability !== 'readOnly' && name !== 'schemas'
