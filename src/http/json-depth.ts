/** JsonDepth: how deep JSON nests, seen before it is parsed: ten million brackets cost the parser seconds and half a GB. */

/** Whether arrays and objects nest deeper. Any bytes will do: what is not JSON is the parser's to refuse. */
export const isDeeperThan = (levels: number, bytes: Uint8Array): boolean => {
  let depth = 0
  let inString = false
  for (let index = 0; index < bytes.length; index++) {
    const byte = bytes[index]
    if (byte === quote) inString = !inString
    else if (inString) index += byte === backslash ? 1 : 0
    else if (byte === openBracket || byte === openBrace) depth++
    else if (byte === closeBracket || byte === closeBrace) depth--
    if (depth > levels) return true
  }
  return false
}

// All ASCII, so none of them is part of a longer UTF-8 sequence.
const [quote, backslash, openBracket, closeBracket, openBrace, closeBrace] = [0x22, 0x5c, 0x5b, 0x5d, 0x7b, 0x7d]
