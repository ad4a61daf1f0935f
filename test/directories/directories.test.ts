/** Every check over every kind of directory; what comes of it is the table of docs/directories.md. */
import { readFileSync, writeFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { ds389Kinds } from './ds389-kinds.ts'
import { groupChecks } from './group-checks.ts'
import { listChecks } from './list-checks.ts'
import { openldapKinds } from './openldap-kinds.ts'
import { sambaKinds } from './samba-kinds.ts'
import { type Outcome, type Standing, type Trial, trialOn } from './standing.ts'
import { outcomesIn, printTable, tableIn, withTable } from './table.ts'
import { userChecks } from './user-checks.ts'

const file = resolve(import.meta.dirname, '../../docs/directories.md')
const checks = [...userChecks, ...groupChecks, ...listChecks]
const kinds = [...openldapKinds, ...ds389Kinds, ...sambaKinds]
const outcomes = new Map<string, Map<string, Outcome>>()

describe.each(kinds)('$name', (kind) => {
  let standing: Standing
  let trial: Trial
  const own = new Map<string, Outcome>()
  beforeAll(async () => {
    outcomes.set(kind.name, own)
    standing = await kind.start()
    trial = await trialOn(standing)
  })
  afterAll(() => standing?.stop())

  it.each(checks)('$name: passed, or refused as it says of itself', async (check) => {
    const outcome = await check.run(trial)

    own.set(check.name, outcome)
    expect(['passed', 'refused']).toContain(outcome.kind)
  })
})

describe('docs/directories.md', () => {
  it('shows what this run has seen, column by column; UPDATE_TABLE=1 writes it', () => {
    const table = printTable(checks, kinds, outcomes)
    const page = readFileSync(file, 'utf8')
    if (process.env.UPDATE_TABLE) writeFileSync(file, withTable(page, table))

    const [shown, seen] = [outcomesIn(tableIn(readFileSync(file, 'utf8'))), outcomesIn(table)]
    expect(seen.size).toBe(kinds.length)
    for (const [name, column] of seen) expect([name, shown.get(name)]).toEqual([name, column])
  })
})
