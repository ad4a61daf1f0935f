/** No example of RFC 7643, RFC 7644 and RFC 9865 is forgotten, and each is used by a test. */
import { readdirSync, readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { jsonBody, linesOf, mendedBody, printedBody, type RfcExample, rfcExamples } from './support/rfc-examples.ts'

/**
 * Counted in the RFCs, from the first page to the last: messages (with JSON or without), JSON that stands alone, and
 * groups of filters, paths or fragments of JSON that stand together.
 */
const counts = {
  'RFC 7643 §3': 1,
  'RFC 7643 §8.1': 1,
  'RFC 7643 §8.2': 1,
  'RFC 7643 §8.3': 1,
  'RFC 7643 §8.4': 1,
  'RFC 7643 §8.5': 1,
  'RFC 7643 §8.6': 1,
  'RFC 7643 §8.7.1': 1,
  'RFC 7643 §8.7.2': 1,
  'RFC 7644 §2': 1,
  'RFC 7644 §3.3': 2,
  'RFC 7644 §3.4.1': 2,
  'RFC 7644 §3.4.2': 2,
  'RFC 7644 §3.4.2.1': 1,
  'RFC 7644 §3.4.2.2': 2,
  'RFC 7644 §3.4.2.4': 3,
  'RFC 7644 §3.4.3': 2,
  'RFC 7644 §3.5.1': 2,
  'RFC 7644 §3.5.2': 2,
  'RFC 7644 §3.5.2.1': 3,
  'RFC 7644 §3.5.2.2': 5,
  'RFC 7644 §3.5.2.3': 4,
  'RFC 7644 §3.6': 4,
  'RFC 7644 §3.7.1': 3,
  'RFC 7644 §3.7.2': 4,
  'RFC 7644 §3.7.3': 6,
  'RFC 7644 §3.7.4': 2,
  'RFC 7644 §3.8': 2,
  'RFC 7644 §3.9': 2,
  'RFC 7644 §3.12': 3,
  'RFC 7644 §3.14': 3,
  'RFC 7644 §4': 2,
  'RFC 7644 §7.5.2': 1,
  'RFC 9865 §2': 4,
  'RFC 9865 §2.3': 2,
  'RFC 9865 §3': 2,
  'RFC 9865 §4': 2,
}

/** Whoever sends one, compares with one or takes it apart names it. */
const testFolders = ['protocol/rfc-examples', 'scim/schema', 'scim/patch', 'scim/resource', 'scim/discovery']

const folder = (path: string) => new URL(`${path}/`, import.meta.url)
const fixtures = readdirSync(folder('fixtures')).filter((file) => /^rfc\d{4}-/.test(file))
const sources = testFolders.flatMap((path) =>
  readdirSync(folder(path))
    .filter((file) => file.endsWith('.ts'))
    .map((file) => readFileSync(new URL(file, folder(path)), 'utf8')),
)
const filesOf = ({ body, lines }: RfcExample) => [body, lines].filter((file) => file !== undefined)
const named = (examples: readonly RfcExample[]) => examples.map(({ name }) => name)
const broken = rfcExamples.filter(({ mends }) => mends !== undefined)

describe('the examples of the RFCs', () => {
  it('are as many in each section as the RFC prints', () => {
    const listed = rfcExamples.map(({ section }) => section)

    expect(
      Object.fromEntries([...new Set(listed)].map((each) => [each, listed.filter((s) => s === each).length])),
    ).toEqual(counts)
  })

  it('have names of their own, which begin with RFC and section', () => {
    expect(new Set(named(rfcExamples)).size).toBe(rfcExamples.length)
    const misnamed = rfcExamples.filter(
      ({ name, section }) => !name.startsWith(`${section.replace('RFC ', 'rfc').replace(' §', '-')}-`),
    )
    expect(named(misnamed)).toEqual([])
  })

  it('and the fixtures named after RFCs are the same', () => {
    // Unmended and mended: what is printed is listed, what tests of single rooms read stands beside it.
    const listed = rfcExamples.flatMap((example) => filesOf(example))
    const beside = broken.map(({ name }) => `${name}.json`)

    expect(listed.filter((file) => !fixtures.includes(file))).toEqual([])
    expect(fixtures.filter((file) => !listed.includes(file) && !beside.includes(file))).toEqual([])
  })

  it('are each named in a test', () => {
    const isNamed = (name: string) => sources.some((source) => nameIn(name).test(source))

    expect(named(rfcExamples.filter(({ name }) => !isNamed(name)))).toEqual([])
  })

  it('are JSON, or lines', () => {
    for (const { name, body, lines, head } of rfcExamples) {
      if (body !== undefined) expect(jsonBody(name), name).toBeTypeOf('object')
      if (lines !== undefined) expect(linesOf(name).length, name).toBeGreaterThan(0)
      expect(body ?? lines ?? head, name).toBeDefined()
    }
  })
})

describe('what the printer broke', () => {
  it.each(broken)('$name is no JSON as it is printed', ({ name, body }) => {
    expect(body).toBe(`${name}.txt`)
    expect(() => JSON.parse(printedBody(name))).toThrow(SyntaxError)
  })

  it.each(broken.filter(({ name }) => fixtures.includes(`${name}.json`)))(
    '$name, mended, is the fixture beside it',
    ({ name }) => {
      const beside = readFileSync(new URL(`${name}.json`, folder('fixtures')), 'utf8')

      expect(JSON.parse(mendedBody(name))).toEqual(JSON.parse(beside))
    },
  )
})

/** `rfc7643-8.7.1-schemas`, or `'3.5.2-figure-6'` where the RFC is understood; not as the beginning of a longer name. */
const nameIn = (name: string): RegExp =>
  new RegExp(`${name.replaceAll('.', '\\.').replace(/^rfc\d{4}-/, "(?:$&|')")}(?![\\w-])`)
