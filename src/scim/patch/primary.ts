/** settlePrimary: one primary value at most, the one that was set last. RFC 7643 §2.4, RFC 7644 §3.5.2 */
import { invalidValue } from '../error.ts'
import type { Element } from '../resource/element-identity.ts'
import type { ComplexValue } from '../resource/resource.ts'
import { type Draft, spend } from './draft.ts'
import { type ElementList, isPrimary, setElement } from './elements.ts'

/**
 * Where one of the elements just written is primary, all others of the list are so no longer. Returns whether there
 * were any. Throws 400 invalidValue where several were written.
 */
export function settlePrimary(draft: Draft, list: ElementList, written: readonly Element[]): boolean {
  if (!written.some(isPrimary)) return false
  // A list knows its primary elements, so that each of many operations need not look for them.
  spend(draft, list.primaries.size + written.length)
  const keys = new Set(written.map(list.keyOf))
  const primaries = [...list.primaries]
  const [chosen, ...others] = primaries.filter((key) => keys.has(key))
  if (others.length > 0) throw invalidValue(`${list.attribute.name} would have more than one primary value`)
  for (const key of primaries) {
    if (key !== chosen) setElement(list, key, { ...(list.elements.get(key) as ComplexValue), primary: false })
  }
  return primaries.length > 1
}
