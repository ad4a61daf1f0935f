/** Printed: what of a printed message is compared, and what stands for something that differs each time. */
import { expect } from 'vitest'

export interface Message {
  readonly status?: number
  readonly headers: Readonly<Record<string, string>>
  readonly body?: unknown
}

/** "Some text was removed for readability (indicated by '...')", RFC 7644 §3.5.2.1; and ids that lack a part. */
const removed: Readonly<Record<string, string>> = {
  '2819c223...919d-413861904646': '2819c223-7f76-453a-919d-413861904646',
  '2819c223-7f76-...413861904646': '2819c223-7f76-453a-919d-413861904646',
  '2819c223...413861904646': '2819c223-7f76-453a-919d-413861904646',
  '08e1d05d...473d93df9210': '08e1d05d-121c-4561-8b96-473d93df9210',
  'acbf3ae7-8463-...-9b4da3f908ce': 'acbf3ae7-8463-4692-b4fd-9b4da3f908ce',
}

/** With what was removed put back. */
export const whole = (text: string): string =>
  Object.entries(removed).reduce((replaced, [short, long]) => replaced.replaceAll(short, long), text)

/** An example without a start line prints a body, and says nothing of its status. */
export const answerPrinted = (head: readonly string[] = [], body: unknown): Message => {
  const status = /^HTTP\/1\.1 (\d+)/.exec(head[0] ?? '')?.[1]
  const headers = head
    .slice(1)
    .map((line) => [line.slice(0, line.indexOf(':')), whole(line.slice(line.indexOf(':') + 2))])
  return {
    ...(status === undefined ? {} : { status: Number(status) }),
    headers: Object.fromEntries(headers),
    ...(body === undefined ? {} : { body: JSON.parse(whole(JSON.stringify(body))) }),
  }
}

const date = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?Z$/
const tag = /^W\/"[^"]+"$/

/** What is different each time, or free text: only its form counts. */
const variable: Readonly<Record<string, RegExp>> = {
  created: date,
  lastModified: date,
  version: tag,
  ETag: tag,
  detail: /\S/,
  nextCursor: /^[\w-]+$/,
  previousCursor: /^[\w-]+$/,
}

/** The message with a name for what is variable. */
export const comparable = (message: Message): unknown =>
  JSON.parse(JSON.stringify(message), (name, value: unknown) => {
    const form = variable[name]
    if (form === undefined || typeof value !== 'string') return value
    expect(value).toMatch(form)
    return `(${name})`
  })
