/** Dialect: how one client's requests are read, before the strict parser sees them. docs/tolerances.md */
import { defaultFilterLimits } from '../scim/filter/parse.ts'
import { exceedsPaths } from '../scim/patch/operation.ts'
import { isJsonObject, type JsonObject } from '../scim/resource/json-object.ts'
import type { ResourceType } from '../scim/schema/resource-type.ts'
import { interopProfile } from './interop-profile.ts'
import { keyOf } from './names.ts'
import { softenBody } from './soften-body.ts'
import { softenPatch } from './soften-patch.ts'
import type { Rewrites } from './tolerance.ts'
import { tolerances } from './tolerances.ts'
import { type DialectOptions, tolerancesOf, type Wire } from './wire.ts'

/** What came out, and the names of attributes that were left out because nothing stores them: each once. */
export interface Softened {
  readonly body: unknown
  readonly ignored: readonly string[]
}

/** What comes out at the end. */
export type Steps<T> = Generator<undefined, T, undefined>

/** None changes what it is given; each takes any JSON and any text. @throws ScimError 400 for what is not tolerated */
export interface Dialect {
  readonly wire: Wire
  /** For PATCH: what becomes of a value filter that selects nothing. */
  readonly unmatched: 'create' | 'refuse'
  /** The body of a creation or a replacement. */
  resource(body: unknown, resourceType: ResourceType): Softened
  /** A PatchOp message. */
  patch(body: unknown, resourceType: ResourceType): Softened
  /** The same, with a step for each operation: thousands of them take longer than others should wait. */
  patchSteps(body: unknown, resourceType: ResourceType): Steps<Softened>
  filter(filter: string, resourceTypes: readonly ResourceType[]): string
  /** The query of a URL, not decoded. */
  query(query: string): string
}

/** What is larger is left as it is, for the strict parser to refuse: it would take seconds to rewrite megabytes of a filter. */
export interface DialectLimits {
  /** Characters of a filter. */
  readonly filterLength: number
  /** Operations of one PATCH. */
  readonly patchOperations: number
}

const usualLimits: DialectLimits = { filterLength: defaultFilterLimits.maxLength, patchOperations: 5_000 }

export const createDialect = (options: DialectOptions, limits: DialectLimits = usualLimits): Dialect => {
  const on = tolerancesOf(options)
  const rewrites: readonly Rewrites[] = [
    ...tolerances.map(({ name, soften, refuse = {} }) => (on.has(name) ? soften : refuse)),
    ...(options.wire === 'interop' ? [interopProfile] : []),
  ]
  function* patchSteps(body: unknown, resourceType: ResourceType): Steps<Softened> {
    if (!isWithin(body, limits)) return { body, ignored: [] }
    const names = new Set<string>()
    const ignore = (name: string) => void names.add(name)
    const softened = yield* softenPatch(body, { resourceType, ignore }, rewrites)
    return { body: softened, ignored: [...names] }
  }
  return {
    wire: options.wire,
    unmatched: on.has('createUnmatched') ? 'create' : 'refuse',
    resource: (body, resourceType) => telling((ignore) => softenBody(body, { resourceType, ignore }, rewrites)),
    patch: (body, resourceType) => atOnce(patchSteps(body, resourceType)),
    patchSteps,
    filter: (filter, resourceTypes) =>
      filter.length > limits.filterLength
        ? filter
        : rewrites.reduce((text, rewrite) => rewrite.filter?.(text, resourceTypes) ?? text, filter),
    query: (query) => rewrites.reduce((text, rewrite) => rewrite.query?.(text) ?? text, query),
  }
}

const isWithin = (body: unknown, { patchOperations }: DialectLimits): boolean => {
  const key = isJsonObject(body) ? keyOf(body, 'Operations') : undefined
  const operations = key === undefined ? undefined : (body as JsonObject)[key]
  return (
    !Array.isArray(operations) || (operations.length <= patchOperations && !exceedsPaths(operations, patchOperations))
  )
}

const atOnce = <T>(steps: Steps<T>): T => {
  let step = steps.next()
  while (!step.done) step = steps.next()
  return step.value
}

const telling = (soften: (ignore: (name: string) => void) => unknown): Softened => {
  const names = new Set<string>()
  const body = soften((name) => void names.add(name))
  return { body, ignored: [...names] }
}
