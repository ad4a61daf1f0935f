/** T11 unknownSchemas: URIs in `schemas` that are none of the type's, and extensions that it does not name. Entra ID */
import { invalidSyntax } from '../../scim/error.ts'
import type { JsonObject } from '../../scim/resource/json-object.ts'
import { extensionOf, type ResourceType } from '../../scim/schema/resource-type.ts'
import { keyOf } from '../names.ts'
import type { Tolerance } from '../tolerance.ts'

const isKnown = (uri: unknown, resourceType: ResourceType): boolean =>
  typeof uri !== 'string' ||
  uri.toLowerCase() === resourceType.schema.id.toLowerCase() ||
  extensionOf(resourceType, uri) !== undefined

/** RFC 7643 §3: every extension in use is named. */
const checkNamed = (body: JsonObject, resourceType: ResourceType): void => {
  const key = keyOf(body, 'schemas')
  const schemas = key === undefined ? undefined : body[key]
  if (!Array.isArray(schemas)) return
  const named = new Set(schemas.map((uri: unknown) => (typeof uri === 'string' ? uri.toLowerCase() : '')))
  for (const [name, json] of Object.entries(body)) {
    const extension = extensionOf(resourceType, name)
    if (extension !== undefined && json !== null && !named.has(extension.id.toLowerCase())) {
      throw invalidSyntax(`schemas must name ${extension.id}`)
    }
  }
}

export const unknownSchemas: Tolerance = {
  id: 'T11',
  name: 'unknownSchemas',
  soften: {
    whole: (body, { resourceType }) => {
      const key = keyOf(body, 'schemas')
      const schemas = key === undefined ? undefined : body[key]
      if (key === undefined || !Array.isArray(schemas)) return body
      const known = schemas.filter((uri: unknown) => isKnown(uri, resourceType))
      return known.length === schemas.length ? body : { ...body, [key]: known }
    },
  },
  refuse: {
    resource: (body, { resourceType }) => {
      checkNamed(body, resourceType)
      return body
    },
  },
}
