/** preferredAnswer: what a client says that it would like to be sent back. RFC 7240 §2, §4.2 */

/** Of several `return` preferences the first counts; one of another value is no preference. */
export const preferredAnswer = (header: string | undefined): 'representation' | 'minimal' | undefined => {
  const preference = /(?:^|[,;])\s*return\s*=\s*"?(representation|minimal)"?\s*(?=$|[,;])/i.exec(header ?? '')
  return preference?.[1]?.toLowerCase() as 'representation' | 'minimal' | undefined
}
