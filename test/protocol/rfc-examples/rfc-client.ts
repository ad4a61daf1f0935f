/** RfcClient: sends requests as the RFCs print them, and holds the answers against the printed ones. */
import { expect } from 'vitest'
import type { Answer } from '../../support/gateway.ts'
import { token } from '../../support/gateway.ts'
import { jsonBody, mendedBody, printedBody, rfcExample } from '../../support/rfc-examples.ts'
import type { Stage } from '../support.ts'
import { type Difference, differences } from './differences.ts'
import { answerPrinted, comparable, whole } from './printed.ts'

type Body = Readonly<Record<string, unknown>>

/** What is sent differs from what is printed, in path or body. */
export interface Change {
  readonly from: string
  readonly to: string
  readonly why: string
}

export interface SendOptions {
  /** Without the mends of the fixture. */
  readonly asPrinted?: boolean
  readonly changes?: readonly Change[]
}

export interface RfcClient {
  readonly stage: () => Stage
  /** Creates the resource that the RFC calls by this id. */
  given(printedId: string, endpoint: string, body: Body): Promise<Answer['body']>
  /** From now on the RFC's id stands for ours. */
  learn(printedId: string, id: string): void
  idOf(printedId: string): string
  /** The printed request; a tag in `If-Match` or `If-None-Match` is made the one that the resource has now. */
  send(name: string, options?: SendOptions): Promise<Answer>
  /** A GET or whatever else the examples do not print. */
  request(method: string, path: string, body?: Body): Promise<Answer>
  /** The answer is the printed one but for these differences, and each of them is there. */
  expectAs(answer: Answer, name: string, declared?: readonly Difference[]): void
  /** No people, no groups, no ids. */
  reset(): Promise<void>
}

export const createRfcClient = (stage: () => Stage): RfcClient => {
  const ids = new Map<string, string>()
  const ours = (text: string) => {
    const known = [...ids].reduce((replaced, [printed, id]) => replaced.replaceAll(printed, id), whole(text))
    return known.replaceAll(printedBase, stage().scim.url)
  }
  const theirs = (text: string) => {
    const known = [...ids].reduce((replaced, [printed, id]) => replaced.replaceAll(id, printed), text)
    return known.replaceAll(stage().scim.url, printedBase)
  }

  const request = async (method: string, path: string, options: Options = {}): Promise<Answer> => {
    const response = await fetch(new URL(stage().scim.url + ours(path).replace(/^\/v2(?=\/)/, '')), {
      method,
      headers: { 'Content-Type': 'application/scim+json', ...options.headers, Authorization: `Bearer ${token}` },
      ...(options.text === undefined ? {} : { body: ours(options.text) }),
    })
    const text = await response.text()
    return { status: response.status, headers: response.headers, body: text === '' ? undefined : JSON.parse(text) }
  }

  const send: RfcClient['send'] = async (name, { asPrinted = false, changes = [] } = {}) => {
    const { head = [], body } = rfcExample(name)
    const text = body === undefined ? '' : (asPrinted ? printedBody : mendedBody)(name)
    for (const { from } of changes) expect(`${head[0]}\n${text}`).toContain(from)
    const changed = (printed: string) =>
      changes.reduce((replaced, { from, to }) => replaced.replaceAll(from, to), printed)
    const [method = '', path = ''] = splitStart(head[0] ?? '')
    const headers = Object.fromEntries(sentHeaders(head))
    for (const condition of conditions.filter((condition) => headers[condition] !== undefined)) {
      headers[condition] = (await request('GET', path.replace(/\?.*/, ''))).headers.get('etag') ?? ''
    }
    return request(method, changed(path), { headers, ...(text === '' ? {} : { text: changed(text) }) })
  }

  return {
    stage,
    given: async (printedId, endpoint, body) => {
      const answer = await request('POST', endpoint, { text: JSON.stringify(body) })
      expect([answer.status, answer.body.detail]).toEqual([201, undefined])
      ids.set(printedId, answer.body.id)
      return answer.body
    },
    learn: (printedId, id) => void ids.set(printedId, id),
    idOf: (printedId) => ids.get(printedId) ?? 'unknown',
    send,
    request: (method, path, body) => request(method, path, body === undefined ? {} : { text: JSON.stringify(body) }),
    expectAs: (answer, name, declared = []) => {
      const { head, body } = rfcExample(name)
      const printed = answerPrinted(head, body === undefined ? undefined : jsonBody(name))
      const found = differences(comparable(printed), comparable(theirsOf(answer, printed, theirs)))
      expect(found).toEqual(declared.map(({ why: _, ...difference }) => difference))
    },
    reset: async () => {
      ids.clear()
      const { admin, groups, people } = stage()
      for (const base of [groups, people]) {
        const { searchEntries } = await admin.client.search(base, { scope: 'one', attributes: ['1.1'] })
        for (const { dn } of searchEntries) await admin.client.del(dn)
      }
    },
  }
}

interface Options {
  readonly headers?: Readonly<Record<string, string>>
  readonly text?: string
}

/** RFC 7643 §1.1: the "v2" of the examples is part of their base URI. */
const printedBase = 'https://example.com/v2'
const conditions = ['If-Match', 'If-None-Match']

/** A blank in a path is the RFC's; nothing but " HTTP/1.1" comes behind it. */
const splitStart = (line: string): readonly string[] => {
  const [, method = '', path = ''] = /^([A-Z]+) +(.*?)(?: +HTTP\/1\.1)?$/.exec(line) ?? []
  return [method, path]
}

/** Host and Content-Length are the connection's, and the token is the one that this gateway knows. */
const sentHeaders = (head: readonly string[]) =>
  head
    .slice(1)
    .map((line) => [line.slice(0, line.indexOf(':')), line.slice(line.indexOf(':') + 1).trim()] as const)
    .filter(([name]) => !['Host', 'Content-Length', 'Authorization'].includes(name))

/** Ours as the RFC would print it, with the headers that it prints. */
const theirsOf = (answer: Answer, printed: ReturnType<typeof answerPrinted>, theirs: (text: string) => string) => {
  const version = answer.body?.meta?.version
  if (version !== undefined) expect(version).toBe(answer.headers.get('etag'))
  const headers = Object.keys(printed.headers).flatMap((name) => {
    const value = answer.headers.get(name)
    return value === null ? [] : [[name, theirs(value)] as const]
  })
  return {
    ...(printed.status === undefined ? {} : { status: answer.status }),
    headers: Object.fromEntries(headers),
    ...(answer.body === undefined ? {} : { body: JSON.parse(theirs(JSON.stringify(answer.body))) }),
  }
}
