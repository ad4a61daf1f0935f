/** Target: what the path of an operation selects. RFC 7644 §3.5.2, Fig. 7 */
import { unreachable } from '../../text/unreachable.ts'
import { invalidPath } from '../error.ts'
import { compileElementEvaluator } from '../filter/evaluate.ts'
import type { ElementFilter } from '../filter/filter.ts'
import { resolveElementFilter } from '../filter/resolve-element.ts'
import { asElement, asElements } from '../filter/simple-list.ts'
import { type AttributePath, parsePath } from '../path/path.ts'
import { resolvePath } from '../path/resolve.ts'
import type { Element } from '../resource/element-identity.ts'
import { isIdentified } from '../resource/element-identity.ts'
import type { ComplexValue } from '../resource/resource.ts'
import type { Attribute } from '../schema/attribute.ts'
import { type PlacedAttribute, placedName } from '../schema/placed-attribute.ts'
import { extensionOf, type ResourceType } from '../schema/resource-type.ts'
import type { Schema } from '../schema/schema.ts'
import { describedElement } from './described-element.ts'
import { type Draft, spend } from './draft.ts'
import type { ElementList } from './elements.ts'
import { namedValues } from './named-values.ts'

export type Target =
  | { readonly kind: 'resource' }
  /** Its URN alone. */
  | { readonly kind: 'extension'; readonly extension: Schema }
  | AttributeTarget

export interface AttributeTarget {
  readonly kind: 'attribute'
  readonly placed: PlacedAttribute
  readonly subAttribute?: Attribute
  /** Which elements of the list; all where it is absent. */
  readonly selection?: Selection
  /** Where the selection is empty, the element is made that it describes. */
  readonly unmatched?: 'create'
}

export interface Selection {
  readonly matches: (element: Element) => boolean
  /** The identities of exactly these elements, where the filter says no more than that. */
  readonly values?: readonly string[]
  /** What an element must have to be selected, where the filter asks for equalities and nothing else. */
  readonly described?: ComplexValue
  /** Comparisons for each element. */
  readonly cost: number
  /** The one element that there is, or the primary one, whatever `matches`; of several others none. */
  readonly isOnly?: true
}

/** See `PatchOperation.only`. Where there is no element at all, the first may be made. */
export const onlyElement: Selection = { matches: () => true, described: {}, cost: 1, isOnly: true }

/** @throws 400 invalidPath, invalidFilter */
export function resolveTarget(path: string | undefined, resourceType: ResourceType): Target {
  if (path === undefined) return { kind: 'resource' }
  const whole = extensionOf(resourceType, path)
  if (whole !== undefined) return { kind: 'extension', extension: whole }
  const { valueFilter, ...name } = parsePath(path)
  const { attribute, extension, subAttribute } = resolvePath(name, resourceType)
  const placed = { attribute, extension }
  return {
    kind: 'attribute',
    placed,
    ...(subAttribute && { subAttribute }),
    ...(valueFilter && { selection: resolveSelection(placed, valueFilter) }),
  }
}

/** Keys of the selected elements. A scan of many elements for each of many operations is what `spend` bounds. */
export function selectedKeys(draft: Draft, list: ElementList, selection: Selection | undefined): ReadonlySet<string> {
  if (selection === undefined) {
    spend(draft, list.weight)
    return new Set(list.elements.keys())
  }
  if (selection.isOnly) return new Set(list.elements.size === 1 ? list.elements.keys() : list.primaries)
  if (selection.values !== undefined) {
    const keys = selection.values.map((value) => list.keyOf({ value }))
    return new Set(keys.filter((key) => list.elements.has(key)))
  }
  spend(draft, list.weight * selection.cost)
  const matching = [...list.elements].filter(([, element]) => selection.matches(element))
  return new Set(matching.map(([key]) => key))
}

function resolveSelection(placed: PlacedAttribute, syntax: NonNullable<AttributePath['valueFilter']>): Selection {
  const { attribute } = placed
  if (!attribute.multiValued) throw invalidPath(`${placedName(placed)} has one value: it takes no value filter`)
  const filter = resolveElementFilter(syntax, asElements(attribute))
  const matches = compileElementEvaluator(filter)
  const values = isIdentified(attribute) ? namedValues(filter) : undefined
  const described = describedElement(attribute, filter)
  return {
    matches: (element) => matches(asElement(attribute, element)),
    ...(values && { values }),
    ...(described && { described }),
    cost: countComparisons(filter),
  }
}

const countComparisons = (filter: ElementFilter): number => {
  switch (filter.kind) {
    case 'and':
    case 'or':
      return filter.filters.reduce((sum, each) => sum + countComparisons(each), 0)
    case 'not':
      return countComparisons(filter.filter)
    case 'compare':
    case 'present':
      return 1
    default:
      return unreachable(filter)
  }
}
