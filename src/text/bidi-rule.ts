/** breaksBidiRule: whether text written from right to left would be shown in an order that misleads. RFC 5893 §2 */

/*
 * JavaScript knows no bidirectional classes. These are the ones that matter among letters, marks and digits; signs are
 * neutral, and may stand anywhere but at the end.
 */
const blocks = String.raw`\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufeff\u{10800}-\u{10fff}\u{1e800}-\u{1efff}`
const arabicNumber = String.raw`\u0660-\u0669\u{10d30}-\u{10d39}`
const europeanNumber = String.raw`0-9\u06f0-\u06f9`
const letter = String.raw`(?![${arabicNumber}${europeanNumber}])(?=[${blocks}])[\p{L}\p{N}\p{P}]`

const fromTheRight = new RegExp(`${letter}|[${arabicNumber}]`, 'u')
const beginning = new RegExp(`^${letter}`, 'u')
const ending = new RegExp(String.raw`(?:${letter}|[${arabicNumber}${europeanNumber}])\p{Mn}*$`, 'u')
const fromTheLeft = new RegExp(String.raw`(?![${blocks}${europeanNumber}])[\p{L}\p{Nd}\p{Mc}]`, 'u')
const arabicNumbers = new RegExp(`[${arabicNumber}]`, 'u')
const europeanNumbers = new RegExp(`[${europeanNumber}]`, 'u')

/** Text without letters that are written from right to left keeps it always. */
export const breaksBidiRule = (text: string): boolean => {
  if (!fromTheRight.test(text)) return false
  if (!beginning.test(text) || !ending.test(text) || fromTheLeft.test(text)) return true
  return arabicNumbers.test(text) && europeanNumbers.test(text)
}
