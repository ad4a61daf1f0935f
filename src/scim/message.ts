/** Message: the members of a JSON message (SearchRequest, BulkRequest) by name. RFC 7644 §3.4.3, §3.7 */
import { invalidSyntax } from './error.ts'
import { isJsonObject } from './resource/json-object.ts'

/** A member's value; undefined where it is missing or null, which is the same (RFC 7643 §2.5). */
export type Members = (name: string) => unknown

/** Names ignore case (RFC 7643 §2.1). `called` begins the error: `A SearchRequest`. @throws invalidSyntax */
export const membersOf = (json: unknown, called: string): Members => {
  if (!isJsonObject(json)) throw invalidSyntax(`${called} is a JSON object`)
  const members = new Map<string, unknown>()
  for (const [name, value] of Object.entries(json)) {
    const key = name.toLowerCase()
    if (members.has(key)) throw invalidSyntax(`${called} has two members whose names differ by case alone`)
    members.set(key, value ?? undefined)
  }
  return (name) => members.get(name.toLowerCase())
}

/** Where a message says what it is, it must be `wanted`. @throws invalidSyntax */
export const checkSchemas = (schemas: readonly string[] | undefined, wanted: string): void => {
  if (schemas !== undefined && !schemas.some((each) => each.toLowerCase() === wanted.toLowerCase()))
    throw invalidSyntax(`schemas lacks ${wanted}`)
}
