/** JsonShape: how deep and how wide JSON is, seen before it is parsed: ten million brackets cost the parser seconds and half a GB. */

export interface JsonLimits {
  /** Arrays and objects inside one another. */
  readonly depth: number
  /** Values of one array, or members of one object; of an object never more than 10,000. */
  readonly width: number
}

/** What is exceeded first; undefined: nothing. Any bytes will do: what is not JSON is the parser's to refuse. */
export const exceededBy = (bytes: Uint8Array, { depth, width }: JsonLimits): keyof JsonLimits | undefined => {
  /** Commas so far at each level: one value more than that may follow. */
  const commas = new Uint32Array(depth + 1)
  let level = 0
  let inString = false
  for (let index = 0; index < bytes.length; index++) {
    const byte = bytes[index]
    if (byte === quote) inString = !inString
    else if (inString) index += byte === backslash ? 1 : 0
    else if (byte === openBracket || byte === openBrace) {
      if (++level > depth) return 'depth'
      commas[level] = byte === openBrace ? width - mostMembers({ width }) : 0
    } else if (byte === closeBracket || byte === closeBrace) level = Math.max(0, level - 1)
    else if (byte === comma) {
      const before = (commas[level] ?? 0) + 1
      if (before >= width) return 'width'
      commas[level] = before
    }
  }
  return undefined
}

/** No resource has so many attributes, and each name that nobody knows is looked for in several places. */
export const mostMembers = ({ width }: Pick<JsonLimits, 'width'>): number => Math.min(width, 10_000)

// All ASCII, so none of them is part of a longer UTF-8 sequence.
const [quote, backslash, comma] = [0x22, 0x5c, 0x2c]
const [openBracket, closeBracket, openBrace, closeBrace] = [0x5b, 0x5d, 0x7b, 0x7d]
