/** Exchange: one request from its first byte to its answer: id, deadline, errors, observation. */
import { unavailable } from '../scim/error.ts'
import type { HttpDependencies } from './dependencies.ts'
import { ignoredBy, ignoredHeader } from './ignored.ts'
import { createOnError } from './on-error.ts'
import type { HttpContext } from './respond.ts'

export type Answer = (c: HttpContext) => Response | Promise<Response>

/**
 * Wraps an answer so that it never throws and is always observed. One wrapper instead of middlewares: each of those
 * costs a tenth of the requests that a process can answer.
 */
export const createExchange = ({
  observe,
  requestId,
  limits: { requestMs },
}: Pick<HttpDependencies, 'observe' | 'requestId' | 'limits'>) => {
  const onError = createOnError(observe)

  return (route: string, answer: Answer) =>
    async (c: HttpContext): Promise<Response> => {
      const startedAt = performance.now()
      c.set('requestId', requestId())
      c.set('startedAt', startedAt)
      const response = await settle(c, answer, requestMs).catch((thrown: unknown) => onError(thrown, c))
      tellIgnored(observe, c, response)
      observe({
        kind: 'request',
        requestId: c.get('requestId'),
        method: methods.has(c.req.method) ? c.req.method : 'other',
        route,
        status: response.status,
        durationMs: performance.now() - startedAt,
        ...clientOf(c),
      })
      return response
    }
}

/** In the answer, and in the log. */
const tellIgnored = (observe: HttpDependencies['observe'], c: HttpContext, response: Response): void => {
  const names = ignoredBy(c, response)
  if (names.length > 0) {
    response.headers.set(ignoredHeader, names.join(', '))
    observe({ kind: 'attributes-ignored', requestId: c.get('requestId'), names, ...clientOf(c) })
  }
}

const methods: ReadonlySet<string> = new Set(['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'])

const settle = async (c: HttpContext, answer: Answer, requestMs: number | undefined): Promise<Response> =>
  requestMs === undefined ? answer(c) : before(requestMs, answer(c))

/** Nothing is cancelled: a write that is under way may still happen, and the answer says so. */
const before = async (milliseconds: number, answer: Response | Promise<Response>): Promise<Response> => {
  let timer: NodeJS.Timeout | undefined
  const deadline = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(tooLate()), milliseconds)
  })
  try {
    return await Promise.race([answer, deadline])
  } finally {
    clearTimeout(timer)
  }
}

const tooLate = () =>
  unavailable('The request took too long; if it was a write, read the resource before repeating it', 1)

const clientOf = (c: HttpContext): { readonly client?: string } => {
  const principal: HttpContext['var']['principal'] | undefined = c.get('principal')
  return principal === undefined ? {} : { client: principal.client }
}
