/** Random patches against another implementation, scim2-models; see draw.ts and answer.py. RFC 7644 §3.5.2 */
import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { ScimError } from '../../../../src/scim/error.ts'
import { applyPatch } from '../../../../src/scim/patch/apply.ts'
import { types } from '../arbitrary-patch.ts'
import { type Answered, differences, type End } from './differences.ts'

const read = (name: string) => readFileSync(new URL(name, import.meta.url), 'utf8')
const [{ 'scim2-models': version }, ...cases]: readonly [{ 'scim2-models': string }, ...Answered[]] = JSON.parse(
  `[${read('answers.jsonl').trim().replaceAll('\n', ',')}]`,
)

const endOf = ({ before, operations }: Answered): End => {
  try {
    return { after: applyPatch(before, operations, types.user) }
  } catch (error) {
    if (!(error instanceof ScimError)) throw error
    return { error: error.scimType }
  }
}

/** A resource as a set of attributes, and its lists as sets. RFC 7643 §2.4 */
const canonical = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map((each) => JSON.stringify(canonical(each))).toSorted()
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(
    Object.entries(value)
      .toSorted()
      .map(([name, part]) => [name, canonical(part)]),
  )
}

const compared = cases.map((answered) => {
  const end = endOf(answered)
  const ours = { ...end, first: endOf({ ...answered, operations: answered.operations.slice(0, 1) }) }
  const { after, error } = answered
  const agrees =
    JSON.stringify(canonical(end)) === JSON.stringify(canonical(error === undefined ? { after } : { error }))
  return { answered, ours, agrees }
})

describe(`patches that scim2-models ${version} answered`, () => {
  it('end alike, but for the differences that the text of the RFCs decides', () => {
    const unexplained = compared
      .filter(({ agrees }) => !agrees)
      .filter(({ answered, ours }) => !differences.some(({ explains }) => explains(answered, ours)))

    expect(unexplained).toEqual([])
    expect(compared.filter(({ agrees }) => agrees).length).toBeGreaterThan(cases.length * 0.8)
  })

  it.each(differences)('differ, $section: $ours', ({ explains }) => {
    const explained = compared.filter(({ agrees, answered, ours }) => !agrees && explains(answered, ours))

    expect(explained.length).toBeGreaterThan(0)
  })

  it('are as many, refused and done, as it takes to mean something', () => {
    expect(cases.length).toBeGreaterThanOrEqual(300)
    expect(compared.filter(({ agrees, ours }) => agrees && ours.error !== undefined).length).toBeGreaterThan(20)
    expect(read('requirements.txt').trim()).toBe(`scim2-models==${version}`)
  })
})
