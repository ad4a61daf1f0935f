/** Generalized time: the directory's spelling of instants, against ISO 8601. RFC 4517 §3.3.13 */

const generalizedTime = /^(\d{4})(\d\d)(\d\d)(\d\d)(?:(\d\d)(\d\d)?)?(?:[.,](\d+))?(Z|[+-]\d\d(?:\d\d)?)$/
/** As servers write it, on a day that every month has: nothing is to be reckoned. */
const usual = /^\d{4}(?:0[1-9]|1[0-2])(?:0[1-9]|1\d|2[0-8])(?:[01]\d|2[0-3])[0-5]\d[0-5]\dZ$/
const dateTime = /^(\d{4})-(\d\d)-(\d\d)T(\d\d):(\d\d):(\d\d)(?:\.(\d+))?(Z|[+-]\d\d:\d\d)$/

/** `20261122010203.5Z` as `2026-11-22T01:02:03.5Z`: in UTC, with the fraction as it is; undefined where it is no such time. */
export function fromGeneralizedTime(text: string): string | undefined {
  if (usual.test(text)) {
    const [year, month, day] = [text.slice(0, 4), text.slice(4, 6), text.slice(6, 8)]
    return `${year}-${month}-${day}T${text.slice(8, 10)}:${text.slice(10, 12)}:${text.slice(12, 14)}Z`
  }
  const match = generalizedTime.exec(text)
  if (!match) return undefined
  const [, year, month, day, hour, minute, second, fraction, zone] = match
  if (fraction !== undefined && second === undefined) return coarse(match)
  const instant = utc([year, month, day, hour, minute ?? '00', second ?? '00'], zone)
  return instant && `${instant.toISOString().slice(0, 19)}${fraction === undefined ? '' : `.${fraction}`}Z`
}

/**
 * An xsd:dateTime with its zone as generalized time in UTC, the fraction as it is; `24:00:00` is the first instant of the
 * next day. undefined where it is no such time.
 */
export function toGeneralizedTime(iso: string): string | undefined {
  const [all, year, month, day, hour, minute, second, fraction, zone] = dateTime.exec(iso) ?? []
  if (all === undefined) return undefined
  const isEndOfDay = hour === '24' && minute === '00' && second === '00' && !/[1-9]/.test(fraction ?? '')
  const instant = isEndOfDay
    ? utc([year, month, day, '23', '59', '60'], zone)
    : utc([year, month, day, hour, minute, second], zone)
  const digits = instant?.toISOString().slice(0, 19).replace(/\D/g, '')
  return digits && `${digits}${fraction === undefined ? '' : `.${fraction}`}Z`
}

/** A fraction of an hour or of a minute, counted in milliseconds. */
function coarse([, year, month, day, hour, minute, , fraction, zone]: RegExpExecArray): string | undefined {
  const instant = utc([year, month, day, hour, minute ?? '00', '00'], zone)
  const unit = minute === undefined ? 3_600_000 : 60_000
  const later = instant && new Date(instant.getTime() + Math.floor(Number(`0.${fraction}`) * unit))
  return later
    ?.toISOString()
    .replace(/\.?0+Z$/, 'Z')
    .replace(/:Z$/, ':00Z')
}

/** The instant of date, time and zone; undefined for a 30th of February. A leap second counts as the second after it. */
function utc(parts: readonly (string | undefined)[], zone: string | undefined): Date | undefined {
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = parts.map(Number)
  const minutesEast = offset(zone ?? 'Z')
  if (hour > 23 || minute > 59 || second > 60 || minutesEast === undefined) return undefined
  const local = new Date(0)
  local.setUTCFullYear(year, month - 1, day)
  if (local.getUTCMonth() !== month - 1 || local.getUTCDate() !== day) return undefined
  local.setUTCHours(hour, minute, second)
  const instant = new Date(local.getTime() - minutesEast * 60_000)
  return instant.getUTCFullYear() >= 0 && instant.getUTCFullYear() <= 9999 ? instant : undefined
}

/** Minutes east of Greenwich. */
function offset(zone: string): number | undefined {
  if (zone === 'Z') return 0
  const hours = Number(zone.slice(1, 3))
  const minutes = Number(zone.slice(3).replace(':', '') || '0')
  if (hours > 23 || minutes > 59) return undefined
  return (zone.startsWith('-') ? -1 : 1) * (hours * 60 + minutes)
}
