/** The table of PATCH cases through a real directory: what a client is answered, and what is there afterwards. RFC 7644 §3.5.2 */
import { beforeAll, describe, expect, it } from 'vitest'
import { afterOf, beforeOf, cases, type PatchCase } from '../../scim/patch/cases.ts'
import { otherwise } from './otherwise.ts'
import { entryNameOf, type Outcome, type Run, runTable } from './run-table.ts'
import { comparable, formattedOf, shown } from './shown.ts'

let outcome: Outcome
beforeAll(async () => {
  outcome = await runTable(cases)
})

const nameOf = ({ before, name }: PatchCase) => `${before}: ${name}`
/** What is said of a case that ends otherwise than in the table takes the place of what the table says. */
const ended = (each: PatchCase): PatchCase => {
  const end = otherwise[nameOf(each)]?.ends
  if (end === undefined) return each
  const { after: _, error: __, ...rest } = each
  return { ...rest, ...end }
}
const expected = (run: Run, resource: Readonly<Record<string, unknown>>) => {
  const [before, number] = [beforeOf(run.case), cases.indexOf(run.case)]
  const isNameNew = run.case.operations.some(({ op, path }) => op === 'remove' && path === 'name')
  const formatted = isNameNew ? undefined : formattedOf(run.translate(before.resource))
  const { followings } = outcome
  const { resourceType } = before
  const circumstances = { resourceType, formatted, followings, entryName: entryNameOf(number) }
  return comparable(shown(run.translate(resource), circumstances))
}
const isSame = (one: PatchCase) => one.error !== undefined || Object.keys(one.after ?? {}).length === 0
const versionOf = ({ body }: Run['before']) => body.meta.version

describe.each([...new Set(cases.map(({ section }) => section))])('%s', (section) => {
  it.each(cases.filter((each) => each.section === section))('$before: $name', (each) => {
    const run = outcome.runs[cases.indexOf(each)] as Run
    const end = ended(each)
    const [before, after] = [outcome.dumps.before.get(run.id), outcome.dumps.after.get(run.id)]

    expect(comparable(run.before.body)).toEqual(expected(run, beforeOf(each).resource))
    if (end.error === undefined) {
      expect(run.answer).toMatchObject({ status: beforeOf(each).resourceType === 'Group' ? 204 : 200 })
      expect(comparable(run.after.body)).toEqual(expected(run, afterOf(end)))
      if (run.answer.body !== undefined) expect(run.answer.body).toEqual(run.after.body)
      expect(versionOf(run.after) === versionOf(run.before)).toBe(isSame(end))
    } else {
      expect({ status: run.answer.status, scimType: run.answer.body?.scimType }).toEqual(end.error)
      expect(run.after.body).toEqual(run.before.body)
    }
    if (isSame(end)) expect(after).toEqual(before)
    else expect(after).not.toEqual(before)
  })
})

describe('the run', () => {
  it('changes no other entry of the directory', () => {
    const { before, after } = outcome.dumps
    const patched = new Set(outcome.runs.map(({ id }) => id))
    const others = (dump: typeof before) => [...dump].filter(([id]) => !patched.has(id))

    expect(others(after)).toEqual(others(before))
    expect([...after.keys()].toSorted()).toEqual([...before.keys()].toSorted())
    expect(others(after).length).toBeGreaterThan(5)
  })

  it('knows the cases that end otherwise, and no others', () => {
    const names = cases.map(nameOf)

    expect(Object.keys(otherwise).filter((name) => !names.includes(name))).toEqual([])
  })
})
