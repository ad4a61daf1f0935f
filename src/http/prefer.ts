/** Prefer: what a client says that it would like to be sent back. RFC 7240 §2, §3, §4.2 */

export type PreferredAnswer = 'representation' | 'minimal'
/** Of several `return` preferences the first counts; one of another value is no preference. */
export const preferredAnswer = (header: string | undefined): PreferredAnswer | undefined => {
  const preference = /(?:^|[,;])\s*return\s*=\s*"?(representation|minimal)"?\s*(?=$|[,;])/i.exec(header ?? '')
  return preference?.[1]?.toLowerCase() as PreferredAnswer | undefined
}

/** `response`, saying that the preference was followed. */
export const applied = (response: Response, answer: PreferredAnswer): Response => {
  response.headers.set('Preference-Applied', `return=${answer}`)
  return response
}
