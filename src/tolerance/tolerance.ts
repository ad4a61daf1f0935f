/** Tolerance: one habit of clients beyond the letter of RFC 7644, as rewrites of what they send before the strict parser. */
import type { JsonObject } from '../scim/resource/json-object.ts'
import type { Attribute } from '../scim/schema/attribute.ts'
import type { ResourceType } from '../scim/schema/resource-type.ts'
import type { ToleranceName } from './wire.ts'

export interface Tolerance {
  /** Its number in docs/tolerances.md, `T8`. */
  readonly id: string
  /** Its name in the configuration. */
  readonly name: ToleranceName
  /** Where it is on: the same request as the strict parser wants it. Never throws. */
  readonly soften: Rewrites
  /** Where it is off, and the strict parser would take it all the same: throws ScimError 400, and rewrites nothing. */
  readonly refuse?: Rewrites
}

/** By what they rewrite. Each takes any JSON, changes none of it, and needs time in proportion to its size. */
export interface Rewrites {
  /** A resource, or what a PATCH operation without a path gives: names and values. */
  readonly body?: (body: JsonObject, context: Context) => JsonObject
  /** The same after its values were rewritten. */
  readonly whole?: (body: JsonObject, context: Context) => JsonObject
  /** After that, a resource to be created or replaced, and nothing else. */
  readonly resource?: (body: JsonObject, context: Context) => JsonObject
  /** The value of an attribute or sub-attribute, or one of the elements of a list, wherever it stands. */
  readonly value?: (json: unknown, attribute: Attribute, isElement: boolean) => unknown
  /** The PatchOp message around its operations. */
  readonly message?: (message: JsonObject) => JsonObject
  /** One operation as it came; its members have their canonical names. None, one or several take its place. */
  readonly shape?: (operation: JsonObject, context: Context) => readonly JsonObject[]
  /** The same after all else was rewritten. */
  readonly operation?: (operation: JsonObject, context: Context) => readonly JsonObject[]
  /** The path of an operation. */
  readonly path?: (path: string, context: Context) => string
  /** A filter over resources of these types. */
  readonly filter?: (filter: string, resourceTypes: readonly ResourceType[]) => string
  /** The query of a URL, not decoded. */
  readonly query?: (query: string) => string
}

export interface Context {
  readonly resourceType: ResourceType
  /** Tells of an attribute that is left out because nothing here stores it: its name, never a value. */
  readonly ignore: (name: string) => void
}
