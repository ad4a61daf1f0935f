/** identical: whether two values are the same JSON, sub-attributes in whatever order; what means the same may still differ. */
import type { Value } from './resource.ts'

/** What a change has left alone is most often the very same object. */
export const identical = (a: Value | undefined, b: Value | undefined): boolean => {
  if (a === b) return true
  if (typeof a !== 'object' || typeof b !== 'object') return false
  if (Array.isArray(a) || Array.isArray(b)) {
    return (
      Array.isArray(a) && Array.isArray(b) && a.length === b.length && a.every((each, at) => identical(each, b[at]))
    )
  }
  const [one, other] = [Object.entries(a), new Map(Object.entries(b))]
  return one.length === other.size && one.every(([name, value]) => other.has(name) && identical(value, other.get(name)))
}
