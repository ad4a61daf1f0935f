/** respondList: a page of a list whose resources are printed: a thousand of them are a million characters. RFC 7644 §3.4.2 */
import { createTurns } from '../operations/turns.ts'
import type { Printed } from '../scim/resource/printed.ts'
import type { ListResponse } from '../scim/search/list-response.ts'
import { type HttpContext, respondBytes, respondText } from './respond.ts'

/** Put together as one text: no work that others would wait for. */
const few = 100

export const respondList = async (c: HttpContext, { Resources, ...head }: ListResponse): Promise<Response> => {
  const before = `${JSON.stringify(head).slice(0, -1)},"Resources":[`
  const isShort = Resources.length <= few && Resources.every((each) => typeof each === 'string')
  if (isShort) return respondText(c, 200, `${before}${Resources.join(',')}]}`)
  return respondBytes(c, 200, await inBytes(before, Resources))
}

/** One text of them all would be copied twice more, and be twice as long where one name is Greek. */
const inBytes = async (before: string, resources: readonly Printed[]): Promise<Buffer<ArrayBuffer>> => {
  const turns = createTurns()
  const pieces: Buffer[] = [Buffer.from(before)]
  for (const [at, resource] of resources.entries()) {
    if (at > 0) pieces.push(comma)
    pieces.push(typeof resource === 'string' ? Buffer.from(resource) : resource)
    await turns.rest()
  }
  pieces.push(end)
  return Buffer.concat(pieces)
}

const comma = Buffer.from(',')
const end = Buffer.from(']}')
