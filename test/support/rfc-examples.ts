/** RfcExample: what RFC 7643, RFC 7644 and RFC 9865 print, as test/fixtures/rfc-examples.json lists it in their order. */
import { readFileSync } from 'node:fs'

export interface RfcExample {
  /** `rfc7644-3.3-create-request`: the RFC, the section, what it shows. */
  readonly name: string
  readonly section: string
  /** Start line and headers, a folded one on one line. */
  readonly head?: readonly string[]
  /** The file with the JSON, but for its indentation as it is printed. */
  readonly body?: string
  /** The file with filters, paths or fragments, one a line. */
  readonly lines?: string
  /** What makes JSON of a text that is none; each occurrence is replaced. */
  readonly mends?: readonly { readonly from: string; readonly to: string; readonly why: string }[]
  readonly note?: string
}

const folder = new URL('../fixtures/', import.meta.url)
const read = (file: string) => readFileSync(new URL(file, folder), 'utf8')

export const rfcExamples: readonly RfcExample[] = JSON.parse(read('rfc-examples.json'))

export const rfcExample = (name: string): RfcExample => {
  const example = rfcExamples.find((each) => each.name === name)
  if (example === undefined) throw new Error(`no example is called ${name}`)
  return example
}

export const linesOf = (name: string): readonly string[] =>
  read(rfcExample(name).lines ?? '')
    .trimEnd()
    .split('\n')

/** The body to the letter. */
export const printedBody = (name: string): string => read(rfcExample(name).body ?? '')

/** The body with the printer's errors mended, and what the RFC leaves out left out. */
export const mendedBody = (name: string): string =>
  (rfcExample(name).mends ?? []).reduce((text, { from, to }) => {
    if (!text.includes(from)) throw new Error(`${name} has no ${JSON.stringify(from)} to mend`)
    return text.replaceAll(from, to)
  }, printedBody(name))

export const jsonBody = (name: string) => JSON.parse(mendedBody(name))
