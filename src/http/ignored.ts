/** Ignored: the header that names what a request gave and nothing here stores. */
import type { HttpContext } from './respond.ts'

/** Names alone, never values; so many that nobody has to page through them. */
export const ignoredHeader = 'Scimdap-Ignored'

/** What was left out of a request that was carried out: each name once, in the order of the request; `and 3 more` stands last where there are too many. */
export const ignoredBy = (c: HttpContext, response: Response): readonly string[] => {
  const ignored = c.get('ignored')
  if (ignored === undefined || response.status >= 400) return []
  const names = [...new Set(ignored)]
  const shown = names.slice(0, most).map(printable)
  return names.length > most ? [...shown, `and ${names.length - most} more`] : shown
}

const most = 20

/** A client's word becomes part of a header and of the log: what is no name is not repeated. RFC 7644 §3.10 */
const printable = (name: string): string => (/^[\w$:.-]{1,120}$/.test(name) ? name : '?')
