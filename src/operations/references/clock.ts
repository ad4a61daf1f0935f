/** Clock: an attribute type by which entries can be asked for by the time that they are of. RFC 4512 §3.4.1, draft-chu-ldap-csn */
import type { Subschema } from '../../directory/subschema.ts'
import { fromGeneralizedTime } from '../../ldap/generalized-time.ts'

export interface Clock {
  readonly type: string
  /** Microseconds since the epoch; undefined: that is no time. */
  read(value: string | undefined): number | undefined
  write(time: number): string
  /** Within so many microseconds things are done together. */
  readonly instant: number
}

const second = 1_000_000
export const day = 86_400 * second

/** The finest first: of those who were loaded together many have the same `createTimestamp`. */
export const clocksOf = (subschema: Subschema): readonly Clock[] =>
  [changeSequence, created].filter(({ type }) => subschema.attributeType(type) !== undefined)

const changeSequence: Clock = {
  type: 'entryCSN',
  read: (value) => microseconds(value?.slice(0, value.indexOf('#'))),
  write: (time) => `${digitsOf(time)}.${String(time % second).padStart(6, '0')}Z#000000#000#000000`,
  // A load takes 50 µs an entry, a program that adds people some milliseconds.
  instant: 10_000,
}

const created: Clock = {
  type: 'createTimestamp',
  read: (value) => microseconds(value),
  write: (time) => `${digitsOf(time)}Z`,
  instant: day,
}

const microseconds = (text: string | undefined): number | undefined => {
  const [, seconds, fraction = ''] = /^([^.]+)(?:\.(\d+))?Z$/.exec(text ?? '') ?? []
  const whole = seconds === undefined ? undefined : fromGeneralizedTime(`${seconds}Z`)
  return whole === undefined ? undefined : Date.parse(whole) * 1_000 + Number(fraction.slice(0, 6).padEnd(6, '0'))
}

/** `20261122010203` */
const digitsOf = (time: number): string =>
  new Date(Math.floor(time / second) * 1_000).toISOString().slice(0, 19).replace(/\D/g, '')
