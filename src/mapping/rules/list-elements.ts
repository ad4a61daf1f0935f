/** Elements: what the stored values of a list say, and which of them say it. */
import { type AttributeValue, type AttributeValues, valuesOf } from '../../ldap/entry.ts'
import { normaliseValue } from '../../ldap/matching.ts'
import { elementKeys, united as unitedElement } from '../../scim/resource/element-identity.ts'
import type { ComplexValue, SimpleValue } from '../../scim/resource/resource.ts'
import type { Attribute } from '../../scim/schema/attribute.ts'
import { parseStructured } from '../values/structured.ts'
import type { ListHomes, PlainHome } from './list-homes.ts'

export interface Source {
  readonly type: string
  readonly value: AttributeValue
  /** Of a plain value: the same for all spellings of it. */
  readonly plainKey?: string
}

export interface Stored {
  readonly element: ComplexValue
  /** The values that make the element: a bare value, a companion, or both. */
  readonly sources: readonly Source[]
  /** Its sources say that it is primary, as those of another before it do. */
  readonly isDemoted?: true
}

export interface StoredList {
  /** No two of them are the same for SCIM, which tells them apart by value and type. */
  readonly elements: readonly Stored[]
  /** Companions whose plain value was taken away by another LDAP client. */
  readonly leftOver: readonly Source[]
}

/**
 * Companions first, each only while its plain value is still there (another LDAP client removes an e-mail by removing
 * `mail`) or where the plain syntax could never hold it; then the plain values that no companion describes.
 */
export const readList = (attributes: AttributeValues, homes: ListHomes): StoredList => {
  const bare = bareElements(attributes, homes)
  const told = companions(attributes, homes)
  if (told.length === 0) return { elements: withOnePrimary(united([...bare.values()], homes.attribute)), leftOver: [] }
  const described = new Set<string>()
  const elements: Stored[] = []
  const leftOver: Source[] = []
  for (const { element, source } of told) {
    const key = plainKeyOf(element, homes)
    const plain = key === undefined ? undefined : bare.get(key)
    if (key === undefined || plain !== undefined)
      elements.push({ element, sources: [source, ...(plain?.sources ?? [])] })
    else leftOver.push(source)
    if (key !== undefined) described.add(key)
  }
  for (const [key, stored] of bare) if (!described.has(key)) elements.push(stored)
  return { elements: withOnePrimary(united(elements, homes.attribute)), leftOver }
}

/** The first one: "the primary attribute value true MUST appear no more than once", RFC 7643 §2.4. */
const withOnePrimary = (elements: readonly Stored[]): readonly Stored[] => {
  const first = elements.find(isPrimary)
  if (elements.findLast(isPrimary) === first) return elements
  return elements.map((stored) => {
    if (stored === first || !isPrimary(stored)) return stored
    const { primary: _, ...element } = stored.element
    return { ...stored, element, isDemoted: true }
  })
}

const isPrimary = ({ element }: Stored): boolean => element.primary === true

/**
 * No two of the same value and type (RFC 7643 §2.4): not those that differ for the directory alone (telephone numbers by
 * case), nor companions that another hand wrote beside one another.
 */
const united = (elements: readonly Stored[], attribute: Attribute): readonly Stored[] => {
  if (elements.length < 2) return elements
  const keyOf = elementKeys(attribute)
  const byKey = new Map<string, Stored>()
  for (const stored of elements) {
    const key = keyOf(stored.element)
    const same = byKey.get(key)
    byKey.set(key, same === undefined ? stored : both(same, stored, attribute))
  }
  return [...byKey.values()]
}

const both = (one: Stored, other: Stored, attribute: Attribute): Stored => ({
  element: unitedElement(attribute, one.element, other.element) as ComplexValue,
  sources: [...one.sources, ...other.sources],
})

/** By `keyOf`. */
const bareElements = (attributes: AttributeValues, { plain }: ListHomes): ReadonlyMap<string, Stored> => {
  const bare = new Map<string, Stored>()
  for (const home of plain) {
    const { type } = home.column
    let isFirst = home.isFirstPrimary === true
    for (const value of valuesOf(attributes, type)) {
      const shown = home.codec.decode(value)
      if (shown === undefined) continue
      const plainKey = keyOf(home, value)
      const element = bareElement(home, shown)
      bare.set(plainKey, {
        element: isFirst ? { ...element, primary: true } : element,
        sources: [{ type, value, plainKey }],
      })
      isFirst = false
    }
  }
  return bare
}

export const bareElement = ({ as }: PlainHome, value: SimpleValue): ComplexValue =>
  as === undefined ? { value } : { value, type: as }

const companions = (attributes: AttributeValues, { structured, attribute }: ListHomes): readonly Companion[] => {
  if (structured === undefined || attribute.subAttributes === undefined) return none
  const { type } = structured
  const found: Companion[] = []
  for (const value of valuesOf(attributes, type)) {
    const element = typeof value === 'string' ? parseStructured(value, attribute.subAttributes) : undefined
    if (element !== undefined) found.push({ element, source: { type, value } })
  }
  return found
}

interface Companion {
  readonly element: ComplexValue
  readonly source: Source
}

const none: readonly never[] = []

const keyOf = ({ column }: PlainHome, value: AttributeValue): string =>
  `${column.type}\0${normaliseValue(column.description.equality, value)}`

/** The plain type that can hold the element's value: the one for its `type`, else the first. */
export const homeOf = ({ value, type }: ComplexValue, { plain }: ListHomes): PlainHome | undefined => {
  if (typeof value !== 'string') return undefined
  const wanted = typeof type === 'string' ? type.toLowerCase() : undefined
  const home = plain.find(({ as }) => as !== undefined && as.toLowerCase() === wanted) ?? plain[0]
  return home?.codec.accepts(value) ? home : undefined
}

/** The plain value that a new element has. */
export const plainSourceOf = (element: ComplexValue, homes: ListHomes): Required<Source> | undefined => {
  const home = homeOf(element, homes)
  if (home === undefined) return undefined
  const value = home.codec.encode(element.value as SimpleValue)
  return { type: home.column.type, value, plainKey: keyOf(home, value) }
}

const plainKeyOf = (element: ComplexValue, homes: ListHomes): string | undefined =>
  plainSourceOf(element, homes)?.plainKey
