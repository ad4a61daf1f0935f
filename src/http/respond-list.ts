/** respondList: a page of a list, printed in turns: a thousand resources are a million characters. RFC 7644 §3.4.2 */
import { createTurns } from '../operations/turns.ts'
import type { ListResponse } from '../scim/search/list-response.ts'
import { type HttpContext, respond, respondText } from './respond.ts'

/** Printed at once: no work that others would wait for. */
const few = 100

export const respondList = async (c: HttpContext, list: ListResponse): Promise<Response> =>
  list.Resources.length > few ? respondText(c, 200, await printed(list)) : respond(c, 200, list)

const printed = async ({ Resources, ...head }: ListResponse): Promise<string> => {
  const turns = createTurns()
  const texts: string[] = []
  for (const resource of Resources) {
    texts.push(JSON.stringify(resource))
    await turns.rest()
  }
  return `${JSON.stringify(head).slice(0, -1)},"Resources":[${texts.join(',')}]}`
}
