/** T20 coreUnderUrn: core attributes in an object under the URN of their schema, as if it were an extension. scimverify */
import { isJsonObject, type JsonObject } from '../../scim/resource/json-object.ts'
import type { ResourceType } from '../../scim/schema/resource-type.ts'
import { keyOf } from '../names.ts'
import type { Tolerance } from '../tolerance.ts'

/** What stands at the top itself counts. A name that is there twice comes back with its URN, to be told as unknown. */
const unwrapped = (body: JsonObject, { schema }: ResourceType): JsonObject => {
  const key = keyOf(body, schema.id)
  const inside = key === undefined ? undefined : body[key]
  if (key === undefined || !isJsonObject(inside)) return body
  const rest = Object.entries(body).filter(([name]) => name !== key)
  const taken = new Set(rest.map(([name]) => name.toLowerCase()))
  const fresh = Object.entries(inside).filter(([name]) => !taken.has(name.toLowerCase()))
  const doubled = Object.entries(inside).filter(([name]) => taken.has(name.toLowerCase()))
  return Object.fromEntries([
    ...rest,
    ...fresh,
    ...(doubled.length === 0 ? [] : [[schema.id, Object.fromEntries(doubled)] as const]),
  ])
}

export const coreUnderUrn: Tolerance = {
  id: 'T20',
  name: 'coreUnderUrn',
  soften: {
    body: (body, { resourceType }) => unwrapped(body, resourceType),
    shape: (operation, { resourceType: { schema } }) => {
      const { path, ...rest } = operation
      const isCore = typeof path === 'string' && path.toLowerCase() === schema.id.toLowerCase()
      return [isCore && isJsonObject(rest.value) ? rest : operation]
    },
  },
}
