/** decode: an entry and answers about other entries to a resource; nothing is shown that is not stored. */
import type { Entry } from '../ldap/entry.ts'
import type { Resource, Value } from '../scim/resource/resource.ts'
import { idOf, metaOf } from './identity.ts'
import type { Lookup, Mapping, Rule } from './mapping.ts'

export interface Decoding {
  readonly entry: Entry
  readonly lookup: Lookup
  /** Only these rules; all where it is absent. Types that were not fetched decode to nothing. */
  readonly rules?: readonly Rule[]
}

/** `meta.version` is not here: see `versionOf`. */
export const decode = (mapping: Mapping, { entry, lookup, rules = mapping.rules }: Decoding): Resource => {
  const resource: Record<string, unknown> = { schemas: undefined, id: idOf(entry) }
  for (const rule of rules) put(resource, rule, rule.decode(entry, lookup))
  resource.schemas = schemasOf(resource, mapping)
  resource.meta = metaOf(entry, mapping.resourceType, lookup)
  return resource as Resource
}

/** The URNs of the core schema and of exactly the extensions that have a value. RFC 7643 §3 */
const schemasOf = (resource: Record<string, unknown>, { resourceType }: Mapping): readonly string[] => [
  resourceType.schema.id,
  ...resourceType.extensions.map(({ schema }) => schema.id).filter((id) => resource[id] !== undefined),
]

const put = (resource: Record<string, unknown>, { path }: Rule, value: Value | undefined): void => {
  if (value === undefined) return
  const holder = path.extension === undefined ? resource : inside(resource, path.extension.id)
  if (path.subAttribute === undefined) holder[path.attribute.name] = value
  else inside(holder, path.attribute.name)[path.subAttribute.name] = value
}

const inside = (holder: Record<string, unknown>, name: string): Record<string, unknown> => {
  const held = (holder[name] ?? {}) as Record<string, unknown>
  holder[name] = held
  return held
}
