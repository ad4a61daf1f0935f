/** interopProfile: what draft-zollner-scim-interop-profile-01 asks of PATCH beyond, and against, RFC 7644. */
import { invalidPath, invalidSyntax } from '../scim/error.ts'
import { isJsonObject, type JsonObject } from '../scim/resource/json-object.ts'
import { keyOf, targetOf } from './names.ts'
import type { Context, Rewrites } from './tolerance.ts'

/** A path on each operation, whose value filter ends in a sub-attribute. @throws 400 invalidSyntax, invalidPath */
const checkPath = ({ op, path }: JsonObject, { resourceType }: Context): void => {
  if (typeof path !== 'string') throw invalidSyntax('Each operation needs a path (interop profile)')
  const target = targetOf(path, resourceType)
  const isWriting = typeof op === 'string' && op.toLowerCase() !== 'remove'
  if (isWriting && target?.kind === 'attribute' && target.isFiltered && target.subAttribute === undefined) {
    throw invalidPath('A value filter must be followed by a sub-attribute (interop profile)')
  }
}

/** To replace a complex value is to replace all of it: what is not given is null. RFC 7644 §3.5.2.3 would leave it. */
const asWhole = (operation: JsonObject, { resourceType }: Context): JsonObject => {
  const { op, path, value } = operation
  const isReplace = typeof op === 'string' && op.toLowerCase() === 'replace'
  const target = isReplace && typeof path === 'string' ? targetOf(path, resourceType) : undefined
  if (target?.kind !== 'attribute' || target.subAttribute !== undefined || !isJsonObject(value)) return operation
  const { attribute } = target
  if (attribute.multiValued || attribute.subAttributes === undefined) return operation
  const missing = attribute.subAttributes.filter(
    ({ name, mutability }) => mutability === 'readWrite' && keyOf(value, name) === undefined,
  )
  return { ...operation, value: { ...value, ...Object.fromEntries(missing.map(({ name }) => [name, null])) } }
}

export const interopProfile: Rewrites = {
  operation: (operation, context) => {
    checkPath(operation, context)
    return [asWhole(operation, context)]
  },
}
