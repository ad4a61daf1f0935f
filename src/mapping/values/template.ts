/** Template: a text with names in braces that values take the place of, such as `/home/{userName}`. */

/** Fixed texts, and what stands for a value. */
export interface Template<Source> {
  readonly pieces: readonly (string | { readonly source: Source })[]
}

/** undefined: a brace without its partner, or nothing between two. */
export const parseTemplate = (text: string): Template<string> | undefined => {
  if (!/^(?:[^{}]|\{[^{}]+\})*$/.test(text)) return undefined
  const pieces = text.split(/(\{[^{}]+\})/).filter((piece) => piece !== '')
  return { pieces: pieces.map((piece) => (piece.startsWith('{') ? { source: piece.slice(1, -1) } : piece)) }
}

export const sourcesOf = <Source>({ pieces }: Template<Source>): readonly Source[] =>
  pieces.flatMap((piece) => (typeof piece === 'string' ? [] : [piece.source]))

/** The text with that of each source in its place. */
export const fill = <Source>({ pieces }: Template<Source>, textOf: (source: Source) => string): string =>
  pieces.map((piece) => (typeof piece === 'string' ? piece : textOf(piece.source))).join('')
