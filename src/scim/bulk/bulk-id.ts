/** BulkId references: `bulkId:x` as a string, and inside the filter of a PATCH path. RFC 7644 §3.7.2 */

/** What a bulkId stands for, or undefined as long as (or because) nothing has been created under it. */
export type IdOf = (bulkId: string) => string | undefined

const prefix = 'bulkId:'

/** The bulkId in `bulkId:x`, whatever x is; undefined: the text is no reference. */
export const bulkIdIn = (text: string): string | undefined =>
  text.startsWith(prefix) ? text.slice(prefix.length) : undefined

/** The text that refers to it. */
export const referenceTo = (bulkId: string): string => prefix + bulkId

/** `text` with every string literal replaced that `replace` gives something for: `members[value eq "bulkId:x"]`. */
export const mapLiterals = (text: string, replace: (literal: string) => string | undefined): string => {
  const pieces: string[] = []
  let position = 0
  for (const { from, to } of literalsOf(text)) {
    const literal = parsed(text.slice(from, to))
    const replacement = literal === undefined ? undefined : replace(literal)
    if (replacement === undefined) continue
    pieces.push(text.slice(position, from), JSON.stringify(replacement))
    position = to
  }
  return position === 0 ? text : pieces.join('') + text.slice(position)
}

/** Where string literals stand, quotes included: one pass, and an unterminated one is none. */
function* literalsOf(text: string): Generator<{ readonly from: number; readonly to: number }> {
  let from = text.indexOf('"')
  while (from !== -1) {
    let end = from + 1
    while (end < text.length && text[end] !== '"') end += text[end] === '\\' ? 2 : 1
    if (end >= text.length) return
    yield { from, to: end + 1 }
    from = text.indexOf('"', end + 1)
  }
}

const parsed = (literal: string): string | undefined => {
  try {
    return JSON.parse(literal) as string
  } catch {
    return undefined
  }
}
