/** T19 inferredSchemas: a body that does not say what it is, is what its endpoint takes. OneLogin, WSO2's suite */
import type { JsonObject } from '../../scim/resource/json-object.ts'
import { urn } from '../../scim/urn.ts'
import { keyOf } from '../names.ts'
import type { Tolerance } from '../tolerance.ts'

/** `uri` among the schemas, which may be missing. Anything but a list of them is left to be refused. */
const naming = (body: JsonObject, uri: string, isAdded: (schemas: readonly unknown[]) => boolean): JsonObject => {
  const key = keyOf(body, 'schemas') ?? 'schemas'
  const schemas = Object.hasOwn(body, key) ? (body[key] ?? []) : []
  return Array.isArray(schemas) && isAdded(schemas) ? { ...body, [key]: [uri, ...schemas] } : body
}

const lacks =
  (uri: string) =>
  (schemas: readonly unknown[]): boolean =>
    !schemas.some((each) => typeof each === 'string' && each.toLowerCase() === uri.toLowerCase())

export const inferredSchemas: Tolerance = {
  id: 'T19',
  name: 'inferredSchemas',
  soften: {
    resource: (body, { resourceType: { schema } }) => naming(body, schema.id, lacks(schema.id)),
    // A message that names itself something else is something else.
    message: (message) => naming(message, urn.patchOp, (schemas) => schemas.length === 0),
  },
}
