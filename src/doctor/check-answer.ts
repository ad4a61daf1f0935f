/** CheckAnswer: whether an answer is what the provider needs, in words where it is not. */
import { isDeepStrictEqual } from 'node:util'
import type { Check, Expectation } from './conversation.ts'
import { fill, type Variables } from './template.ts'

export interface Answer {
  readonly status: number
  /** Parsed JSON; undefined where there is none. */
  readonly body: unknown
}

/** Nothing: it is. @throws MissingVariable */
export const problemsOf = (
  { status, body }: Answer,
  { status: wanted, checks = [] }: Expectation,
  variables: Variables,
): readonly string[] => {
  if (!wanted.includes(status)) return [`${status}${saying(body)}; ${wanted.join(' or ')} is needed`]
  if (status >= 300) return []
  if (body === undefined) return status === 204 || checks.length === 0 ? [] : [`${status} without a JSON body`]
  return checks.flatMap((check) => problemWith(check, body, variables) ?? [])
}

/** What is at a path like `Resources/userName`: all values, where a list is on the way. Undefined and null are none. */
export const valuesAt = (body: unknown, path: string): readonly unknown[] => {
  let values: readonly unknown[] = [body]
  for (const name of path === '' ? [] : path.split('/')) values = values.flatMap((value) => memberOf(value, name))
  return values
    .flatMap((value) => (Array.isArray(value) ? value : [value]))
    .filter((value) => value !== undefined && value !== null)
}

const memberOf = (value: unknown, name: string): readonly unknown[] => {
  if (Array.isArray(value)) return value.flatMap((item) => memberOf(item, name))
  if (typeof value !== 'object' || value === null || !Object.hasOwn(value, name)) return []
  return [(value as Readonly<Record<string, unknown>>)[name]]
}

const problemWith = (check: Check, body: unknown, variables: Variables): string | undefined => {
  const values = valuesAt(body, check.at)
  switch (check.kind) {
    case 'present':
      // An empty list is there, too: `Resources: []`.
      return values.length > 0 || hasList(body, check.at) ? undefined : `no ${check.at}`
    case 'absent':
      return values.length === 0 ? undefined : `${check.at} is there: ${shown(values)}`
    case 'number':
      return values.length === 1 && Number.isInteger(values[0])
        ? undefined
        : `${check.at} is no integer: ${shown(values)}`
    case 'count': {
      const of = typeof check.of === 'number' ? check.of : (variables[check.of] as readonly unknown[]).length
      return values.length === of ? undefined : `${values.length} of ${check.at}; ${of} are needed`
    }
    default: {
      const value = fill(check.value, variables)
      const isThere = values.some((one) => isDeepStrictEqual(one, value))
      if (isThere && (check.kind === 'has' || values.length === 1)) return undefined
      return `${check.at} is ${shown(values)}; ${JSON.stringify(value)} is needed`
    }
  }
}

const hasList = (body: unknown, path: string): boolean =>
  !path.includes('/') && memberOf(body, path).some((value) => Array.isArray(value))

const shown = (values: readonly unknown[]): string => {
  if (values.length === 0) return 'missing'
  const text = values
    .slice(0, 3)
    .map((value) => JSON.stringify(value))
    .join(', ')
  return `${text.length > 200 ? `${text.slice(0, 200)} …` : text}${values.length > 3 ? ` and ${values.length - 3} more` : ''}`
}

/** RFC 7644 §3.12 */
const saying = (body: unknown): string => {
  const [scimType, detail] = [valuesAt(body, 'scimType')[0], valuesAt(body, 'detail')[0]]
  return `${scimType === undefined ? '' : ` ${String(scimType)}`}${detail === undefined ? '' : ` (${String(detail)})`}`
}
