/** Numbers: those that a new entry is given out of a range, each once, however many gateways give at once. RFC 4511 §4.6 */
import { DirectoryError, type DirectoryReader } from '../../directory/directory.ts'
import { normaliseDn } from '../../ldap/dn.ts'
import { type AttributeValues, textsOf } from '../../ldap/entry.ts'
import { equal, or } from '../../ldap/filter.ts'
import type { Mapping, NumberRange } from '../../mapping/mapping.ts'
import { ScimError, unavailable } from '../../scim/error.ts'
import type { Dependencies } from '../dependencies.ts'
import { isLostRace, pause } from '../retry.ts'

/** `seen`: where the numbers that entries have are looked for; the counter itself is always the one of the directory. */
export type TakeNumbers = (mapping: Mapping, seen: Pick<DirectoryReader, 'search'>) => Promise<AttributeValues>

type Needed = Pick<Dependencies, 'directory' | 'cleaning' | 'observe'>
type Looking = Needed & { readonly seen: Pick<DirectoryReader, 'search'> }

/** Of every gateway one at a time waits for the counter, so that this many others would have to be quicker every time. */
const maxAttempts = 200

/**
 * A number for each range of the mapping, under the type in lower case. The counter moves by an exchange of the very
 * value that was read: of two that read the same one is refused (16) and reads again. Numbers that an entry has already
 * are passed over. What is given is never given again, whether the entry comes to be or not.
 * @throws 507 where the range is used up, 503 where the race is lost for ever
 */
export const createNumbers = (needed: Needed): TakeNumbers => {
  const queues = new Map<string, Promise<unknown>>()
  const inTurn = <T>({ counter }: NumberRange, act: () => Promise<T>): Promise<T> => {
    const key = `${counter.type.toLowerCase()} ${normaliseDn(counter.dn)}`
    const result = (queues.get(key) ?? Promise.resolve()).then(act, act)
    queues.set(key, result)
    return result
  }
  return async ({ creation: { numbers } }, seen) => {
    const taken = new Map<string, readonly string[]>()
    for (const range of numbers) {
      taken.set(range.type.toLowerCase(), [String(await inTurn(range, () => take({ ...needed, seen }, range)))])
    }
    return taken
  }
}

const take = async (needed: Looking, range: NumberRange): Promise<number> => {
  let cause: unknown
  for (let attempt = 0; attempt < maxAttempts; attempt++) {
    const held = await read(needed, range)
    const number = await firstFree(needed, range, Math.max(Number(held), range.first))
    if (number === undefined) throw usedUp(range)
    try {
      await exchange(needed, range, { held, next: String(number + 1) })
      return number
    } catch (thrown) {
      if (!isLostRace(thrown) && !isUnanswered(thrown)) throw thrown
      // Unanswered, it may have moved: then nobody gets the number.
      cause = thrown
      needed.observe({ kind: 'write-retried', attempt, reason: String(thrown.code) })
      await pause(attempt)
    }
  }
  throw unavailable(`the numbers for ${range.type} are being given away too fast; try again`, 1, cause)
}

const isUnanswered = (thrown: unknown): thrown is DirectoryError =>
  thrown instanceof DirectoryError && thrown.code === 'unknown-outcome'

/** The value of the counter as it is spelled there. */
const read = async ({ directory }: Needed, { type, counter }: NumberRange): Promise<string> => {
  const entry = await directory.read(counter.dn, [counter.type])
  const values = entry === undefined ? [] : textsOf(entry.attributes, counter.type)
  const [value, ...others] = values
  if (value !== undefined && others.length === 0 && /^\d{1,15}$/.test(value)) return value
  const what = entry === undefined ? 'is not there, or hidden from the gateway' : 'does not hold one whole number'
  throw new ScimError(500, undefined, `the entry that counts ${type} ${what}`)
}

const exchange = async (
  { directory }: Needed,
  { counter: { dn, type } }: NumberRange,
  { held, next }: { readonly held: string; readonly next: string },
): Promise<void> => {
  const modifications = [
    { operation: 'delete', type, values: [held] },
    { operation: 'add', type, values: [next] },
  ] as const
  await directory.change(dn, { modifications }, { types: [] })
}

/** Asked for at once. Where others gave away whole blocks the counter steps over them once. */
const window = 50

/** From `start` on, the first number that no entry has, whoever gave it. */
const firstFree = async (needed: Looking, range: NumberRange, start: number): Promise<number | undefined> => {
  for (let from = start; from <= range.last; from += window) {
    const numbers = Array.from({ length: Math.min(window, range.last - from + 1) }, (_, at) => from + at)
    const used = await usedAmong(needed, range, numbers)
    const free = numbers.find((number) => !used.has(number))
    if (free !== undefined) return free
  }
  return undefined
}

/** By any entry where references are looked for: people and groups of other tools, too. The counter itself is none. */
const usedAmong = async (
  { seen, cleaning }: Looking,
  { type, counter }: NumberRange,
  numbers: readonly number[],
): Promise<ReadonlySet<number>> => {
  const filter = or(...numbers.map((number) => equal(type, String(number))))
  const found = await Promise.all(
    cleaning.bases.map((base) => seen.search({ base, scope: 'sub', filter, types: [type] })),
  )
  const own = normaliseDn(counter.dn)
  const holders = found.flat().filter(({ dn }) => normaliseDn(dn) !== own)
  return new Set(holders.flatMap(({ attributes }) => textsOf(attributes, type).map(Number)))
}

/** RFC 4918 §11.5: only whoever runs the directory can mend it; 409 would make clients look for somebody of that name. */
const usedUp = ({ type, first, last }: NumberRange): ScimError =>
  new ScimError(507, undefined, `every ${type} from ${first} to ${last} is given away: the range has to be widened`)
