/** Every provider's conversation over a real directory, with groups of 1,000, in each profile. RFC 7643, RFC 7644 */
import { readFileSync, writeFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { conversations } from '../../src/doctor/conversations.ts'
import { play, type Report } from '../../src/doctor/play.ts'
import { filtered, token } from '../support/gateway.ts'
import { expectedOutcomes, outcomeOf, outcomesOf, type StepOutcome } from './expected.ts'
import { explained } from './predicted.ts'
import { openReplayStage, profiles, type ReplayStage } from './profiles.ts'
import { differencesIn, printTable, tableIn, withTable } from './table.ts'

const file = resolve(import.meta.dirname, '../../docs/providers.md')
const outcomes = {
  strict: new Map<string, readonly StepOutcome[]>(),
  provisioning: new Map<string, readonly StepOutcome[]>(),
}
const nobody = '8d3e7a52-0f7c-4f3e-9a31-0c4a1b2d3e4f'

describe.each(profiles)('profile %s', (profile) => {
  let stage: ReplayStage
  beforeAll(async () => {
    stage = await openReplayStage(profile)
  })
  afterAll(() => stage?.end())

  describe.each(conversations)('$title', (conversation) => {
    const run = `replay-${conversation.name}`
    let report: Report
    beforeAll(async () => {
      stage.proxy.arm()
      report = await play(conversation, {
        url: `${stage.proxy.origin}/scim/v2/`,
        ...{ token, run, nobody, members: stage.members, timeout: 60_000, signal: new AbortController().signal },
      })
      outcomes[profile].set(conversation.name, outcomesOf(report))
    })
    const record = (name: string) => report.steps.find(({ step }) => step === name)

    it('is prepared', () => {
      const prepared = report.steps.filter(({ step }) => step.startsWith('prepare:'))
      expect(prepared.map(({ verdict, why }) => [verdict, why])).toEqual(prepared.map(() => ['works', undefined]))
    })

    it.each(expectedOutcomes(conversation, profile))('$step: $verdict', (expected) => {
      const seen = record(expected.step)

      expect({ ...(seen && outcomeOf(seen)), why: seen?.why }).toEqual({ ...expected, why: seen?.why })
    })

    it('is repeated after 429 and 503, when Retry-After says', () => {
      const repeated = report.steps.flatMap(({ exchange }) => (exchange?.attempts ?? []).slice(0, -1))

      expect(repeated.map(({ status, waited }) => [status, waited])).toEqual([
        [429, 1],
        [503, 1],
      ])
      expect(stage.proxy.left()).toBe(0)
    })

    it('leaves nothing behind, and shows no token', async () => {
      const users = await stage.scim.get(filtered('/Users', `userName co "${run}"`))
      const groups = await stage.scim.get(filtered('/Groups', `displayName co "${run}"`))

      expect(report.leftBehind).toEqual([])
      expect([users.body.totalResults, groups.body.totalResults]).toEqual([0, 0])
      expect(JSON.stringify(report)).not.toContain(token)
    })
  })
})

describe('docs/providers.md', () => {
  it('shows what this run has seen; UPDATE_TABLE=1 writes it', () => {
    const table = printTable(conversations, outcomes)
    if (process.env.UPDATE_TABLE) writeFileSync(file, withTable(readFileSync(file, 'utf8'), table))

    expect(tableIn(readFileSync(file, 'utf8'))).toBe(table)
  })

  it('explains whatever is not as it was predicted, and nothing else', () => {
    expect(
      differencesIn(conversations, outcomes)
        .map(({ key }) => key)
        .toSorted(),
    ).toEqual(Object.keys(explained).toSorted())
  })
})
