/** writeElements: add and replace on the elements that a list has: on all, or on those a value filter selects. RFC 7644 §3.5.2 */
import { noTarget } from '../error.ts'
import type { Element } from '../resource/element-identity.ts'
import type { ComplexValue } from '../resource/resource.ts'
import { type PlacedAttribute, placedName } from '../schema/placed-attribute.ts'
import { currentList, listChanged, spend } from './draft.ts'
import { changeElements, type ElementList, putElement, weightOf } from './elements.ts'
import { givenElement } from './given-elements.ts'
import { type GivenParts, givenPart, givenParts, mergeParts, type Writing } from './parts.ts'
import { settlePrimary } from './primary.ts'
import { type AttributeTarget, selectedKeys } from './target.ts'

/**
 * The target has a sub-attribute, a value filter or both. What is added joins the selected elements, what replaces
 * takes their place. A sub-attribute of a list without elements makes the first one.
 * Throws 400 noTarget where the filter selects none; invalidValue, mutability.
 */
export function writeElements(writing: Writing, target: AttributeTarget, json: unknown): void {
  const { draft, placed } = writing
  const change = changeFor(writing, target, json)
  const list = currentList(draft, placed)
  const keys = selectedKeys(draft, list, target.selection)
  if (isUndecided(target, list, keys)) return
  const first = keys.size > 0 || target.selection === undefined ? undefined : firstOf(target)
  spend(draft, keys.size * change.weight)
  const written: Element[] = []
  const changeOne = (element: Element | undefined): Element | undefined => {
    const next = element === first ? completed(first, change.make(first)) : change.make(element)
    if (next !== undefined) written.push(next)
    return next
  }
  let isChanged = keys.size === 0 ? putFirst(list, changeOne(first)) : changeElements(list, keys, changeOne)
  if (change.setsPrimary) isChanged = settlePrimary(draft, list, written) || isChanged
  if (isChanged) listChanged(draft, placed, list)
}

/** Which of several elements is meant nobody can say: none is changed. */
export const isUndecided = (
  { selection }: AttributeTarget,
  { elements }: ElementList,
  keys: ReadonlySet<string>,
): boolean => selection?.isOnly === true && keys.size === 0 && elements.size > 0

/** The element that the filter describes, for the change to be made on. @throws 400 noTarget where none is to be made */
const firstOf = ({ placed, selection, unmatched: isToBe }: AttributeTarget): ComplexValue => {
  const described = isToBe === 'create' ? selection?.described : undefined
  if (described === undefined) throw unmatched(placed)
  return described
}

/** What the change makes of it; undefined where the client gives nothing for it. */
const completed = (first: ComplexValue | undefined, made: Element | undefined): Element | undefined =>
  first === undefined || typeof made !== 'object' ? made : made === first ? undefined : { ...first, ...made }

/** 400: a value filter that selects nothing. RFC 7644 §3.5.2.3, Table 9 */
export const unmatched = (placed: PlacedAttribute) => noTarget(`No value of ${placedName(placed)} matches the filter`)

interface Change {
  readonly make: (element: Element | undefined) => Element | undefined
  readonly setsPrimary: boolean
  /** What each changed element costs. */
  readonly weight: number
}

/** What the client gives is read once and not for each element. */
function changeFor(writing: Writing, { placed, subAttribute }: AttributeTarget, json: unknown): Change {
  if (subAttribute !== undefined) return merging(writing, givenPart(placed, subAttribute, json))
  if (writing.op === 'add' && json === null) return merging(writing, [])
  if (writing.op === 'add' && placed.attribute.type === 'complex') return merging(writing, givenParts(placed, json))
  const next = givenElement(placed, json)
  return { make: () => next, setsPrimary: true, weight: weightOf(next ?? []) }
}

const merging = (writing: Writing, given: GivenParts): Change => ({
  make: (element) => mergeParts(writing, element as ComplexValue | undefined, given),
  setsPrimary: given.some(([{ name }, value]) => name === 'primary' && value === true),
  weight: weightOf(given.flatMap(([, value]) => (value === undefined ? [] : value)) as readonly Element[]),
})

const putFirst = (list: ElementList, element: Element | undefined): boolean =>
  element !== undefined && putElement(list, element)
