/** List rule: a multi-valued attribute as bare values that every LDAP client reads, and structured companions. */
import { type AttributeValue, type Entry, valuesOf } from '../../ldap/entry.ts'
import { normaliseValue } from '../../ldap/matching.ts'
import type { ResolvedPath } from '../../scim/path/resolve.ts'
import type { ComplexValue, Value } from '../../scim/resource/resource.ts'
import type { Attribute } from '../../scim/schema/attribute.ts'
import type { Column } from '../column.ts'
import type { Encoded, Rule } from '../mapping.ts'
import { parseStructured, printStructured } from '../structured.ts'
import type { ListHomes, PlainHome } from './list-homes.ts'
import { pushList } from './list-pushdown.ts'

export const listRule = (path: ResolvedPath, homes: ListHomes): Rule => ({
  path,
  types: [...homes.plain.map(({ column }) => column.type), ...(homes.structured ? [homes.structured.type] : [])],
  decode: (entry) => decode(entry, homes),
  encode: (value, { stored }) => encode((value ?? []) as readonly ComplexValue[], stored, homes),
  pushdown: (leaf) => pushList(leaf, homes),
})

/**
 * Companions first, each only while its plain value is still there (another LDAP client removes an e-mail by removing
 * `mail`) or where the plain syntax could never hold it; then the plain values that no companion describes.
 */
const decode = (entry: Entry, homes: ListHomes): Value | undefined => {
  const bare = new Map(homes.plain.flatMap((home) => bareElements(entry, home)))
  const described = new Set<string>()
  const elements: ComplexValue[] = []
  for (const element of structuredElements(entry, homes)) {
    const key = plainKey(element, homes)
    if (key !== undefined && !bare.has(key)) continue
    if (key !== undefined) described.add(key)
    elements.push(element)
  }
  for (const [key, element] of bare) if (!described.has(key)) elements.push(element)
  return elements.length === 0 ? undefined : elements
}

const bareElements = (entry: Entry, home: PlainHome): (readonly [string, ComplexValue])[] =>
  valuesOf(entry.attributes, home.column.type).flatMap((stored) => {
    const value = home.codec.decode(stored)
    return value === undefined ? [] : [[keyOf(home, stored), bareElement(home, value)] as const]
  })

const bareElement = (home: PlainHome, value: ComplexValue[string]): ComplexValue =>
  home.as === undefined ? { value } : { value, type: home.as }

const structuredElements = (entry: Entry, { structured, subAttributes }: ListHomes): readonly ComplexValue[] =>
  structured === undefined
    ? []
    : valuesOf(entry.attributes, structured.type).flatMap((text) => {
        const element = typeof text === 'string' ? parseStructured(text, subAttributes) : undefined
        return element === undefined ? [] : [element]
      })

const keyOf = (home: PlainHome, stored: AttributeValue): string =>
  `${home.column.type}\0${normaliseValue(home.column.description.equality, stored)}`

/** The plain value that stands for the element, as a key; undefined where no plain type can hold it. */
const plainKey = (element: ComplexValue, homes: ListHomes): string | undefined => {
  const home = homeOf(element, homes)
  return home === undefined ? undefined : keyOf(home, home.codec.encode(element.value as string))
}

const homeOf = (element: ComplexValue, { plain }: ListHomes): PlainHome | undefined => {
  const { value, type } = element
  if (typeof value !== 'string' || plain.length === 0) return undefined
  const named = plain.find(({ as }) => as !== undefined && as.toLowerCase() === String(type).toLowerCase())
  const home = named ?? (plain[0] as PlainHome)
  return home.codec.accepts(value) ? home : undefined
}

const encode = (elements: readonly ComplexValue[], stored: Entry['attributes'], homes: ListHomes): Encoded => {
  const plain = new Map<string, Map<string, AttributeValue>>()
  for (const element of elements) {
    const home = homeOf(element, homes)
    if (home === undefined) continue
    const value = home.codec.encode(element.value as string)
    const values = plain.get(home.column.type) ?? new Map<string, AttributeValue>()
    if (!values.has(keyOf(home, value))) values.set(keyOf(home, value), value)
    plain.set(home.column.type, values)
  }
  const bare = [...plain].map(([type, values]) => [type, [...values.values()]] as const)
  const companions = encodeCompanions(elements, stored, homes)
  return companions.length === 0 ? bare : [...bare, [homes.structured?.type as string, companions]]
}

/** Where the plain value alone says all there is to say no companion is made; one that is there is kept as it is. */
const encodeCompanions = (
  elements: readonly ComplexValue[],
  stored: Entry['attributes'],
  homes: ListHomes,
): readonly AttributeValue[] => {
  if (homes.structured === undefined) return []
  const texts = storedTexts(stored, homes.structured, homes.subAttributes)
  const needed = new Set(elements.filter((element) => texts.has(exactKey(element)) || !isBare(element, homes)))
  const shared = new Set([...needed].map((element) => plainKey(element, homes)))
  const companions = elements.filter((element) => needed.has(element) || shared.has(plainKey(element, homes)))
  return companions.map((element) => texts.get(exactKey(element)) ?? printStructured(element, homes.subAttributes))
}

const storedTexts = (stored: Entry['attributes'], structured: Column, subAttributes: readonly Attribute[]) =>
  new Map(
    valuesOf(stored, structured.type).flatMap((text) => {
      const element = typeof text === 'string' ? parseStructured(text, subAttributes) : undefined
      return element === undefined ? [] : [[exactKey(element), text] as const]
    }),
  )

const isBare = (element: ComplexValue, homes: ListHomes): boolean => {
  const home = homeOf(element, homes)
  return home !== undefined && exactKey(element) === exactKey(bareElement(home, element.value))
}

const exactKey = (element: ComplexValue): string =>
  JSON.stringify(
    Object.entries(element)
      .filter(([, value]) => value !== undefined)
      .sort(([a], [b]) => (a < b ? -1 : 1)),
  )
