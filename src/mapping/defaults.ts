/** complete, retain: the values that an attribute gets where nobody sent one. RFC 7643 §7, RFC 7644 §3.5.1 */
import type { ResolvedPath } from '../scim/path/resolve.ts'
import { type ComplexValue, type Resource, type Value, valueAt, withValue } from '../scim/resource/resource.ts'
import { at } from './encode.ts'
import type { Default, Mapping } from './mapping.ts'

/**
 * `resource` with the declared defaults where nothing was sent: `name.formatted` for the required `cn`. An attribute
 * that shares the attribute type, and was sent, is the better default.
 */
export const complete = (mapping: Mapping, resource: Resource): Resource =>
  mapping.defaults.reduce((completed, { path, from }) => {
    if (at(completed, path) !== undefined) return completed
    const shared = sharedValue(mapping, completed, path)
    const known = shared === undefined ? firstKnown(completed, from) : [shared]
    return known === undefined ? completed : putAt(completed, path, known.map(String).join(' '))
  }, resource)

/**
 * `after` with the defaulted values of `before` that nobody sent, as long as what they are made of stays the same: a
 * PUT by a client that does not know name.formatted takes no `cn` away that others gave.
 */
export const retain = (mapping: Mapping, before: Resource, after: Resource): Resource =>
  mapping.defaults.reduce((retained, { path, from }) => {
    const value = at(before, path)
    if (typeof value !== 'string' || at(retained, path) !== undefined) return retained
    const isSettled = (sharedValue(mapping, retained, path) ?? value) === value
    const isUnchanged = from.flat().every((source) => at(before, source) === at(retained, source))
    return isSettled && isUnchanged ? putAt(retained, path, value) : retained
  }, after)

const firstKnown = (resource: Resource, from: Default['from']): readonly Value[] | undefined =>
  from.map((sources) => sources.flatMap((source) => at(resource, source) ?? [])).find((values) => values.length > 0)

const sharedValue = ({ rules }: Mapping, resource: Resource, path: ResolvedPath): Value | undefined => {
  const types = new Set(rules.filter((rule) => rule.path === path).flatMap((rule) => rule.types))
  const sharing = rules.filter((rule) => rule.choices !== undefined && rule.types.some((type) => types.has(type)))
  return sharing.map((rule) => at(resource, rule.path)).find((value) => typeof value === 'string')
}

const putAt = (resource: Resource, { attribute, subAttribute, extension }: ResolvedPath, value: string): Resource => {
  if (subAttribute === undefined) return withValue(resource, attribute, extension, value)
  const around = (valueAt(resource, attribute, extension) ?? {}) as ComplexValue
  return withValue(resource, attribute, extension, { ...around, [subAttribute.name]: value })
}
