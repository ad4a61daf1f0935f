/** T3 keysAsPaths: paths as keys of a value that has none, `{"name.givenName": "Ada"}`. Entra ID with aadOptscim062020 */
import { isJsonObject, type JsonObject } from '../../scim/resource/json-object.ts'
import { extensionOf, type ResourceType } from '../../scim/schema/resource-type.ts'
import { attributesByName, targetOf } from '../names.ts'
import type { Tolerance } from '../tolerance.ts'
import { unmappedName } from '../unmapped.ts'

/** Names of attributes and of extensions are what the strict parser knows. */
const isPath = (key: string, resourceType: ResourceType): boolean =>
  /[.[]/.test(key) &&
  !attributesByName(resourceType).has(key.toLowerCase()) &&
  extensionOf(resourceType, key) === undefined &&
  (targetOf(key, resourceType) !== undefined || isUnmappedPart(key, resourceType))

/** `urn:…:User:department` where that is not mapped stays what it is: an unknown name. */
const isUnmappedPart = (key: string, resourceType: ResourceType): boolean =>
  key.includes('[') || unmappedName(key, resourceType) !== undefined

const split = (operation: JsonObject, resourceType: ResourceType): readonly JsonObject[] => {
  const { op, path, value, ...rest } = operation
  if ((path !== undefined && path !== null) || !isJsonObject(value) || !isWriting(op)) return [operation]
  const keys = Object.keys(value).filter((key) => isPath(key, resourceType))
  if (keys.length === 0) return [operation]
  const paths = new Set(keys)
  const plain = Object.entries(value).filter(([key]) => !paths.has(key))
  return [
    ...(plain.length === 0 ? [] : [{ ...rest, op, value: Object.fromEntries(plain) }]),
    ...keys.map((key) => ({ ...rest, op, path: key, value: value[key] })),
  ]
}

const isWriting = (op: unknown): boolean => typeof op === 'string' && /^(?:add|replace)$/i.test(op)

export const keysAsPaths: Tolerance = {
  id: 'T3',
  name: 'keysAsPaths',
  soften: { shape: (operation, { resourceType }) => split(operation, resourceType) },
}
