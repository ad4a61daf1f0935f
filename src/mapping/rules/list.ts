/** List rule: a multi-valued attribute as bare values that every LDAP client reads, and structured companions. */
import { type AttributeValue, type AttributeValues, valuesOf } from '../../ldap/entry.ts'
import { invalidValue } from '../../scim/error.ts'
import type { ResolvedPath } from '../../scim/path/resolve.ts'
import { valueKey } from '../../scim/resource/equality.ts'
import type { ComplexValue, Value } from '../../scim/resource/resource.ts'
import type { Encoded, Rule } from '../mapping.ts'
import { printStructured } from '../values/structured.ts'
import { bareElement, homeOf, plainSourceOf, readList, type Source } from './list-elements.ts'
import type { ListHomes } from './list-homes.ts'
import { pushList } from './list-pushdown.ts'

export const listRule = (path: ResolvedPath, homes: ListHomes): Rule => {
  const { structured } = homes
  const types = [...homes.plain.map(({ column }) => column.type), ...(structured ? [structured.type] : [])]
  return {
    path,
    types,
    ordered: homes.plain.flatMap(({ column, isFirstPrimary }) => (isFirstPrimary === true ? [column.type] : [])),
    decode: ({ attributes }) => {
      // Most people have nothing in most lists.
      if (types.every((type) => valuesOf(attributes, type).length === 0)) return undefined
      const { elements } = readList(attributes, homes)
      return elements.length === 0 ? undefined : (elements.map(({ element }) => element) as Value)
    },
    encode: (value, { stored }) => encode((value ?? []) as readonly ComplexValue[], stored, homes),
    pushdown: (leaf) => pushList(leaf, homes),
    // Companions alone are ever left over.
    ...(structured !== undefined && {
      leftOver: (attributes: AttributeValues) =>
        valuesOf(attributes, structured.type).length === 0 ? [] : byType(readList(attributes, homes).leftOver),
    }),
  }
}

/** An element that is there already keeps the very values that make it; others get what they need. */
const encode = (elements: readonly ComplexValue[], stored: AttributeValues, homes: ListHomes): Encoded => {
  const held = heldSources(elements, stored, homes)
  const taken = new Set([...held.values()].flat().map(({ type }) => type))
  const made = elements.map((element) => {
    const sources = held.get(exactKey(element)) ?? newSources(element, withRoom(homes, taken))
    for (const { type } of sources) taken.add(type)
    return { element, sources }
  })
  const sharing = new Map<string, number>()
  for (const { sources } of made) {
    for (const key of plainKeysIn(sources)) sharing.set(key, (sharing.get(key) ?? 0) + 1)
  }
  return byType(
    primaryFirst(made, homes).flatMap(({ element, sources }) => {
      const isShared = plainKeysIn(sources).some((key) => (sharing.get(key) ?? 0) > 1)
      const isDescribed = sources.some(({ plainKey }) => plainKey === undefined)
      return isShared && !isDescribed ? [...sources, companionOf(element, homes)] : sources
    }),
  )
}

/** Where the first value of a type is the primary element: the one that was sent so, else the first that was sent. */
const primaryFirst = <Made extends { readonly element: ComplexValue }>(
  made: readonly Made[],
  homes: ListHomes,
): readonly Made[] => {
  if (!homes.plain.some(({ isFirstPrimary }) => isFirstPrimary)) return made
  const rank = ({ element: { primary } }: Made) => (primary === true ? 0 : primary === undefined ? 1 : 2)
  return made.toSorted((a, b) => rank(a) - rank(b))
}

/** Where one value is all that a type can hold, the next one goes to another type. */
const withRoom = (homes: ListHomes, taken: ReadonlySet<string>): ListHomes => {
  const plain = homes.plain.filter(({ column: { type, whole } }) => !whole || !taken.has(type))
  return plain.length === homes.plain.length ? homes : { ...homes, plain }
}

/** One that was demoted is written anew with any change, or it might rise again. */
const heldSources = (elements: readonly ComplexValue[], stored: AttributeValues, homes: ListHomes) => {
  const list = readList(stored, homes).elements
  const wanted = new Set(elements.map(exactKey))
  const isUnchanged = list.length === elements.length && list.every(({ element }) => wanted.has(exactKey(element)))
  const kept = list.filter(({ isDemoted }) => isUnchanged || !isDemoted)
  return new Map(kept.map(({ element, sources }) => [exactKey(element), sources]))
}

const plainKeysIn = (sources: readonly Source[]): readonly string[] => [
  ...new Set(sources.flatMap(({ plainKey }) => plainKey ?? [])),
]

/** Where the plain value alone says all there is to say no companion is made. */
const newSources = (element: ComplexValue, homes: ListHomes): readonly Source[] => {
  const plain = plainSourceOf(element, homes)
  if (plain !== undefined && isBare(element, homes)) return [plain]
  return [...(plain === undefined ? [] : [plain]), companionOf(element, homes)]
}

/** Without companions a `type` that was left out becomes that of the attribute type. */
const isBare = (element: ComplexValue, homes: ListHomes): boolean => {
  const home = homeOf(element, homes)
  if (home === undefined) return false
  const bare = bareElement(home, element.value as string)
  if (exactKey(element) === exactKey(bare)) return true
  if (homes.structured !== undefined) return false
  const { primary, ...others } = element
  const isPlaced = primary !== true || home.isFirstPrimary === true
  const told = isPlaced ? others : element
  return valueKey(homes.attribute, { ...bare, ...told }) === valueKey(homes.attribute, bare)
}

const companionOf = (element: ComplexValue, { structured, attribute }: ListHomes): Source => {
  if (structured === undefined) throw invalidValue(`this directory cannot hold such a value of ${attribute.name}`)
  return { type: structured.type, value: printStructured(element, attribute.subAttributes ?? []) }
}

const byType = (sources: readonly Source[]): Encoded => {
  const values = new Map<string, AttributeValue[]>()
  for (const { type, value } of sources) {
    const known = values.get(type)
    if (known === undefined) values.set(type, [value])
    else known.push(value)
  }
  return [...values]
}

const exactKey = (element: ComplexValue): string =>
  JSON.stringify(
    Object.entries(element)
      .filter(([, value]) => value !== undefined)
      .sort(([a], [b]) => (a < b ? -1 : 1)),
  )
