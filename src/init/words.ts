/** wordsOf: the words of an attribute type's name or of a container's, without accents and in lower case. */

/** `acmeKostenStelle` is acme, kosten, stelle; `cost-centre` is cost, centre; a name in lower case is one word. */
export const wordsOf = (name: string): readonly string[] =>
  withoutAccents(name)
    .replace(/([a-z\d])([A-Z])/g, '$1 $2')
    .replace(/([A-Z]+)([A-Z][a-z])/g, '$1 $2')
    .toLowerCase()
    .split(/[^a-z\d]+/)
    .filter((word) => word !== '')

const withoutAccents = (text: string): string =>
  text
    .replaceAll('ß', 'ss')
    .normalize('NFD')
    .replace(/\p{Mn}/gu, '')

/** First words that several of these names share: the prefix of the house, which says nothing of what they hold. */
export const housePrefixes = (names: readonly string[]): ReadonlySet<string> => {
  const counted = new Map<string, number>()
  for (const name of names) {
    const [first, ...rest] = wordsOf(name)
    if (first !== undefined && rest.length > 0) counted.set(first, (counted.get(first) ?? 0) + 1)
  }
  return new Set([...counted].flatMap(([word, count]) => (count > 1 ? [word] : [])))
}

/**
 * How well a name means one of these words, from 0 to 1: the whole name, its words without the prefix of the house, or
 * the end or the beginning of it, since a compound has its meaning at one of them.
 */
export const likeness = (name: string, meanings: readonly string[], prefixes: ReadonlySet<string>): number => {
  const words = wordsOf(name)
  const whole = words.join('')
  const rest = prefixes.has(words[0] ?? '') ? words.slice(1).join('') : whole
  return Math.max(0, ...meanings.map((meaning) => likenessTo(meaning, whole, rest)))
}

const likenessTo = (meaning: string, whole: string, rest: string): number => {
  if (whole === meaning) return 1
  if (rest === meaning) return 0.95
  if (meaning.length < 4) return 0
  if (rest.endsWith(meaning)) return 0.8
  if (rest.startsWith(meaning)) return 0.7
  return meaning.length > 5 && rest.includes(meaning) ? 0.6 : 0
}
