/** PlayStep: one step of a conversation, and what came of it. */
import { problemsOf, valuesAt } from './check-answer.ts'
import type { Expectation, Look, Request, Step } from './conversation.ts'
import type { Exchange, Outgoing } from './exchange.ts'
import type { Feature } from './features.ts'
import { fill, fillPath, MissingVariable, type Variables } from './template.ts'

/**
 * `works`: as the provider needs it. `refused`: not done, which the provider lives with. `failed`: it stops the provider's
 * work. `not reached`: an answer that it needs did not come. `left out`: the provider would not send it to this server.
 */
export type StepVerdict = 'works' | 'refused' | 'failed' | 'not reached' | 'left out'

export interface StepRecord {
  readonly step: string
  readonly verdict: StepVerdict
  /** What is wrong, or why it does not matter. */
  readonly why?: string
  /** What the step asks of a server beside the letter of the RFC. */
  readonly feature?: Feature
  /** The one that decided. */
  readonly exchange?: Exchange
}

export interface Stage {
  readonly send: (outgoing: Outgoing) => Promise<Exchange>
  /** Captured values are added. */
  readonly variables: Record<string, unknown>
}

export const playStep = async (step: Step, stage: Stage): Promise<StepRecord> => {
  const { onlyIf, needs = [] } = step
  if (onlyIf !== undefined && (stage.variables[onlyIf.variable] ?? true) !== onlyIf.is)
    return { step: step.name, verdict: 'left out', why: `sent only where ${onlyIf.variable} is ${onlyIf.is}` }
  try {
    const missing = needs.find((name) => stage.variables[name] === undefined)
    if (missing !== undefined) throw new MissingVariable(missing)
    return { step: step.name, ...(step.feature && { feature: step.feature }), ...(await outcomeOf(step, stage)) }
  } catch (error) {
    if (error instanceof MissingVariable) return { step: step.name, verdict: 'not reached', why: error.message }
    throw error
  }
}

type Outcome = Omit<StepRecord, 'step'>

const outcomeOf = async (step: Step, stage: Stage): Promise<Outcome> => {
  if (step.pages !== undefined) return pagesOf(step, step.pages, stage)
  const first = { exchange: await stage.send(filled(step.request, stage.variables)), answer: step.answer }
  const { exchange, answer } = await otherwiseOf(step, stage, first)
  const problems = judged(exchange, answer, stage.variables)
  capture(step, exchange, stage.variables)
  if (problems.length > 0) return blamed(step, exchange, problems)
  return step.seen === undefined ? { verdict: 'works', exchange } : lookedAt(step.seen, exchange, stage)
}

interface Answered {
  readonly exchange: Exchange
  readonly answer: Expectation
}

const otherwiseOf = async ({ otherwise }: Step, { send, variables }: Stage, first: Answered): Promise<Answered> => {
  if (otherwise === undefined || !otherwise.on.includes(first.exchange.status ?? 0)) return first
  return { exchange: await send(filled(otherwise.request, variables)), answer: otherwise.answer }
}

const filled = ({ method, path, body, headers }: Request, variables: Variables): Outgoing => ({
  method,
  path: fillPath(path, variables),
  ...(body !== undefined && { body: fill(body, variables) }),
  ...(headers && { headers }),
})

const judged = ({ status, body, failure }: Exchange, answer: Expectation, variables: Variables): readonly string[] =>
  status === undefined ? [failure ?? 'no answer'] : problemsOf({ status, body }, answer, variables)

/** Of a failure, too, as far as there is something: what comes after is judged all the same. */
const capture = ({ captures = {} }: Step, { status, body }: Exchange, variables: Record<string, unknown>): void => {
  if (status === undefined || status >= 300) return
  for (const [name, path] of Object.entries(captures)) {
    const value = path === '' ? body : valuesAt(body, path)[0]
    if (value !== undefined) variables[name] = value
  }
}

const blamed = ({ optional }: Step, exchange: Exchange, problems: readonly string[]): Outcome => {
  const why = problems.join('; ')
  if (optional !== undefined && isRefusal(exchange.status))
    return { verdict: 'refused', why: `${why}. ${optional}`, exchange }
  return { verdict: 'failed', why, exchange }
}

/** What concerns the request itself; not the token, nor the state of the server. */
const isRefusal = (status = 0): boolean =>
  status === 501 || (status >= 400 && status < 500 && status !== 401 && status !== 429)

const lookedAt = async ({ path, checks }: Look, done: Exchange, { send, variables }: Stage): Promise<Outcome> => {
  const look = await send({ method: 'GET', path: fillPath(path, variables) })
  const problems = judged(look, { status: [200], checks }, variables)
  if (problems.length === 0) return { verdict: 'works', exchange: done }
  const why = `answered ${done.status}, but a look at ${look.path} afterwards: ${problems.join('; ')}`
  return { verdict: 'failed', why, exchange: { ...done, looked: look } }
}

const pagesOf = async (
  step: Step,
  { most }: NonNullable<Step['pages']>,
  { send, variables }: Stage,
): Promise<Outcome> => {
  const ids = new Set<unknown>()
  let last: Exchange | undefined
  for (let page = 0, startIndex = 1; page < most; page += 1) {
    last = await send(filled(step.request, { ...variables, startIndex }))
    const problems = judged(last, step.answer, variables)
    if (problems.length > 0) return blamed(step, last, problems)
    const found = valuesAt(last.body, 'Resources/id')
    const twice = found.find((id) => ids.has(id))
    if (twice !== undefined) return blamed(step, last, [`${String(twice)} is on two pages`])
    for (const id of found) ids.add(id)
    startIndex += found.length
    if (found.length === 0 || startIndex > Number(valuesAt(last.body, 'totalResults')[0])) break
  }
  return { verdict: 'works', ...(last && { exchange: last }) }
}
