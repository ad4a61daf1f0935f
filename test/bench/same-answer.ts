/** mustAnswerAlike: gateway and bare handler asked the same, before either of them is measured. */
import { type Answer, clientOf } from '../support/gateway.ts'
import type { RequestScenario } from './scenario.ts'
import type { World } from './world.ts'

/**
 * What changes something is asked of each in turns of its own, and adding and removing belong together.
 * @returns the first turn that is left
 * @throws Error where a status is not the expected one, or the answers differ in more than what is new in them
 */
export const mustAnswerAlike = async (scenario: RequestScenario, world: World): Promise<number> => {
  const changes = scenario.creates === true || scenario.pairs === true
  const turnsOf = (first: number) => (scenario.pairs ? [first, first + 1] : [first])
  const ours = await shapesOf(scenario, { world, url: world.gateway.url, turns: turnsOf(0) })
  const theirs = await shapesOf(scenario, { world, url: world.bare.url, turns: turnsOf(changes ? 2 : 0) })
  if (ours !== theirs) throw new Error(`the gateway answers\n${ours}\nand the bare handler\n${theirs}`)
  return 4
}

interface Question {
  readonly world: World
  readonly url: string
  readonly turns: readonly number[]
}

const shapesOf = async (scenario: RequestScenario, { world, url, turns }: Question): Promise<string> => {
  const shapes: string[] = []
  for (const turn of turns) {
    const { method, path, body } = scenario.request(turn, world.facts)
    const answer = await clientOf(url).request(method, path, { body })
    if (answer.status !== scenario.status) {
      const said = JSON.stringify(answer.body)?.slice(0, 500)
      throw new Error(`${method} ${path} of ${url} was answered ${answer.status}: ${said}`)
    }
    shapes.push(JSON.stringify(shapeOf(answer.body, scenario.creates === true)))
  }
  return shapes.join('\n')
}

/** How much there is of everything, and what a client would look for: ids and names, unless they are new. */
const shapeOf = (body: Answer['body'], isNew: boolean): unknown => {
  if (body === undefined) return undefined
  const { totalResults, Resources, Operations } = body
  if (Operations !== undefined) return Operations.map(({ status }: { readonly status: string }) => status)
  if (Resources !== undefined) {
    return { totalResults, Resources: Resources.map((resource: unknown) => shapeOf(resource, isNew)) }
  }
  const count = (list: readonly unknown[] | undefined) => list?.length ?? 0
  return {
    ...(isNew ? {} : { id: body.id, userName: body.userName }),
    ...{ emails: count(body.emails), groups: count(body.groups), members: count(body.members) },
    ...(body.meta && { title: body.title, active: body.active }),
  }
}
