/** Areas: users, groups that are there, groups that the provider makes; how much of each works. */
import type { Conversation, Step } from '../../src/doctor/conversation.ts'
import { variablesIn } from '../../src/doctor/template.ts'
import type { StepOutcome } from './expected.ts'

export const areas = ['users', 'linked', 'pushed'] as const
export type Area = (typeof areas)[number]

/** `none`: the provider does not do that. */
export type Extent = 'works' | 'in part' | 'no' | 'none'

export interface Summary {
  readonly extent: Extent
  /** What the provider needs and does not get, in words; sorted by step. */
  readonly missing: readonly string[]
}

export const summaryOf = (conversation: Conversation, outcomes: readonly StepOutcome[], area: Area): Summary => {
  const names = new Set(conversation.steps.filter((step) => areaOf(step) === area).map(({ name }) => name))
  const own = outcomes.filter(({ step, verdict }) => names.has(step) && verdict !== 'left out')
  const failed = own.filter(({ verdict }) => verdict === 'failed')
  const unreached = own.filter(({ verdict }) => verdict === 'not reached').length
  const works = own.filter(({ verdict }) => verdict === 'works').length
  const missing = [
    ...failed.map(({ step, status, scimType }) => `${step}: ${status ?? 'no answer'}${scimType ? ` ${scimType}` : ''}`),
    ...(unreached > 0
      ? [`${unreached} ${unreached === 1 ? 'step' : 'steps'} after it ${unreached === 1 ? 'is' : 'are'} not reached`]
      : []),
  ]
  if (own.length === 0) return { extent: 'none', missing }
  if (missing.length === 0) return { extent: 'works', missing }
  return { extent: works === 0 ? 'no' : 'in part', missing }
}

const areaOf = ({ request, captures = {} }: Step): Area => {
  const names = [...variablesIn(request), ...Object.keys(captures)]
  if (names.some((name) => name.startsWith('linked.') || name.startsWith('standing.'))) return 'linked'
  if (
    names.some((name) => /^(group|testGroup)\./.test(name)) ||
    (request.method === 'POST' && request.path.startsWith('/Groups'))
  )
    return 'pushed'
  return 'users'
}
