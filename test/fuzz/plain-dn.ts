/** plainDn: a second parser of DNs, letter by letter from the grammar, that shares nothing with the first. RFC 4514 §3 */

interface PlainAssertion {
  readonly type: string
  readonly value: string
  /** `#` and hexadecimal digits. */
  readonly isBer: boolean
}

/** Of DNs without blanks round their separators. Throws where the text is none. */
export const plainDn = (text: string): readonly (readonly PlainAssertion[])[] => {
  if (text === '') return []
  const rdns: PlainAssertion[][] = [[]]
  const bytes = [...Buffer.from(text, 'utf8')]
  let at = 0
  const isEnd = () => at >= bytes.length || bytes[at] === comma || bytes[at] === plus
  while (true) {
    const start = at
    while (at < bytes.length && bytes[at] !== equals) at++
    if (at >= bytes.length || at === start) throw new Error('no type')
    const type = Buffer.from(bytes.slice(start, at)).toString('utf8')
    at++
    const isBer = bytes[at] === hash
    const value: number[] = []
    for (; !isEnd(); at++) {
      if (bytes[at] !== backslash) {
        value.push(bytes[at] as number)
        continue
      }
      const digits = String.fromCharCode(bytes[at + 1] ?? 0, bytes[at + 2] ?? 0)
      const isPair = /^[\da-f]{2}$/i.test(digits)
      value.push(isPair ? Number.parseInt(digits, 16) : (bytes[at + 1] as number))
      at += isPair ? 2 : 1
    }
    rdns.at(-1)?.push({ type, value: Buffer.from(value).toString('utf8'), isBer })
    if (at >= bytes.length) return rdns
    if (bytes[at] === comma) rdns.push([])
    at++
  }
}

const [comma, plus, equals, hash, backslash] = [0x2c, 0x2b, 0x3d, 0x23, 0x5c]
