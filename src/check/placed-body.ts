/** placedBody: a body with the value that says where its entry goes, of those that the configuration knows. */
import { containerSources } from '../mapping/create-in.ts'
import type { Mapping } from '../mapping/mapping.ts'
import type { JsonObject } from '../scim/resource/json-object.ts'
import type { Attribute } from '../scim/schema/attribute.ts'

type Creation = Pick<Mapping, 'creation'>

/** Whether any value is known that has a place. */
export const isPlaceKnown = ({ creation: { createIn } }: Creation): boolean =>
  createIn === undefined || createIn.otherwise !== undefined || createIn.values !== undefined

export const placedBody = ({ creation: { createIn } }: Creation, body: JsonObject): JsonObject => {
  if (createIn?.values === undefined || createIn.otherwise !== undefined) return body
  const [source] = containerSources(createIn)
  const [text] = createIn.values.keys()
  if (source === undefined || text === undefined) return body
  const { attribute, subAttribute, extension } = source
  const value = typedValue(subAttribute ?? attribute, text)
  const around = extension === undefined ? body : objectIn(body, extension.id)
  const whole = subAttribute === undefined ? value : { ...objectIn(around, attribute.name), [subAttribute.name]: value }
  const placed = { ...around, [attribute.name]: whole }
  if (extension === undefined) return placed
  const schemas = [...new Set([...(body.schemas as readonly string[]), extension.id])]
  return { ...body, schemas, [extension.id]: placed }
}

const objectIn = (body: JsonObject, name: string): JsonObject => (body[name] ?? {}) as JsonObject

const typedValue = ({ type }: Attribute, text: string): string | number | boolean => {
  if (type === 'boolean') return text === 'true'
  return type === 'integer' || type === 'decimal' ? Number(text) : text
}
