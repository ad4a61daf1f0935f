/** Steps: the words that conversations are written in. */
import { urn } from '../scim/urn.ts'
import type { Check, Expectation, Look, Request, Step } from './conversation.ts'
import type { Each, Echo, Template } from './template.ts'

export const get = (path: string): Request => ({ method: 'GET', path })
export const post = (path: string, body: Template): Request => ({ method: 'POST', path, body })
export const put = (path: string, body: Template): Request => ({ method: 'PUT', path, body })
export const remove = (path: string): Request => ({ method: 'DELETE', path })
export const patch = (path: string, ...operations: readonly Template[]): Request => ({
  method: 'PATCH',
  path,
  body: { schemas: [urn.patchOp], Operations: operations },
})

export const each = (list: string, item: Template): Each => ({ $each: list, item })
export const echo = (variable: string, change: Echo['change']): Echo => ({ $echo: variable, change })

export const is = (at: string, value: Template): Check => ({ kind: 'is', at, value })
export const has = (at: string, value: Template): Check => ({ kind: 'has', at, value })
export const present = (at: string): Check => ({ kind: 'present', at })
export const absent = (at: string): Check => ({ kind: 'absent', at })
export const count = (at: string, of: number | string): Check => ({ kind: 'count', at, of })

export const ok = (...checks: readonly Check[]): Expectation => ({ status: [200], checks })
export const created = (...checks: readonly Check[]): Expectation => ({
  status: [201],
  checks: [present('id'), ...checks],
})
/** With or without a body. */
export const changed = (...checks: readonly Check[]): Expectation => ({ status: [200, 204], checks })
export const gone: Expectation = { status: [200, 204] }
export const conflict: Expectation = { status: [409] }
export const notFound: Expectation = { status: [404] }

/** A ListResponse of so many, with integers for numbers. RFC 7644 §3.4.2 */
export const listed = (total: number, ...checks: readonly Check[]): Expectation =>
  ok(has('schemas', urn.listResponse), is('totalResults', total), ...checks)
export const list: Expectation = ok(
  has('schemas', urn.listResponse),
  { kind: 'number', at: 'totalResults' },
  present('Resources'),
)
/** What some providers take for "nobody", too. */
export const nobody: Expectation = {
  status: [200, 404],
  checks: [is('totalResults', 0)],
}

export const user = (...checks: readonly Check[]): Look => ({ path: '/Users/{user.id}', checks })
export const group = (id: string, ...checks: readonly Check[]): Look => ({ path: `/Groups/{${id}}`, checks })

/** A server may not let anybody rename users: the provider logs a failure for that one, and goes on with the others. */
export const renameIsRefused =
  'userName may be immutable (RFC 7643 §7): map it on creation only; the provider logs a failure for this user'

/** With another name, as another step. */
export const named = (name: string, step: Omit<Step, 'name'>): Step => ({ name, ...step })
