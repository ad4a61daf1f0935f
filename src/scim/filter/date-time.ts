/** DateTime: xsd:dateTime as an instant that loses no digit. RFC 7643 §2.3.5 */

export interface Instant {
  /** Since 1970, whole, UTC. */
  readonly seconds: number
  /** Digits after the point without trailing zeros; `Date` would keep three of them. */
  readonly fraction: string
}

/** undefined: no xsd:dateTime. Without a zone it is read as UTC; `24:00:00` is the end of the day. */
export const parseDateTime = (text: string): Instant | undefined => {
  const parts = pattern.exec(text)
  if (parts === null) return undefined
  const [year, month, day, hour, minute, second] = parts.slice(1, 7).map(Number) as SixNumbers
  const fraction = withoutTrailingZeros(parts[7] ?? '')
  const endOfDay = hour === 24 && minute === 0 && second === 0 && fraction === ''
  const midnight = new Date(0).setUTCFullYear(year, month - 1, day)
  const date = new Date(midnight)
  if (date.getUTCMonth() !== month - 1 || date.getUTCDate() !== day) return undefined
  if ((hour > 23 && !endOfDay) || minute > 59 || second > 59) return undefined
  const offset = offsetOf(parts[8])
  if (offset === undefined) return undefined
  return { seconds: midnight / 1000 + hour * 3600 + minute * 60 + second - offset, fraction }
}

/** Chronological: negative, 0 or positive. */
export const compareInstants = (a: Instant, b: Instant): number => {
  if (a.seconds !== b.seconds) return a.seconds - b.seconds
  return a.fraction === b.fraction ? 0 : a.fraction < b.fraction ? -1 : 1
}

/** By hand: `/0+$/` is quadratic in zeros before another digit. */
const withoutTrailingZeros = (digits: string): string => {
  let end = digits.length
  while (digits[end - 1] === '0') end -= 1
  return digits.slice(0, end)
}

type SixNumbers = [number, number, number, number, number, number]

const pattern = /^(\d{4})-(\d\d)-(\d\d)T(\d\d):(\d\d):(\d\d)(?:\.(\d+))?(Z|[+-]\d\d:\d\d)?$/

/** In seconds; XML Schema allows up to 14 hours. */
const offsetOf = (zone: string | undefined): number | undefined => {
  if (zone === undefined || zone === 'Z') return 0
  const [hours, minutes] = [Number(zone.slice(1, 3)), Number(zone.slice(4, 6))]
  if (minutes > 59 || hours * 60 + minutes > 14 * 60) return undefined
  return (zone.startsWith('-') ? -1 : 1) * (hours * 3600 + minutes * 60)
}
