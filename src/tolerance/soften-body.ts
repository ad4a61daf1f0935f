/** softenBody: the body of a creation or a replacement, rewritten. RFC 7644 §3.3, §3.5.1 */
import { isJsonObject, type JsonObject } from '../scim/resource/json-object.ts'
import type { Context, Rewrites } from './tolerance.ts'
import { type RewriteValue, walkBody } from './walk.ts'

/** What is no object is left to be refused. */
export const softenBody = (body: unknown, context: Context, rewrites: readonly Rewrites[]): unknown => {
  if (!isJsonObject(body)) return body
  const members = softenMembers(body, context, rewrites)
  return rewrites.reduce((json, { resource }) => resource?.(json, context) ?? json, members)
}

/** Names and values, as in a body. */
export const softenMembers = (body: JsonObject, context: Context, rewrites: readonly Rewrites[]): JsonObject => {
  const placed = rewrites.reduce((json, rewrite) => rewrite.body?.(json, context) ?? json, body)
  const walked = walkBody(placed, context.resourceType, valueRewrite(rewrites))
  return rewrites.reduce((json, { whole }) => whole?.(json, context) ?? json, walked)
}

/** All that rewrite values as one, for one walk. */
export const valueRewrite = (rewrites: readonly Rewrites[]): RewriteValue => {
  const all = rewrites.flatMap(({ value }) => value ?? [])
  return (json, attribute, isElement) => all.reduce((given, rewrite) => rewrite(given, attribute, isElement), json)
}
