/** plainPath: the path of a request with single slashes, and none at its end: base URLs are typed with one behind them. */
import { getPath } from 'hono/utils/url'

/**
 * `/scim/v2//Users/` is `/scim/v2/Users`, whoever asks: which client it is nobody knows before the route. No id is
 * meant by an empty segment, and a slash within an id comes as %2F, which stays.
 */
export const plainPath = (request: Request): string => {
  const path = getPath(request)
  return path.includes('//') || path.endsWith('/') ? withSingleSlashes(path) : path
}

/** A path of the form that `plainPath` gives. */
export const withSingleSlashes = (path: string): string =>
  `/${path
    .split('/')
    .filter((segment) => segment !== '')
    .join('/')}`
