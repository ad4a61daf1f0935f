/** decode: an entry and answers about other entries to a resource; nothing is shown that is not stored. */
import type { Entry } from '../ldap/entry.ts'
import { kept } from '../scim/kept-with.ts'
import type { Resource } from '../scim/resource/resource.ts'
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
  for (const { extension, complex, members } of holdersOf(rules)) {
    // Made with the first value: where there is none, nothing is shown.
    let holder: Record<string, unknown> | undefined
    for (const { name, rule } of members) {
      const value = rule.decode(entry, lookup)
      if (value === undefined) continue
      holder ??= held(resource, extension, complex)
      holder[name] = value
    }
  }
  resource.schemas = schemasOf(resource, mapping)
  resource.meta = metaOf(entry, mapping.resourceType, lookup)
  return resource as Resource
}

/** The URNs of the core schema and of exactly the extensions that have a value. RFC 7643 §3 */
const schemasOf = (resource: Record<string, unknown>, { resourceType }: Mapping): readonly string[] => [
  resourceType.schema.id,
  ...resourceType.extensions.map(({ schema }) => schema.id).filter((id) => resource[id] !== undefined),
]

/** Rules in their order, those together that follow one another and whose values stand in one object. */
interface Holder {
  readonly extension: string | undefined
  readonly complex: string | undefined
  readonly members: { readonly name: string; readonly rule: Rule }[]
}

const holdersOf = kept((rules: readonly Rule[]): readonly Holder[] => {
  const holders: Holder[] = []
  for (const rule of rules) {
    const { attribute, subAttribute } = rule.path
    const extension = rule.path.extension?.id
    const complex = subAttribute && attribute.name
    const member = { name: (subAttribute ?? attribute).name, rule }
    const last = holders.at(-1)
    if (last?.extension === extension && last?.complex === complex && last !== undefined) last.members.push(member)
    else holders.push({ extension, complex, members: [member] })
  }
  return holders
})

const held = (resource: Record<string, unknown>, extension: string | undefined, complex: string | undefined) => {
  const holder = extension === undefined ? resource : inside(resource, extension)
  return complex === undefined ? holder : inside(holder, complex)
}

const inside = (holder: Record<string, unknown>, name: string): Record<string, unknown> => {
  const found = holder[name] as Record<string, unknown> | undefined
  if (found !== undefined) return found
  const made = {}
  holder[name] = made
  return made
}
