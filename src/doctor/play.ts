/** Play: a conversation with a server, step by step, and what came of each; what it made is cleared away in any case. */
import type { Conversation } from './conversation.ts'
import { exchange, type Wire } from './exchange.ts'
import { createLedger, type LeftBehind } from './ledger.ts'
import { playStep, type Stage, type StepRecord } from './play-step.ts'
import { madeMember, preparation } from './prepare.ts'
import { createRedactor } from './redactor.ts'

export interface PlayOptions {
  /** Base URL of the server, with or without slash at the end. */
  readonly url: string
  readonly token: string
  /** In the names of all that is made: lower-case letters, digits and hyphens, unique to this run. */
  readonly run: string
  /** A UUID that is nobody's. */
  readonly nobody: string
  /** How many members groups get, two at least; or the ids of users who are there. */
  readonly members: number | readonly string[]
  /** For one request, in milliseconds. */
  readonly timeout: number
  /** Ends the conversation early; it is cleared away all the same. */
  readonly signal: AbortSignal
}

export interface Report {
  readonly conversation: string
  readonly provider: string
  readonly title: string
  readonly run: string
  readonly steps: readonly StepRecord[]
  /** What could not be cleared away. */
  readonly leftBehind: readonly LeftBehind[]
  readonly interrupted: boolean
}

export const play = async (conversation: Conversation, options: PlayOptions): Promise<Report> => {
  const { headers, name, provider, title } = conversation
  const { token, timeout, signal, run } = options
  const wire: Wire = { base: baseOf(options.url), token, headers, timeout, signal }
  const ledger = createLedger()
  const redactor = createRedactor(token)
  const send: Stage['send'] = async (outgoing) => {
    redactor.note(outgoing.body)
    const done = await exchange(wire, outgoing)
    ledger.note(done)
    return done
  }
  const stage: Stage = { send, variables: variablesOf(options, wire.base) }
  let steps: readonly StepRecord[] = []
  let leftBehind: readonly LeftBehind[] = []
  try {
    steps = await playAll(conversation, stage, options)
  } finally {
    // Not ended by what ended the conversation.
    leftBehind = await ledger.clear({ ...wire, signal: new AbortController().signal })
  }
  return redactor.clean({ conversation: name, provider, title, run, steps, leftBehind, interrupted: signal.aborted })
}

/** What paths are put behind. */
export const baseOf = (url: string): string => url.replace(/\/+$/, '')

const playAll = async (
  { steps }: Conversation,
  stage: Stage,
  { members, signal }: PlayOptions,
): Promise<readonly StepRecord[]> => {
  const records: StepRecord[] = []
  const number = typeof members === 'number' ? members : 0
  for (const step of [...preparation(number), ...steps]) {
    if (step === steps[0]) gatherMembers(stage, number)
    const record = await playStep(step, stage)
    if (signal.aborted) break
    records.push(record)
  }
  return records
}

/** Those who were just made, unless one of them was not. */
const gatherMembers = ({ variables }: Stage, number: number): void => {
  if (number === 0) return
  const ids = Array.from({ length: number }, (_, at) => variables[madeMember(at)])
  if (!ids.includes(undefined)) Object.assign(variables, membersOf(ids))
}

const membersOf = (ids: readonly unknown[]) => ({ members: ids, 'member.first': ids[0], 'member.second': ids[1] })

const variablesOf = ({ run, nobody, members }: PlayOptions, base: string): Record<string, unknown> => ({
  run,
  nobody,
  base,
  tombstone: nobody.replaceAll('-', ''),
  'existing.name': `grace.${run}@corp.example`,
  'standing.name': `Standing ${run}`,
  ...(typeof members === 'number' ? {} : membersOf(members)),
})
