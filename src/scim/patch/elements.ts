/** ElementList: the elements of a multi-valued attribute by what tells them apart. RFC 7643 §2.4 */
import { type Element, elementKeys, isIdentified, united } from '../resource/element-identity.ts'
import type { Value } from '../resource/resource.ts'
import type { Attribute } from '../schema/attribute.ts'

/** In order. Most changes touch few of many elements: a Map changes in place and is made once for all operations. */
export interface ElementList {
  readonly attribute: Attribute
  readonly keyOf: (element: Element) => string
  /** By `keyOf`. */
  readonly elements: Map<string, Element>
  /** Keys of those that are primary. */
  readonly primaries: Set<string>
  /** What it costs to look at them all; at least their number. */
  weight: number
}

export function listElements(attribute: Attribute, value: Value | undefined): ElementList {
  const [elements, primaries] = [new Map<string, Element>(), new Set<string>()]
  const list = { attribute, keyOf: elementKeys(attribute), elements, primaries, weight: 0 }
  for (const element of (value ?? []) as readonly Element[]) putElement(list, element)
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
  const next = held === undefined ? element : united(list.attribute, held, element)
  if (next === held) return false
  setElement(list, key, next)
  list.weight += weightOf(next)
  return true
}

/** Every element is put in its place by this. The weight is left to the caller. */
export const setElement = ({ elements, primaries }: ElementList, key: string, element: Element): void => {
  elements.set(key, element)
  if (isPrimary(element)) primaries.add(key)
  else primaries.delete(key)
}

export const isPrimary = (element: Element): boolean => typeof element === 'object' && element.primary === true

/** undefined takes the element away. Elements that become the same by the change become one. */
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
  if ([...changed].every(isKeyStable)) changeInPlace(list, changed)
  else rebuild(list, changed)
  return true
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
  list.elements.clear()
  list.primaries.clear()
  list.weight = 0
  for (const [oldKey, old] of elements) {
    const isChanged = changed.has(oldKey)
    const element = isChanged ? changed.get(oldKey) : old
    if (element === undefined) continue
    const key = list.keyOf(element)
    const same = list.elements.get(key)
    const next = same === undefined ? element : isChanged ? joined(list, same, element) : joined(list, element, same)
    setElement(list, key, next)
    list.weight += weightOf(next)
  }
}

/** What was changed counts where both say something. */
const joined = ({ attribute }: ElementList, held: Element, changed: Element): Element =>
  typeof held === 'object' && typeof changed === 'object' && !isIdentified(attribute) ? { ...held, ...changed } : held
