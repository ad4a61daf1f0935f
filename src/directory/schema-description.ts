/** SchemaDescription: one value of `attributeTypes` or `objectClasses`, taken apart. RFC 4512 §4.1 */

export interface SchemaDescription {
  readonly oid: string
  /** Keywords in upper case with what follows them. */
  readonly fields: ReadonlyMap<string, readonly string[]>
}

/** undefined where the text is no description. */
export const parseDescription = (text: string): SchemaDescription | undefined => {
  const tokens = tokensOf(text)
  const [open, oid] = tokens
  if (open !== '(' || oid === undefined || tokens.at(-1) !== ')') return undefined

  const fields = new Map<string, readonly string[]>()
  for (let at = 2; at < tokens.length - 1; ) {
    const keyword = (tokens[at] ?? '').toUpperCase()
    const end = flags.has(keyword) ? at + 1 : endOfValue(tokens, at + 1)
    fields.set(
      keyword,
      tokens
        .slice(at + 1, end)
        .filter(isValue)
        .map(unquoted),
    )
    at = end
  }
  return { oid: unquoted(oid), fields }
}

/** The values after a keyword: names, OIDs or descriptions. */
export const list = ({ fields }: SchemaDescription, keyword: string): readonly string[] => fields.get(keyword) ?? []

export const word = (description: SchemaDescription, keyword: string): string | undefined =>
  list(description, keyword)[0]

export const flag = ({ fields }: SchemaDescription, keyword: string): boolean => fields.has(keyword)

/** Keywords that nothing follows. */
const flags = new Set([
  'OBSOLETE',
  'SINGLE-VALUE',
  'COLLECTIVE',
  'NO-USER-MODIFICATION',
  'ABSTRACT',
  'STRUCTURAL',
  'AUXILIARY',
])

/** Parentheses, quoted texts (with `\27` and `\5C` in them), `$`, and words. */
const token = /'[^']*'|[()$]|[^\s()$']+/g

const tokensOf = (text: string): readonly string[] => text.match(token) ?? []

/** Behind one word, or behind the parenthesis that closes a list. */
const endOfValue = (tokens: readonly string[], start: number): number => {
  if (tokens[start] !== '(') return start + 1
  const close = tokens.indexOf(')', start)
  return close < 0 ? tokens.length : close + 1
}

const isValue = (text: string): boolean => text !== '(' && text !== ')' && text !== '$'

const unquoted = (text: string): string =>
  text.startsWith("'") ? text.slice(1, -1).replace(/\\(27|5c)/gi, (_, code) => (code === '27' ? "'" : '\\')) : text
