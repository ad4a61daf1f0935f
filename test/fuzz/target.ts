/** Target: something that reads what strangers send, the inputs for it, and what must hold of each. */
import { isDeepStrictEqual } from 'node:util'
import fc from 'fast-check'
import { ScimError } from '../../src/scim/error.ts'

export interface Target {
  readonly name: string
  /** Files and folders of src whose branches it is to reach. */
  readonly files: readonly string[]
  /** Of parsers at least 95 % of the branches are to be reached. */
  readonly isParser: boolean
  /** `before` runs ahead of each input. */
  property(before: () => void): fc.IAsyncProperty<[unknown]>
}

interface Definition<T> {
  readonly name: string
  readonly files: readonly string[]
  readonly isParser?: boolean
  readonly inputs: fc.Arbitrary<T>
  /** Throws where a law is broken. */
  readonly check: (input: T) => void | Promise<void>
}

export const target = <T>({ name, files, isParser = true, inputs, check }: Definition<T>): Target => ({
  name,
  files,
  isParser,
  property: (before) =>
    fc.asyncProperty(inputs as fc.Arbitrary<unknown>, async (input) => {
      before()
      await check(input as T)
      refusePollution()
    }),
})

/** What came of it: a value, or the error of a client. Any other error is a finding. */
export const answer = <T>(act: () => T): T | ScimError => {
  try {
    return act()
  } catch (error) {
    return clientError(error)
  }
}

export const answerLater = async <T>(act: () => Promise<T>): Promise<T | ScimError> => act().catch(clientError)

/** The error where it is a client's: 4xx, with a detail that can be sent. */
export const clientError = (error: unknown): ScimError => {
  if (!(error instanceof ScimError)) throw error
  law(error.status >= 400 && error.status < 500, `a refusal of ${error.status}`)
  law(error.message !== '' && error.message.isWellFormed(), 'a detail that cannot be sent')
  law(error.message.length < 2_000, `a detail of ${error.message.length} characters`)
  return error
}

export const isRefused = (given: unknown): given is ScimError => given instanceof ScimError

export function law(holds: boolean, broken: string): asserts holds {
  if (!holds) throw new Error(`broken: ${broken}`)
}

/** Whatever prototypes the objects have. */
export const lawOfEquals = (actual: unknown, expected: unknown, broken: string): void =>
  law(
    isDeepStrictEqual(structuredClone(actual), structuredClone(expected)),
    `${broken}: ${shown(actual)} is not ${shown(expected)}`,
  )

const shown = (value: unknown): string => (JSON.stringify(value) ?? 'undefined').slice(0, 3_000)

/** Objects and lists have no prototype but their own, and texts can be stored: no NUL, no half of a surrogate pair. */
export const lawOfPlainData = (value: unknown, texts: 'any' | 'storable'): void => {
  if (typeof value === 'string')
    law(texts === 'any' || (value.isWellFormed() && !value.includes('\0')), 'a text that no directory takes')
  if (typeof value !== 'object' || value === null) return
  const prototype = Object.getPrototypeOf(value)
  law([Object.prototype, Array.prototype, null].includes(prototype), 'an object with a strange prototype')
  for (const each of Object.values(value)) lawOfPlainData(each, texts)
}

const prototypes = [Object, Array, Function, String, Number, Boolean, Map, Set, RegExp, Error, Promise].map(
  ({ prototype }) => prototype as object,
)
const keysOf = () => prototypes.map((prototype) => Reflect.ownKeys(prototype).length).join()
const keys = keysOf()
const wasToString = Object.prototype.toString

const refusePollution = (): void =>
  law(keysOf() === keys && Object.prototype.toString === wasToString, 'a prototype of the language has changed')
