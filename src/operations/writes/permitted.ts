/** What a client may write: every body is looked at before anything is asked of the directory. RFC 7644 §3.12 (403) */
import { at, nameOf } from '../../mapping/encode.ts'
import { isSameAttribute, type Mapping, type Rule } from '../../mapping/mapping.ts'
import { idGivenIn } from '../../mapping/rules/reference.ts'
import { forbidden } from '../../scim/error.ts'
import { assignmentsIn, assignmentsOf, wholeExtension } from '../../scim/patch/assignments.ts'
import { atOperation, type PatchOperation } from '../../scim/patch/operation.ts'
import { resolveTarget } from '../../scim/patch/target.ts'
import { sameValue } from '../../scim/resource/equality.ts'
import { isJsonObject } from '../../scim/resource/json-object.ts'
import { type ComplexValue, type Resource, type Value, valueAt, withValue } from '../../scim/resource/resource.ts'
import { type Attribute, findAttribute } from '../../scim/schema/attribute.ts'
import type { PlacedAttribute } from '../../scim/schema/placed-attribute.ts'
import { givenIn } from '../../scim/search/specified.ts'

/** @throws 403 that names the attribute; a password is told apart, since that right is one of its own */
export const refuseCreation = (mapping: Mapping, accepted: Resource): void => {
  for (const { placed, json } of givenIn(mapping.resourceType, accepted)) refuseGiven(mapping, placed, json)
}

/** Whoever names an attribute in a PATCH means to write it, whatever is stored. */
export const refuseOperations = (mapping: Mapping, operations: readonly PatchOperation[]): void => {
  if (mapping.limits === undefined) return
  for (const [index, operation] of operations.entries()) {
    atOperation(operation.place ?? index, () => refuseOperation(mapping, operation))
  }
}

const refuseOperation = (mapping: Mapping, { op, path, value }: PatchOperation): void => {
  const { resourceType } = mapping
  const target = resolveTarget(path, resourceType)
  if (target.kind === 'attribute') {
    const { placed, subAttribute } = target
    const json = op === 'remove' ? null : value
    refuseGiven(mapping, placed, subAttribute === undefined ? json : { [subAttribute.name]: json })
    return
  }
  if (target.kind === 'extension' && op === 'remove') {
    for (const placed of wholeExtension(target.extension)) refuseGiven(mapping, placed, null)
    return
  }
  const given = target.kind === 'resource' ? assignmentsIn(resourceType, value) : assignmentsOf(target.extension, value)
  for (const { placed, json } of given) refuseGiven(mapping, placed, json)
}

/**
 * `body` with what a client that may not write it has left out: it stays, as what is readOnly does. What the client sends of it
 * must be what is stored.
 */
export const permittedReplacement = (mapping: Mapping, before: Resource, body: Resource): Resource => {
  const { limits } = mapping
  if (limits === undefined) return body
  return limits.whole.rules
    .filter((rule) => !limits.writes(rule))
    .reduce((kept, rule) => {
      const { path } = rule
      const isHidden = !mapping.rules.includes(rule)
      const [stored, given] = [isHidden ? undefined : at(before, path), at(body, path)]
      if (given === undefined) return stored === undefined ? kept : putAt(kept, path, stored)
      if (isServers(path.attribute) || (stored !== undefined && isSame(rule, stored, given))) return kept
      throw unwritable(rule)
    }, body)
}

/** Before anything is known of what is stored. */
export const refuseReplacement = (mapping: Mapping, accepted: Resource): void => {
  const { limits } = mapping
  if (limits === undefined) return
  for (const { placed } of givenIn(mapping.resourceType, accepted)) refusePassword(mapping, placed)
  const hidden = limits.whole.rules.filter((rule) => !mapping.rules.includes(rule))
  const given = hidden.find(({ path }) => at(accepted, path) !== undefined && !isServers(path.attribute))
  if (given !== undefined) throw unwritable(given)
}

/** References by whom they name: the rest of what is shown of these is made anew each time. */
const isSame = ({ path, needs }: Rule, stored: Value, given: Value): boolean => {
  if (needs !== 'references') return sameValue(path.subAttribute ?? path.attribute, stored, given)
  const ids = new Set(idsIn(stored))
  const sent = new Set(idsIn(given))
  return ids.size === sent.size && [...sent].every((id) => ids.has(id))
}

const idsIn = (value: Value): readonly (string | undefined)[] =>
  [value].flat().map((element) => idGivenIn(element as ComplexValue))

/** Of a complex attribute whose parts are stored one by one those that are given; without a value all of them. */
const refuseGiven = (mapping: Mapping, placed: PlacedAttribute, json: unknown): void => {
  const { limits } = mapping
  if (limits === undefined || isServers(placed.attribute)) return
  refusePassword(mapping, placed)
  const rules = limits.whole.rules.filter(({ path }) => isSameAttribute(path, placed))
  const refused = rules.find((rule) => !limits.writes(rule) && isGiven(rule, placed.attribute, json))
  if (refused !== undefined) throw unwritable(refused)
}

const isGiven = ({ path: { subAttribute } }: Rule, attribute: Attribute, json: unknown): boolean => {
  if (subAttribute === undefined || !isJsonObject(json)) return true
  return Object.keys(json).some((name) => findAttribute(attribute.subAttributes, name) === subAttribute)
}

/** What no client writes is for the protocol to refuse, or to ignore. */
const isServers = ({ mutability }: Attribute): boolean => mutability === 'readOnly'

const refusePassword = ({ limits }: Mapping, { attribute, extension }: PlacedAttribute): void => {
  if (limits?.setsPassword === false && attribute.name === 'password' && extension === undefined) {
    throw forbidden('This client may not set passwords (setPassword)')
  }
}

const unwritable = ({ path }: Rule) => forbidden(`This client may not write ${nameOf(path)}`)

const putAt = (resource: Resource, { attribute, subAttribute, extension }: Rule['path'], value: Value): Resource => {
  if (subAttribute === undefined) return withValue(resource, attribute, extension, value)
  const around = (valueAt(resource, attribute, extension) ?? {}) as ComplexValue
  return withValue(resource, attribute, extension, { ...around, [subAttribute.name]: value } as Value)
}
