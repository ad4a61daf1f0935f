/** timeCount: instants that a directory stores as a number of days, seconds or ticks since a beginning. shadow(5), [MS-DTYP] FILETIME */
import { fromGeneralizedTime, toGeneralizedTime } from '../../ldap/generalized-time.ts'

export type TimeCountName = 'epochSeconds' | 'epochDays' | 'fileTime'

export interface TimeCount {
  /** `19000` as `2022-01-08T00:00:00Z`; undefined where it is no such time, or a number that means never. */
  decode(count: string): string | undefined
  /** The number of a dateTime with its zone; undefined where it has none, or is in between two numbers. */
  encode(dateTime: string): string | undefined
  /** The last number that is not later, and the first that is not earlier; undefined where it is no dateTime with a zone. */
  around(dateTime: string): { readonly floor: string; readonly ceiling: string } | undefined
  readonly unit: string
}

/** In ticks of 100 nanoseconds. */
interface Scale {
  readonly unit: string
  readonly ticks: bigint
  readonly origin: bigint
  /** Less than that stands for no time: -1 in shadowExpire and 0 in accountExpires mean never. */
  readonly least: bigint
}

const ticksPerSecond = 10_000_000n
const scales: Readonly<Record<TimeCountName, Scale>> = {
  epochSeconds: { unit: 'whole seconds', ticks: ticksPerSecond, origin: 0n, least: 0n },
  epochDays: { unit: 'the beginning of a day in UTC', ticks: 86_400n * ticksPerSecond, origin: 0n, least: 0n },
  fileTime: { unit: 'steps of 100 nanoseconds', ticks: 1n, origin: -11_644_473_600n * ticksPerSecond, least: 1n },
}

export const timeCount = (name: TimeCountName): TimeCount => {
  const scale = scales[name]
  const { unit, ticks, origin, least } = scale
  const around = (dateTime: string) => {
    const instant = ticksOf(dateTime)
    if (instant === undefined) return undefined
    const since = instant.ticks - origin
    const floor = since / ticks - (since % ticks < 0n ? 1n : 0n)
    const isBetween = floor * ticks !== since || instant.isFiner
    return { floor: String(floor), ceiling: String(isBetween ? floor + 1n : floor) }
  }
  const decode = (count: string) => {
    if (!/^(?:0|[1-9]\d{0,18})$/.test(count) || BigInt(count) < least) return undefined
    return dateTimeOf(BigInt(count) * ticks + origin)
  }
  return {
    unit,
    decode,
    around,
    encode: (dateTime) => {
      const { floor, ceiling } = around(dateTime) ?? {}
      return floor !== undefined && floor === ceiling && decode(floor) !== undefined ? floor : undefined
    },
  }
}

/** The last instant of the year 9999, which is the last that a dateTime has four digits for. */
const lastTick = 253_402_300_800n * ticksPerSecond - 1n

const dateTimeOf = (ticks: bigint): string | undefined => {
  if (ticks > lastTick) return undefined
  const fraction = ((ticks % ticksPerSecond) + ticksPerSecond) % ticksPerSecond
  const seconds = Number((ticks - fraction) / ticksPerSecond)
  const digits = String(fraction).padStart(7, '0').replace(/0+$/, '')
  return `${new Date(seconds * 1_000).toISOString().slice(0, 19)}${digits === '' ? '' : `.${digits}`}Z`
}

/** `isFiner`: there is something behind the last tick. */
const ticksOf = (dateTime: string): { readonly ticks: bigint; readonly isFiner: boolean } | undefined => {
  const time = toGeneralizedTime(dateTime)
  const utc = time === undefined ? undefined : fromGeneralizedTime(time)
  if (utc === undefined) return undefined
  const [, fraction = ''] = /\.(\d+)Z$/.exec(utc) ?? []
  const seconds = BigInt(Date.parse(`${utc.slice(0, 19)}Z`)) / 1_000n
  const ticks = seconds * ticksPerSecond + BigInt(fraction.slice(0, 7).padEnd(7, '0'))
  return { ticks, isFiner: /[1-9]/.test(fraction.slice(7)) }
}
