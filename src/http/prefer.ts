/** Prefer: what a client says that it would like to be sent back. RFC 7240 §2, §3, §4.2 */

export type PreferredAnswer = 'representation' | 'minimal'

/** One preference with its parameters, up to and with the comma after it; commas in quoted words divide nothing. */
const preference =
  /[ \t]*(?:([\w!#$%&'*+.^`|~-]+)(?:[ \t]*=[ \t]*("(?:[^"\\]|\\.)*"|[^\s",;]*))?((?:[^",]|"(?:[^"\\]|\\.)*")*))?(?:,|$)/y

/** Of several `return` preferences the first counts; one of another value is no preference. */
export const preferredAnswer = (header: string | undefined): PreferredAnswer | undefined => {
  if (header === undefined || header.length > longest) return undefined
  for (let position = 0; position < header.length; position = preference.lastIndex) {
    preference.lastIndex = position
    const match = preference.exec(header)
    if (match === null) return undefined
    if (match[1]?.toLowerCase() === 'return') return answerOf(match[2] ?? '')
  }
  return undefined
}

/** `response`, saying that the preference was followed. */
export const applied = (response: Response, answer: PreferredAnswer): Response => {
  response.headers.set('Preference-Applied', `return=${answer}`)
  return response
}

const longest = 1_000

const answerOf = (word: string): PreferredAnswer | undefined => {
  const value = word.replace(/^"(.*)"$/, '$1').toLowerCase()
  return value === 'representation' || value === 'minimal' ? value : undefined
}
