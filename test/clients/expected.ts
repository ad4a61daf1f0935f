/** What is to come of each step in each profile, from the conversations and the table of features alone. */
import type { Conversation, Step } from '../../src/doctor/conversation.ts'
import { expectedOf, type Profile } from '../../src/doctor/features.ts'
import type { Report } from '../../src/doctor/play.ts'
import type { StepRecord, StepVerdict } from '../../src/doctor/play-step.ts'
import { variablesIn } from '../../src/doctor/template.ts'

export interface StepOutcome {
  readonly step: string
  readonly verdict: StepVerdict
  /** Of what did not work. */
  readonly status?: number
  readonly scimType?: string
}

export const expectedOutcomes = (conversation: Conversation, profile: Profile): readonly StepOutcome[] => {
  const unknown = new Set<string>()
  const known = new Set<string>()
  return conversation.steps.map((step) => {
    const outcome = expectedOutcome(step, profile, unknown)
    for (const name of Object.keys(step.captures ?? {})) {
      if (outcome.verdict === 'works') {
        known.add(name)
        unknown.delete(name)
      } else if (!known.has(name)) unknown.add(name)
    }
    return outcome
  })
}

/** Our gateway has PATCH: what an earlier answer is asked for is true. */
const expectedOutcome = (step: Step, profile: Profile, unknown: ReadonlySet<string>): StepOutcome => {
  if (step.onlyIf?.is === false) return { step: step.name, verdict: 'left out' }
  const { request, answer, seen, needs = [] } = step
  if ([...variablesIn([request, answer, seen]), ...needs].some((name) => unknown.has(name)))
    return { step: step.name, verdict: 'not reached' }
  const verdict = step.feature === undefined ? 'works' : expectedOf[step.feature][profile]
  if (verdict === 'works') return { step: step.name, verdict }
  return { step: step.name, verdict: step.optional === undefined ? 'failed' : 'refused', ...verdict }
}

/** Of a report, in the same form; without what was prepared. */
export const outcomesOf = (report: Report): readonly StepOutcome[] =>
  report.steps.filter(({ step }) => !step.startsWith('prepare:')).map(outcomeOf)

export const outcomeOf = ({ step, verdict, exchange }: StepRecord): StepOutcome => {
  if (exchange?.status === undefined || (verdict !== 'failed' && verdict !== 'refused')) return { step, verdict }
  const scimType = (exchange.body as { scimType?: string } | undefined)?.scimType
  return { step, verdict, status: exchange.status, ...(scimType !== undefined && { scimType }) }
}
