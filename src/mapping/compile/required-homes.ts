/** requiredHomes: what an entry must hold to be a resource of its type; one without could not be shown as a valid one. */
import { mustBeStored } from '../../scim/schema/attribute.ts'
import type { ResourceType } from '../../scim/schema/resource-type.ts'
import type { Rule } from '../mapping.ts'

export interface RequiredHome {
  /** `name.familyName`, or the URN of a required extension. */
  readonly name: string
  /** Attribute types one of which must be there. */
  readonly types: readonly string[]
}

export const requiredHomes = (rules: readonly Rule[], resourceType: ResourceType): readonly RequiredHome[] => [
  ...homesOf(rules.filter(({ path }) => path.extension === undefined)),
  ...resourceType.extensions
    .filter(({ required }) => required)
    .flatMap(({ schema }): readonly RequiredHome[] => {
      const own = rules.filter(({ path }) => path.extension?.id === schema.id)
      const homes = homesOf(own)
      if (homes.length > 0 || own.some(({ isTotal }) => isTotal)) return homes
      return [{ name: schema.id, types: own.flatMap(({ types }) => types) }]
    }),
]

/** Of a complex attribute its required parts; where none is required, any part. */
const homesOf = (rules: readonly Rule[]): readonly RequiredHome[] =>
  [...Map.groupBy(rules, ({ path }) => path.attribute)].flatMap(([attribute, own]): readonly RequiredHome[] => {
    if (!mustBeStored(attribute)) return []
    const parts = own.filter(({ path: { subAttribute } }) => subAttribute !== undefined && mustBeStored(subAttribute))
    if (parts.length === 0 && own.some(({ isTotal }) => isTotal)) return []
    if (parts.length === 0) return [{ name: attribute.name, types: own.flatMap(({ types }) => types) }]
    return parts.map(({ path, types }) => ({ name: `${attribute.name}.${path.subAttribute?.name}`, types }))
  })
