/** BulkRoutes: several operations in one request. RFC 7644 §3.7 */
import { exceedsPayload, parseBulkRequest } from '../../scim/bulk/request.ts'
import { invalidValue, notImplemented } from '../../scim/error.ts'
import { offers } from '../../scim/schema/resource-type.ts'
import { callerOf } from '../caller.ts'
import type { HttpDependencies } from '../dependencies.ts'
import { createErrorOf } from '../on-error.ts'
import { preferredAnswer } from '../prefer.ts'
import { respond } from '../respond.ts'
import { dialectFor, softenedOperations } from '../soften.ts'
import { bodiless, type Endpoint, type Route, route, withBody } from './route.ts'

type Dependencies = Pick<HttpDependencies, 'operations' | 'limits' | 'registry' | 'observe' | 'dialectOf'>

export const bulkRoutes = (dependencies: Dependencies): readonly Route[] => {
  const isServed = dependencies.registry.resourceTypes.some((resourceType) =>
    (['create', 'replace', 'patch', 'delete'] as const).some((operation) => offers(resourceType, operation)),
  )
  return [route('/Bulk', 'token', { POST: isServed ? bulk(dependencies) : bodiless(refuse) })]
}

/** RFC 7644 §3.7: 501 is for a service that has no bulk requests. */
const refuse = (): never => {
  throw notImplemented('Nothing can be written here, by itself or in bulk')
}

/** Of the time for a request; the rest is for what is under way, so that the answer still comes. */
const shareOfTime = 0.8

/** 200 whatever becomes of the operations, unless it is all or nothing. Resources are shown to who prefers `return=representation` (RFC 7240 §4.2). */
const bulk = (dependencies: Dependencies): Endpoint => {
  const { limits, registry, observe } = dependencies
  const errorOf = createErrorOf(observe)
  return withBody(
    async (c, body) => {
      const parsed = parseBulkRequest(body, limits.bulk, registry.resourceTypes)
      const request = { ...parsed, operations: await softenedOperations(c, dependencies, parsed.operations) }
      const isShown = preferredAnswer(c.req.header('Prefer')) === 'representation'
      const isAtomic = asksForAtomic(c.req.header(atomicHeader))
      const { scope, operations } = callerOf(c, dependencies)
      const response = await operations.bulk(scope, request, {
        isAtomic,
        isShown,
        patch: {
          maxOperations: limits.patchOperations,
          unmatched: dialectFor(c, dependencies).unmatched,
          ...(isShown ? { answer: 'representation' } : {}),
        },
        errorOf: (thrown) => errorOf(thrown, c.get('requestId')),
        isLate: () =>
          performance.now() > c.get('startedAt') + shareOfTime * (limits.requestMs ?? Number.POSITIVE_INFINITY),
      })
      return respond(c, 200, response, isAtomic ? { [atomicHeader]: 'atomic' } : {})
    },
    { bytes: limits.bulk.maxPayloadSize, exceeded: () => exceedsPayload(limits.bulk) },
  )
}

/**
 * All or nothing, which RFC 7644 does not have. No preference of RFC 7240, since those may be passed over; the answer
 * repeats it, so that a client sees that nothing on the way has dropped it.
 */
const atomicHeader = 'Scimdap-Bulk'

/** @throws 400 for what it does not know: whoever asks for something else must not get less */
const asksForAtomic = (header: string | undefined): boolean => {
  if (header === undefined) return false
  if (header.trim().toLowerCase() === 'atomic') return true
  throw invalidValue(`${atomicHeader} takes atomic`)
}
