/** partsOf, joinParts: a text as the parts that a separator divides it in, and back. */
import type { Part } from '../mapping.ts'

type Division = Pick<Part, 'of' | 'separator' | 'rest'>

/**
 * As many as there are to be; what is missing is empty. `Anna Maria Smith` of 2 by blank: the rest goes first or last.
 * Several blanks are one, and at an edge none, as the directory compares texts (RFC 4518 §2.6.1).
 */
export const partsOf = (text: string, { of, separator, rest }: Division): readonly string[] => {
  const pieces = (separator === ' ' ? text.replace(/ {2,}/g, ' ').replace(/^ | $/g, '') : text).split(separator)
  const missing = Array.from({ length: Math.max(0, of - pieces.length) }, () => '')
  if (rest === 'first') {
    const first = pieces.slice(0, Math.max(1, pieces.length - of + 1)).join(separator)
    return [...missing, first, ...pieces.slice(Math.max(1, pieces.length - of + 1))]
  }
  return [...pieces.slice(0, of - 1), ...lastOf(pieces.slice(of - 1), separator), ...missing]
}

const lastOf = (pieces: readonly string[], separator: string): readonly string[] =>
  pieces.length === 0 ? [] : [pieces.join(separator)]

/** Without separators that have nothing on the side where parts may be missing. */
export const joinParts = (parts: readonly string[], { separator, rest }: Division): string => {
  const isFilled = (part: string) => part !== ''
  const kept =
    rest === 'first'
      ? parts.slice(parts.some(isFilled) ? parts.findIndex(isFilled) : parts.length)
      : parts.slice(0, parts.findLastIndex(isFilled) + 1)
  return kept.join(separator)
}

/** What SCIM has of a part: without blanks around it, and nothing where there is nothing. */
export const shownPart = (parts: readonly string[], index: number): string | undefined => {
  const shown = (parts[index] ?? '').trim()
  return shown === '' ? undefined : shown
}
