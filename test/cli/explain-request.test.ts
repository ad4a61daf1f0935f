import { describe, expect, it } from 'vitest'
import { parseRequestLine, UnexplainedRequest } from '../../src/cli/explain-request.ts'
import type { ResourceType } from '../../src/scim/schema/resource-type.ts'

const types = ['/Users', '/Groups'].map((endpoint) => ({ endpoint }) as ResourceType)
const parse = (line: string) => {
  const { resourceType, id, parameters } = parseRequestLine(line, types, '/scim/v2')
  return [resourceType.endpoint, id, Object.fromEntries(parameters)]
}

describe('the request line of scimdap explain', () => {
  it.each([
    ['GET /Users', ['/Users', undefined, {}]],
    ['/Users/', ['/Users', undefined, {}]],
    ['Users?count=0', ['/Users', undefined, { count: '0' }]],
    ['get /scim/v2/Groups/5c1f HTTP/2', ['/Groups', '5c1f', {}]],
    [
      'GET https://scim.example.com/scim/v2/Users/a%20b?attributes=userName',
      ['/Users', 'a b', { attributes: 'userName' }],
    ],
    ['GET /Users/%', ['/Users', '%', {}]],
    [
      'GET /Users?filter=userName%20eq%20%22a%2Bb%22&count=1',
      ['/Users', undefined, { filter: 'userName eq "a+b"', count: '1' }],
    ],
    [
      'GET /Users?filter=userName eq "a+b%20&c=d"&count=1',
      ['/Users', undefined, { filter: 'userName eq "a+b%20&c=d"', count: '1' }],
    ],
    ['GET /Users?filter=userName eq "a\\"&b" HTTP/1.1', ['/Users', undefined, { filter: 'userName eq "a\\"&b"' }]],
    [
      'GET /Users?count=1&filter=userName eq "open&count=2',
      ['/Users', undefined, { count: '2', filter: 'userName eq "open' }],
    ],
    ['GET /Users?__proto__=a b', ['/Users', undefined, Object.fromEntries([['__proto__', 'a b']])]],
  ])('reads %s', (line, expected) => {
    expect(parse(line)).toEqual(expected)
  })

  it.each([
    ['POST /Users', 'not POST'],
    ['DELETE /Users/5c1f', 'not DELETE'],
    ['GET /users', '/Users and /Groups'],
    ['GET /scim/v2/Users/5c1f/name', 'no list and no resource'],
    ['GET /elsewhere/Users', 'no list and no resource'],
    ['GET /constructor', 'no list and no resource'],
    ['', 'no list and no resource'],
    [' ', 'no list and no resource'],
  ])('does not explain %j', (line, message) => {
    expect(() => parse(line)).toThrow(UnexplainedRequest)
    expect(() => parse(line)).toThrow(message)
  })

  it('takes time in proportion to the length of the line', () => {
    const lines = [
      `GET /Users?filter=a ${'"'.repeat(50_000)}`,
      `GET /Users?${'a&'.repeat(50_000)} `,
      `GET ${' '.repeat(50_000)}x y z`,
    ]
    const started = performance.now()

    for (const line of lines) {
      try {
        parse(line)
      } catch (error) {
        if (!(error instanceof UnexplainedRequest)) throw error
      }
    }

    expect(performance.now() - started).toBeLessThan(1_000)
  })
})
