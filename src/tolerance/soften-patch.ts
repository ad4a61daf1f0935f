/** softenPatch: a PatchOp message, rewritten operation by operation. RFC 7644 §3.5.2 */
import { isJsonObject, type JsonObject } from '../scim/resource/json-object.ts'
import { keyOf, targetOf } from './names.ts'
import { softenMembers, valueRewrite } from './soften-body.ts'
import type { Context, Rewrites } from './tolerance.ts'
import { walkExtension, walkValue } from './walk.ts'

/** Ends with the message; a step for each operation, between which others may have a turn. What is no message, or no operation, is left to be refused. */
export function* softenPatch(
  body: unknown,
  context: Context,
  rewrites: readonly Rewrites[],
): Generator<undefined, unknown, undefined> {
  if (!isJsonObject(body)) return body
  const message = rewrites.reduce((json, rewrite) => rewrite.message?.(json) ?? json, body)
  const key = keyOf(message, 'Operations')
  const operations = key === undefined ? undefined : message[key]
  if (key === undefined || !Array.isArray(operations)) return message
  const softened: unknown[] = []
  for (const [index, json] of operations.entries()) {
    softened.push(...softenOne(json, { index, context, rewrites }))
    yield
  }
  return { ...message, [key]: operations.length > 0 && softened.length === 0 ? [nothing] : softened }
}

/** Of a request that asks for nothing that is stored here: it succeeds, and changes nothing. */
const nothing = { op: 'add', value: {} }

interface Step {
  readonly index: number
  readonly context: Context
  readonly rewrites: readonly Rewrites[]
}

const softenOne = (json: unknown, { index, context, rewrites }: Step): readonly unknown[] => {
  const operation = isJsonObject(json) ? withCanonicalNames(json) : undefined
  if (operation === undefined) return [json]
  const each = (hook: 'shape' | 'operation') => (operations: readonly JsonObject[]) =>
    rewrites.reduce((list, rewrite) => list.flatMap((one) => rewrite[hook]?.(one, context) ?? [one]), operations)
  const shaped = each('shape')([operation]).map((one) =>
    softenValue(softenPath(one, context, rewrites), context, rewrites),
  )
  // Errors speak of the operations that the client knows.
  return each('operation')(shaped).map((one) => ({ ...one, place: index }))
}

const softenPath = (operation: JsonObject, context: Context, rewrites: readonly Rewrites[]): JsonObject => {
  const { path } = operation
  if (typeof path !== 'string') return operation
  return { ...operation, path: rewrites.reduce((text, rewrite) => rewrite.path?.(text, context) ?? text, path) }
}

const softenValue = (operation: JsonObject, context: Context, rewrites: readonly Rewrites[]): JsonObject => {
  const { path, value } = operation
  if (value === undefined || value === null) return operation
  if (path === undefined || path === null) {
    return isJsonObject(value) ? { ...operation, value: softenMembers(value, context, rewrites) } : operation
  }
  const target = typeof path === 'string' ? targetOf(path, context.resourceType) : undefined
  if (target === undefined) return operation
  const rewrite = valueRewrite(rewrites)
  if (target.kind === 'extension') return { ...operation, value: walkExtension(value, target.extension, rewrite) }
  const { attribute, subAttribute, isFiltered } = target
  return {
    ...operation,
    value: walkValue(value, {
      attribute: subAttribute ?? attribute,
      rewrite,
      isElement: isFiltered && subAttribute === undefined,
    }),
  }
}

/** `Op` and `op` are one name (RFC 7643 §2.1); undefined where both are there, which the parser refuses. */
const withCanonicalNames = (operation: JsonObject): JsonObject | undefined => {
  const members = new Map<string, unknown>()
  for (const [name, value] of Object.entries(operation)) {
    const canonical = canonicalNames.has(name.toLowerCase()) ? name.toLowerCase() : name
    // The gateway's own word to its parser, and no client's.
    if (canonical === 'only') continue
    if (members.has(canonical)) return undefined
    members.set(canonical, value)
  }
  return Object.fromEntries(members)
}

const canonicalNames: ReadonlySet<string> = new Set(['op', 'path', 'value', 'place', 'only'])
