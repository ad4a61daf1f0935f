/** ElementList: the elements of a multi-valued attribute by what tells them apart. RFC 7643 §2.4 */
import { valueKey } from '../resource/equality.ts'
import type { ComplexValue, SimpleValue, Value } from '../resource/resource.ts'
import type { Attribute } from '../schema/attribute.ts'
import { isIdentified } from './identified.ts'

export type Element = SimpleValue | ComplexValue

/** In order. Most changes touch few of many elements: a Map changes in place and is made once for all operations. */
export interface ElementList {
  readonly attribute: Attribute
  readonly keyOf: (element: Element) => string
  readonly elements: Map<string, Element>
  /** Keys of those that are primary: one at most, but for what others stored. */
  readonly primaries: Set<string>
  /** Elements that differ in what does not identify them stand under keys that `keyOf` does not give. */
  hasTwins: boolean
  /** What it costs to look at them all; at least their number. */
  weight: number
}

export function listElements(attribute: Attribute, value: Value | undefined): ElementList {
  const [elements, primaries] = [new Map<string, Element>(), new Set<string>()]
  const list = { attribute, keyOf: elementKeys(attribute), elements, primaries, hasTwins: false, weight: 0 }
  for (const element of (value ?? []) as readonly Element[]) keep(list, list.keyOf(element), element)
  return list
}

export const listValue = ({ elements }: ElementList): Value | undefined =>
  elements.size === 0 ? undefined : ([...elements.values()] as unknown as Value)

/**
 * Adds the element, or what it says beyond the one of the same kind and value that is there: RFC 7643 §2.4 wants no
 * such pair twice. Returns whether anything changed.
 */
export function putElement(list: ElementList, element: Element): boolean {
  const key = list.keyOf(element)
  const held = list.elements.get(key)
  if (list.hasTwins && list.elements.has(twinKey(list, element))) return false
  const next = held === undefined ? element : enriched(list, held, element)
  if (next === held) return false
  setElement(list, key, next)
  list.weight += weightOf(next)
  return true
}

/** Every element is put in its place by this. */
export const setElement = ({ elements, primaries }: ElementList, key: string, element: Element): void => {
  elements.set(key, element)
  if (isPrimary(element)) primaries.add(key)
  else primaries.delete(key)
}

export const isPrimary = (element: Element): boolean => typeof element === 'object' && element.primary === true

/** undefined takes the element away. Elements that become equal by the change collapse into one. */
export function changeElements(
  list: ElementList,
  keys: ReadonlySet<string>,
  change: (element: Element) => Element | undefined,
): boolean {
  const changed = new Map<string, Element | undefined>()
  for (const key of keys) {
    const held = list.elements.get(key) as Element
    const next = change(held)
    if (next !== held) changed.set(key, next)
  }
  if (changed.size === 0) return false
  const isKeyStable = ([key, next]: [string, Element | undefined]) => next === undefined || list.keyOf(next) === key
  if (!list.hasTwins && [...changed].every(isKeyStable)) changeInPlace(list, changed)
  else rebuild(list, changed)
  return true
}

/** Puts every element under its key again, after a change that did not go through `changeElements`. */
export const refreshKeys = (list: ElementList): void => {
  if (list.hasTwins) rebuild(list, new Map())
}

/** By their length too: text is prepared anew for each comparison. */
export const weightOf = (value: Element | readonly Element[]): number => {
  if (typeof value === 'string') return 1 + value.length / 4
  if (typeof value !== 'object') return 1
  return Object.values(value).reduce<number>((sum, part) => sum + weightOf(part as Element), 1)
}

const changeInPlace = (list: ElementList, changed: ReadonlyMap<string, Element | undefined>): void => {
  for (const [key, next] of changed) {
    if (next === undefined) {
      list.elements.delete(key)
      list.primaries.delete(key)
    } else {
      setElement(list, key, next)
      list.weight += weightOf(next)
    }
  }
}

function rebuild(list: ElementList, changed: ReadonlyMap<string, Element | undefined>): void {
  const elements = [...list.elements]
  const seen = new Map<string, Set<string>>()
  list.elements.clear()
  list.primaries.clear()
  list.hasTwins = false
  list.weight = 0
  for (const [oldKey, old] of elements) {
    const element = changed.has(oldKey) ? changed.get(oldKey) : old
    if (element === undefined) continue
    const key = list.keyOf(element)
    const twins = seen.get(key) ?? new Set()
    const whole = valueKey(list.attribute, element as Value)
    if (twins.has(whole)) continue
    seen.set(key, twins.add(whole))
    keep(list, key, element)
  }
}

const keep = (list: ElementList, key: string, element: Element): void => {
  list.weight += weightOf(element)
  if (!list.elements.has(key)) {
    setElement(list, key, element)
    return
  }
  const twin = twinKey(list, element)
  list.hasTwins = true
  setElement(list, list.elements.has(twin) ? `\0\0${list.elements.size}` : twin, element)
}

/** No key that `valueKey` makes holds a NUL, as no value does. */
const twinKey = ({ attribute }: ElementList, element: Element): string => `\0${valueKey(attribute, element as Value)}`

/** What identifies stays as it is spelled, and what cannot be changed as it is stored. */
function enriched({ attribute }: ElementList, held: Element, element: Element): Element {
  if (typeof held !== 'object' || typeof element !== 'object') return held
  if (isIdentified(attribute) || valueKey(attribute, held) === valueKey(attribute, element)) return held
  const isKept = ({ name, mutability }: Attribute) =>
    name === 'value' || name === 'type' || mutability === 'immutable' || element[name] === undefined
  const parts = (attribute.subAttributes ?? []).filter((part) => !isKept(part))
  return { ...held, ...Object.fromEntries(parts.map(({ name }) => [name, element[name]])) }
}

/** By `value` alone, by `value` and `type`, or by everything but `primary`. */
function elementKeys(attribute: Attribute): (element: Element) => string {
  const { subAttributes } = attribute
  if (subAttributes === undefined) return (element) => valueKey(attribute, element)
  const restrictedTo = (isPart: (part: Attribute) => boolean): Attribute => ({
    ...attribute,
    subAttributes: subAttributes.filter(isPart),
  })
  const names = isIdentified(attribute) ? ['value'] : ['value', 'type']
  const identity = restrictedTo(({ name }) => names.includes(name))
  const whole = restrictedTo(({ name }) => name !== 'primary')
  return (element) => valueKey(typeof element === 'object' && element.value !== undefined ? identity : whole, element)
}
