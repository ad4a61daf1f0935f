/** Printed: a resource as an answer has it, as JSON. What it was printed from, a thousand members each an object, is not kept. */
import type { Resource } from './resource.ts'

/** UTF-8 where it is long: a text lies among the objects of the program, and makes it look for garbage sooner. */
export type Printed = string | Buffer<ArrayBuffer>

const longText = 16_384

export const printResource = (resource: Resource): Printed => {
  const text = JSON.stringify(resource)
  return text.length < longText ? text : Buffer.from(text)
}
