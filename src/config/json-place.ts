/** jsonMistakeAt: where a text stops being JSON; the parser of the platform tells it of some mistakes alone. RFC 8259 */

/** `line:column`, both from 1, of the first character that no JSON can go on with; undefined: the text is JSON. */
export const jsonMistakeAt = (text: string): string | undefined => {
  const offset = mistakeIn(text)
  if (offset === undefined) return undefined
  const lines = text.slice(0, offset).split('\n')
  return `${lines.length}:${(lines.at(-1)?.length ?? 0) + 1}`
}

type Wanted = 'value' | 'value or ]' | 'key' | 'key or }' | ':' | ', or end' | 'nothing'

const blanks = /[ \t\n\r]*/y
const tokens =
  /[{}[\],:]|"[ !#-[\]-\u{10ffff}]*(?:\\(?:["\\/bfnrt]|u[\da-fA-F]{4})[ !#-[\]-\u{10ffff}]*)*"|(?:-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null)(?![\w.+-])/uy

const mistakeIn = (text: string): number | undefined => {
  const open: string[] = []
  let wanted: Wanted = 'value'
  for (let at = skip(text, 0); at < text.length; at = skip(text, at)) {
    tokens.lastIndex = at
    const token = tokens.exec(text)?.[0]
    const next: Wanted | undefined = token === undefined ? undefined : follow(wanted, token, open)
    if (token === undefined || next === undefined) return at
    wanted = next
    at += token.length
  }
  return wanted === 'nothing' ? undefined : text.length
}

const skip = (text: string, at: number): number => {
  blanks.lastIndex = at
  return at + (blanks.exec(text)?.[0].length ?? 0)
}

/** What is wanted after the token; undefined: another one was wanted. */
const follow = (wanted: Wanted, token: string, open: string[]): Wanted | undefined => {
  const after = (): Wanted => (open.length === 0 ? 'nothing' : ', or end')
  if (token === '}' || token === ']') {
    const opening = token === '}' ? '{' : '['
    if (wanted !== ', or end' && wanted !== (token === '}' ? 'key or }' : 'value or ]')) return undefined
    return open.pop() === opening ? after() : undefined
  }
  if (token === ',') return wanted !== ', or end' ? undefined : open.at(-1) === '{' ? 'key' : 'value'
  if (token === ':') return wanted === ':' ? 'value' : undefined
  if (wanted === 'key' || wanted === 'key or }') return token.startsWith('"') ? ':' : undefined
  if (wanted !== 'value' && wanted !== 'value or ]') return undefined
  if (token !== '{' && token !== '[') return after()
  open.push(token)
  return token === '{' ? 'key or }' : 'value or ]'
}
