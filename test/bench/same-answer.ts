/** mustAnswerAlike: gateway and bare handler asked the same, before either of them is measured. */
import { type Answer, clientOf } from '../support/gateway.ts'
import type { RequestScenario } from './scenario.ts'
import type { World } from './world.ts'

/** As many turns of each as there are subjects to be asked: what is created or added must be new each time. */
export const mustAnswerAlike = async (scenario: RequestScenario, world: World, firstTurn: number): Promise<number> => {
  const urls = [world.gateway.url, world.bare.url]
  const step = scenario.pairs ? 2 : 1
  let turn = firstTurn
  const shapes: string[][] = []
  for (const url of urls) {
    const shape: string[] = []
    const isWrite = scenario.status === 201 || scenario.pairs === true || scenario.name === 'bulk'
    for (let n = 0; n < step; n += 1) {
      const { method, path, body } = scenario.request(isWrite ? turn++ : firstTurn, world.facts)
      const answer = await clientOf(url).request(method, path, { body })
      if (answer.status !== scenario.status) {
        throw new Error(
          `${method} ${path} of ${url} was answered ${answer.status}: ${JSON.stringify(answer.body)?.slice(0, 500)}`,
        )
      }
      shape.push(JSON.stringify(shapeOf(answer.body)))
    }
    shapes.push(shape)
  }
  const [ours, theirs] = shapes.map((shape) => shape.join('\n'))
  if (ours !== theirs)
    throw new Error(`${scenario.name}: the gateway answers\n${ours}\nand the bare handler\n${theirs}`)
  return turn
}

/** Numbers of what there is, and what a client would look for. Names and ids of what was just created differ. */
const shapeOf = (body: Answer['body']): unknown => {
  if (body === undefined) return undefined
  const { totalResults, Resources, Operations } = body
  const count = (list: readonly unknown[] | undefined) => list?.length ?? 0
  if (Operations !== undefined) return Operations.map(({ status }: { readonly status: string }) => status)
  if (Resources !== undefined) return { totalResults, Resources: Resources.map(shapeOf) }
  return {
    isNew: /^b(ench|ulk)-/.test(body.userName ?? ''),
    ...(/^b(ench|ulk)-/.test(body.userName ?? '') ? {} : { id: body.id, userName: body.userName }),
    emails: count(body.emails),
    groups: count(body.groups),
    members: count(body.members),
    ...(body.meta && { title: body.title, active: body.active }),
  }
}
