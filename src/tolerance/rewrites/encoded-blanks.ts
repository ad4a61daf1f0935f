/** T23 encodedBlanks: blanks of a filter as `+`, or encoded twice. Entra ID */
import type { Tolerance } from '../tolerance.ts'

/** No filter is without a blank (RFC 7644 Fig. 1), so that one without is encoded still. */
const decodedAgain = (filter: string): string => {
  if (/\s/.test(filter) || !/[%+]/.test(filter)) return filter
  try {
    return decodeURIComponent(filter.replaceAll('+', ' '))
  } catch {
    return filter
  }
}

export const encodedBlanks: Tolerance = {
  id: 'T23',
  name: 'encodedBlanks',
  soften: { filter: decodedAgain },
  // RFC 3986 §2.2: a plus is a plus. That it is a blank comes from the forms of HTML.
  refuse: { query: (query) => query.replaceAll('+', '%2B') },
}
