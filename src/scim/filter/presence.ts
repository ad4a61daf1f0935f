/** isPresent: the meaning of `pr`. RFC 7644 Table 3, RFC 7643 §2.5 */

/** A non-empty value: `false` and 0 are some; a complex value counts by its sub-attributes, a list by its elements. */
export const isPresent = (value: unknown): boolean => {
  if (value === undefined || value === null || value === '') return false
  if (Array.isArray(value)) return value.some(isPresent)
  return typeof value !== 'object' || Object.values(value).some(isPresent)
}
