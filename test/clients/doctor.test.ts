/** `scimdap doctor --as all` against our own gateway: what it says is what the table of features says. */
import { randomBytes } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { runCli } from '../../src/cli/cli.ts'
import { conversations } from '../../src/doctor/conversations.ts'
import type { Report } from '../../src/doctor/play.ts'
import { filtered, token } from '../support/gateway.ts'
import { expectedOutcomes, outcomesOf } from './expected.ts'
import { openReplayStage, profiles, type ReplayStage } from './profiles.ts'

const doctor = async (url: string): Promise<{ readonly code: number; readonly printed: string }> => {
  let printed = ''
  const code = await runCli(['doctor', '--as', 'all', '--url', url, '--token-file', 'token', '--json'], {
    environment: {},
    readFile: () => `${token}\n`,
    random: randomBytes,
    print: (text) => {
      printed += text
    },
    complain: (text) => {
      if (!text.startsWith('Playing ')) throw new Error(text)
    },
    asked: () => new Promise(() => undefined),
    onHangup: () => {},
    version: '0.0.0',
  })
  return { code, printed }
}

describe.each(profiles)('scimdap doctor at a gateway in profile %s', (profile) => {
  let stage: ReplayStage
  beforeAll(async () => {
    stage = await openReplayStage(profile)
  })
  afterAll(() => stage?.end())

  it(`ends with ${profile === 'strict' ? 1 : 0}, finds just what the table says, and leaves nothing behind`, async () => {
    const { code, printed } = await doctor(`${stage.proxy.origin}/scim/v2`)
    const { healthy, reports } = JSON.parse(printed) as { healthy: boolean; reports: readonly Report[] }

    const expected = conversations.map((conversation) => [conversation.name, expectedOutcomes(conversation, profile)])
    expect(reports.map((report) => [report.conversation, outcomesOf(report)])).toEqual(expected)
    expect([code, healthy]).toEqual(profile === 'strict' ? [1, false] : [0, true])
    expect(printed).not.toContain(token)
    const left = await stage.scim.get(filtered('/Users', 'userName co "doctor-"'))
    expect(left.body.totalResults).toBe(0)
  })
})
