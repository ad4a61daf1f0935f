/** NotYet: endpoints of RFC 7644 that this service provider does not have, as /ServiceProviderConfig says. §3.12 (501) */
import { notImplemented } from '../../scim/error.ts'
import { bodiless, type Endpoint, type Route, route } from './route.ts'

/** Answers 501 without reading the body. */
export const notYet = (feature: string): Endpoint =>
  bodiless(() => {
    throw notImplemented(`${feature} is not supported`)
  })

/** RFC 7644 §3.11 */
export const notYetRoutes: readonly Route[] = [
  route('/Me', 'token', {
    GET: notYet('/Me'),
    POST: notYet('/Me'),
    PUT: notYet('/Me'),
    PATCH: notYet('/Me'),
    DELETE: notYet('/Me'),
  }),
]
