/** PatchOperation: the operations of a PatchOp message. RFC 7644 §3.5.2 */
import { invalidSyntax, invalidValue, noTarget, payloadTooLarge, ScimError, withDetail } from '../error.ts'
import { quoted } from '../path/name.ts'
import { isJsonObject } from '../resource/json-object.ts'
import { urn } from '../urn.ts'

/** `path` as the client wrote it and `value` as parsed JSON: what they mean depends on the resource type. */
export type PatchOperation = Placed &
  (
    | {
        readonly op: 'add' | 'replace'
        readonly path?: string
        readonly value: unknown
        /** See `PatchLimits`. */
        readonly unmatched?: 'create'
      }
    /** `value` names elements of a list; without it everything at the path goes. */
    | { readonly op: 'remove'; readonly path: string; readonly value?: unknown }
  )

interface Placed {
  /** Of which operation of the client's request it is made, counted from 0; its own place unless given. */
  readonly place?: number
  /** The path names a list without saying which element: the only one is meant, or the primary one; of several others, none. */
  readonly only?: true
}

export interface PatchLimits {
  readonly maxOperations: number
  /**
   * What becomes of an add or replace whose value filter selects nothing: refused (RFC 7644 §3.5.2.3) unless given, or
   * the element is made that the filter describes.
   */
  readonly unmatched?: 'create' | 'refuse'
}

/**
 * `body` is parsed JSON. Names ignore case (RFC 7643 §2.1), and so does `op`, as every string that is not said to be
 * caseExact (RFC 7643 §2.2); unknown members are ignored.
 * @throws 400 invalidSyntax, invalidValue (no `value`), noTarget (remove without `path`); 413 over the limit
 */
export function parsePatchRequest(body: unknown, limits: PatchLimits): readonly PatchOperation[] {
  const { maxOperations } = limits
  const member = membersOf(body, 'A PatchOp')
  checkSchemas(member('schemas'))
  const operations = member('operations')
  if (!Array.isArray(operations) || operations.length === 0) {
    throw invalidSyntax('Operations takes an array of one or more operations')
  }
  if (operations.length > maxOperations) {
    throw payloadTooLarge(`Operations has more than ${maxOperations} elements (maxOperations)`)
  }
  if (exceedsPaths(operations, maxOperations)) {
    throw payloadTooLarge(`The paths of Operations have more than ${longestPaths(maxOperations)} characters together`)
  }
  return operations.map((operation: unknown, index) =>
    atOperation(placeOf(operation).place ?? index, () => parseOperation(operation, limits)),
  )
}

/** Whether the paths of these operations, keys that may be paths included, are longer together than should be parsed in one go. */
export const exceedsPaths = (operations: readonly unknown[], maxOperations: number): boolean => {
  let left = longestPaths(maxOperations)
  for (const operation of operations) {
    if (!isJsonObject(operation)) continue
    for (const [name, value] of Object.entries(operation)) {
      if (typeof value === 'string' && name.toLowerCase() === 'path') left -= value.length
      else if (isJsonObject(value)) for (const key of Object.keys(value)) left -= key.length
    }
  }
  return left < 0
}

/** Characters. To remove a member by its id takes 60. */
const longestPaths = (maxOperations: number): number => Math.max(1_000_000, 200 * maxOperations)

/** Whatever `act` refuses is refused in the name of that operation, counted from 0. */
export function atOperation<T>(index: number, act: () => T): T {
  try {
    return act()
  } catch (thrown) {
    if (!(thrown instanceof ScimError)) throw thrown
    throw withDetail(thrown, `Operations[${index}]: ${thrown.message}`)
  }
}

function parseOperation(json: unknown, { unmatched }: PatchLimits): PatchOperation {
  const member = membersOf(json, 'An operation')
  const placed = placeOf(json)
  const op = parseOp(member('op'))
  const path = member('path') ?? undefined
  const value = member('value')
  if (path !== undefined && typeof path !== 'string') throw invalidSyntax('path takes a string')
  if (op === 'remove') {
    if (path === undefined) throw noTarget('remove takes a path')
    return { ...placed, op, path, ...(value === undefined || value === null ? {} : { value }) }
  }
  if (value === undefined) throw invalidValue(`${op} takes a value`)
  const creating = unmatched === 'create' ? { unmatched } : {}
  return { ...placed, op, ...(path === undefined ? {} : { path }), value, ...creating }
}

/** The members `place` and `only`, which no RFC has. Where a client sends a place, its own errors are told in that. */
const placeOf = (json: unknown): Placed => {
  const place = isJsonObject(json) && Object.hasOwn(json, 'place') ? json.place : undefined
  const isOnly = isJsonObject(json) && Object.hasOwn(json, 'only') && json.only === true
  return {
    ...(typeof place === 'number' && Number.isSafeInteger(place) && place >= 0 ? { place } : {}),
    ...(isOnly ? { only: true } : {}),
  }
}

const parseOp = (json: unknown): PatchOperation['op'] => {
  const op = typeof json === 'string' ? json.toLowerCase() : undefined
  if (op === 'add' || op === 'remove' || op === 'replace') return op
  throw invalidSyntax(`op takes add, remove or replace${typeof json === 'string' ? `, not ${quoted(json)}` : ''}`)
}

function checkSchemas(schemas: unknown): void {
  const named = Array.isArray(schemas) ? schemas : []
  const isNamed = named.some((each) => typeof each === 'string' && each.toLowerCase() === urn.patchOp.toLowerCase())
  if (!isNamed) throw invalidSyntax(`schemas must name ${urn.patchOp}`)
}

/** Through a Map, so that `__proto__` is a name like any other. */
function membersOf(json: unknown, owner: string): (name: string) => unknown {
  if (!isJsonObject(json)) throw invalidSyntax(`${owner} is a JSON object`)
  const members = new Map<string, unknown>()
  for (const [name, value] of Object.entries(json)) {
    const key = name.toLowerCase()
    if (known.has(key) && members.has(key)) throw invalidSyntax(`${key} is given more than once`)
    members.set(key, value)
  }
  return (name) => members.get(name)
}

const known = new Set(['schemas', 'operations', 'op', 'path', 'value'])
