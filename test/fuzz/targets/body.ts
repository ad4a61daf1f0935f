/** Body: the bytes of a request as JSON, within limits of size and depth. RFC 8259 */
import fc from 'fast-check'
import { bodyLimit, readJson } from '../../../src/http/body.ts'
import type { HttpContext } from '../../../src/http/respond.ts'
import { anyJson } from '../json.ts'
import { answerLater, isRefused, law, lawOfEquals, target } from '../target.ts'
import { mutated } from '../texts.ts'
import { words } from '../vocabulary.ts'

const limits = { size: bodyLimit(20_000), json: { depth: 32, width: 500 } }

const deep = fc
  .tuple(fc.constantFrom('[', '{"a":', '[{"__proto__":'), fc.constantFrom(5, 31, 32, 33, 20_000))
  .map(([open, depth]) => open.repeat(depth))
const twice = fc.constantFrom(
  '{"a":1,"a":2}',
  '{"__proto__":{"x":1},"__proto__":2}',
  '"\\ud800"',
  '\ufeff{}',
  '1e999',
  '-0',
  `[${'1,'.repeat(600)}1]`,
  `{${Array.from({ length: 600 }, (_, at) => `"k${at}":1`).join()}}`,
  '{"a":"\\u0000"}',
  '',
  ' ',
)
const text = fc.oneof(
  { weight: 5, arbitrary: mutated(anyJson(words).map((json) => JSON.stringify(json))) },
  { weight: 1, arbitrary: deep },
  { weight: 1, arbitrary: twice },
  { weight: 1, arbitrary: anyJson(words).map((json) => `[${`${JSON.stringify(json)},`.repeat(200)}0]`) },
)
const bytes = fc.oneof(
  { weight: 6, arbitrary: text.map((each) => new Uint8Array(Buffer.from(each))) },
  { weight: 1, arbitrary: fc.uint8Array({ maxLength: 60 }) },
  {
    weight: 1,
    arbitrary: fc
      .tuple(text, fc.uint8Array({ maxLength: 3 }))
      .map(([each, tail]) => new Uint8Array(Buffer.concat([Buffer.from(each), tail]))),
  },
)

const contextOf = (body: Uint8Array, headers: Readonly<Record<string, string>>, breaks: boolean): HttpContext => {
  async function* chunks() {
    for (let at = 0; at < body.length; at += 1_000) yield body.subarray(at, at + 1_000)
    if (breaks) throw new Error('the connection was lost')
  }
  return {
    req: { header: (name: string) => headers[name], raw: { body: body.length === 0 && !breaks ? null : chunks() } },
  } as unknown as HttpContext
}

const length = fc.constantFrom(undefined, '5', '99999999', 'x', '-1')

export const body = target({
  name: 'body',
  files: ['src/http/body.ts', 'src/http/json-shape.ts'],
  inputs: fc.tuple(bytes, length, fc.constantFrom(...[false, false, false, false, false, false, true])),
  check: async ([given, contentLength, breaks]) => {
    const headers = {
      'Content-Type': 'application/json',
      ...(contentLength === undefined ? {} : { 'Content-Length': contentLength }),
    }
    const json = await answerLater(() => readJson(contextOf(given, headers, breaks), limits))
    if (!isRefused(json)) {
      law(depthOf(json) <= 32, 'nothing deep gets in')
      lawOfEquals(json, JSON.parse(new TextDecoder().decode(given)), 'what is read is what was sent')
    } else law([400, 413].includes(json.status), 'a body is refused by 400 or 413')
  },
})

const depthOf = (json: unknown): number =>
  typeof json === 'object' && json !== null ? 1 + Math.max(0, ...Object.values(json).map(depthOf)) : 0
