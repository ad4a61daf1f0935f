import { describe, expect, it } from 'vitest'
import { base, bodyBytes, createTestHttp, json, scimErrorOf, writer } from './support.ts'

interface Sent {
  readonly body: string | Uint8Array | ReadableStream
  readonly headers?: Readonly<Record<string, string>>
}

/** The answer, and what reached the operation. */
const post = async ({ body, headers = json }: Sent) => {
  const { app, calls } = createTestHttp()
  const init = { method: 'POST', headers: { ...writer, ...headers }, body, duplex: 'half' }
  const response = await app.request(`${base}/Users`, init as RequestInit)
  return { response, accepted: calls.map(([, , , given]) => given) }
}

const streamOf = (...chunks: readonly string[]) => {
  const pulled = { count: 0 }
  const stream = new ReadableStream({
    pull: (controller) => {
      const chunk = chunks[pulled.count++]
      if (chunk === undefined) controller.close()
      else controller.enqueue(new TextEncoder().encode(chunk))
    },
  })
  return { stream, pulled }
}

/** Inferred from the endpoint where a body names none. */
const schemas = ['urn:ietf:params:scim:schemas:core:2.0:User']

describe('the media type of a body, RFC 7644 §3.1', () => {
  it.each([
    'application/scim+json',
    'application/json',
    'Application/SCIM+JSON; charset=utf-8',
    'application/json;charset="UTF-8"; profile=x',
  ])('%s is read', async (contentType) => {
    const { response } = await post({ body: '{}', headers: { 'Content-Type': contentType } })

    expect(response.status).toBe(201)
  })

  it.each([
    'text/plain',
    'application/xml',
    'application/jsonp',
    'application/x-www-form-urlencoded',
    'application/json, text/plain',
    'application/json; charset=iso-8859-1',
    'application/json; charset=utf-8; charset=utf-16',
    'application/json; charset=',
    ';',
  ])('%s is 415', async (contentType) => {
    const { response, accepted } = await post({ body: '{}', headers: { 'Content-Type': contentType } })

    expect(response.status).toBe(415)
    await scimErrorOf(response)
    expect(accepted).toEqual([])
  })

  it('is 415 where it is missing', async () => {
    const { response } = await post({ body: new TextEncoder().encode('{}'), headers: {} })

    expect(response.status).toBe(415)
    expect(response.headers.get('Accept')).toBe('application/scim+json, application/json')
  })

  it('is 415 where the body is compressed', async () => {
    const { response } = await post({ body: '{}', headers: { ...json, 'Content-Encoding': 'gzip' } })

    expect(response.status).toBe(415)
    expect(response.headers.get('Accept-Encoding')).toBe('identity')
  })

  it('may name the encoding that changes nothing', async () => {
    const { response } = await post({ body: '{}', headers: { ...json, 'Content-Encoding': 'identity' } })

    expect(response.status).toBe(201)
  })
})

describe('the size of a body, RFC 7644 §3.12 (413)', () => {
  const text = (bytes: number) => JSON.stringify('ä'.repeat((bytes - 2) / 2))

  it('is counted in bytes and may be the limit', async () => {
    const { response } = await post({ body: text(bodyBytes) })

    expect(response.status).toBe(201)
  })

  it('may not be more', async () => {
    const { response } = await post({ body: text(bodyBytes + 2) })

    expect(response.status).toBe(413)
    expect((await scimErrorOf(response)).detail).toContain('1000 bytes')
  })

  it('is refused by its declaration alone', async () => {
    const { stream, pulled } = streamOf('{}')

    const { response } = await post({ body: stream, headers: { ...json, 'Content-Length': '1001' } })

    expect(response.status).toBe(413)
    expect(pulled.count).toBeLessThanOrEqual(1)
  })

  it.each([undefined, '2'])('is counted while reading, whatever Content-Length says: %s', async (declared) => {
    const { stream, pulled } = streamOf('"', ...Array.from({ length: 1000 }, () => 'a'.repeat(100)))
    const headers = declared === undefined ? json : { ...json, 'Content-Length': declared }

    const { response } = await post({ body: stream, headers })

    expect(response.status).toBe(413)
    expect(pulled.count).toBeLessThan(20)
  })
})

describe('the JSON of a body', () => {
  it.each([
    ['nothing', ''],
    ['blanks', ' \n'],
    ['half a document', '{"a":'],
    ['two documents', '{}{}'],
    ['single quotes', "{'a':1}"],
    ['a trailing comma', '[1,]'],
    ['NaN', '{"a":NaN}'],
    ['bytes that are no UTF-8', new Uint8Array([0x22, 0xc3, 0x28, 0x22])],
    ['an encoded surrogate', new Uint8Array([0x22, 0xed, 0xa0, 0x80, 0x22])],
    ['UTF-16', new Uint8Array([0xff, 0xfe, 0x7b, 0x00, 0x7d, 0x00])],
  ])('is 400 invalidSyntax where it is %s', async (_, body) => {
    const { response, accepted } = await post({ body })

    expect(response.status).toBe(400)
    expect((await scimErrorOf(response)).scimType).toBe('invalidSyntax')
    expect(accepted).toEqual([])
  })

  it('is not quoted in the error, which says where', async () => {
    const { response } = await post({ body: '{"password":\n"canary" oops}' })

    expect((await scimErrorOf(response)).detail).toBe('The body is not JSON: line 2, column 10')
  })

  it.each([
    ['{"a":1,"a":2}', { schemas, a: 2 }],
    ['\uFEFF{"a":1}', { schemas, a: 1 }],
    ['"text"', 'text'],
    ['null', null],
    ['{"a":"{[\\"{["}', { schemas, a: '{["{[' }],
  ])('%s is for the operation to judge', async (body, value) => {
    const { response, accepted } = await post({ body })

    expect(response.status).toBe(201)
    expect(accepted).toEqual([value])
  })

  it('keeps a name like __proto__ as a plain name', async () => {
    const { accepted } = await post({ body: '{"__proto__":{"admin":true}}' })

    expect(Object.keys(accepted[0] as object)).toEqual(['__proto__', 'schemas'])
    expect((accepted[0] as { admin?: boolean }).admin).toBeUndefined()
  })

  it('nests 32 levels and no more', async () => {
    const nested = (levels: number) => '['.repeat(levels) + ']'.repeat(levels)

    expect((await post({ body: nested(32) })).response.status).toBe(201)
    const { response } = await post({ body: nested(33) })
    expect(response.status).toBe(400)
    expect((await scimErrorOf(response)).detail).toContain('32')
  })

  it('counts levels, not brackets', async () => {
    const { response } = await post({ body: `[${'[{}],'.repeat(100)}"${'['.repeat(100)}\\"${'{'.repeat(100)}"]` })

    expect(response.status).toBe(201)
  })

  it('is 400 where the client goes away before its end', async () => {
    const body = new ReadableStream({ pull: (controller) => controller.error(new Error('aborted')) })

    const { response } = await post({ body })

    expect(response.status).toBe(400)
    expect((await scimErrorOf(response)).scimType).toBe('invalidSyntax')
  })
})
