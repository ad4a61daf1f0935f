/** respondList: a page of a list, printed in turns: a thousand resources are a million characters. RFC 7644 §3.4.2 */
import { createTurns } from '../operations/turns.ts'
import type { ListResponse } from '../scim/search/list-response.ts'
import { type HttpContext, respond, respondBytes } from './respond.ts'

/** Printed at once: no work that others would wait for. */
const few = 100

export const respondList = async (c: HttpContext, list: ListResponse): Promise<Response> =>
  list.Resources.length > few ? respondBytes(c, 200, await printed(list)) : respond(c, 200, list)

/** Resource by resource as bytes: one text of them all would be copied twice more, and be twice as long where one name is Greek. */
const printed = async ({ Resources, ...head }: ListResponse): Promise<Buffer<ArrayBuffer>> => {
  const turns = createTurns()
  const pieces: Buffer[] = []
  let before = `${JSON.stringify(head).slice(0, -1)},"Resources":[`
  for (const resource of Resources) {
    pieces.push(Buffer.from(before + JSON.stringify(resource)))
    before = ','
    await turns.rest()
  }
  pieces.push(Buffer.from(']}'))
  return Buffer.concat(pieces)
}
