/** typesBytes: an AttributeSelection as it goes over the wire; none are asked for as `1.1`. RFC 4511 §4.5.1.8 */
import { BerOut } from './ber-out.ts'
import { octetString, sequence } from './ber-tags.ts'

/** Of the lists that are asked for again and again. */
const known = new WeakMap<readonly string[], Buffer>()
/** A shorter one is written as fast as it is found. */
const worthKeeping = 8

/** One is written at a time. */
const list = new BerOut()

export const typesBytes = (types: readonly string[]): Buffer => {
  const found = known.get(types)
  if (found !== undefined) return found
  list.clear()
  for (const type of types.length === 0 ? ['1.1'] : types.toReversed()) list.text(octetString, type)
  list.close(sequence, 0)
  const bytes = list.take()
  if (types.length >= worthKeeping) known.set(types, bytes)
  return bytes
}
