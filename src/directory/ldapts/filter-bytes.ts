/** writeFilter: a search filter as it goes over the wire; nothing is ever escaped or parsed on this way. RFC 4511 §4.5.1.7 */
import { bitAndRule, type LdapFilter } from '../../ldap/filter.ts'
import { unreachable } from '../../text/unreachable.ts'
import { BerOut } from './ber-out.ts'
import { octetString, sequence } from './ber-tags.ts'

/** Of the choices of `Filter`; `present` alone is one value and not made of others. */
const tags = {
  ...{ and: 0xa0, or: 0xa1, not: 0xa2, equal: 0xa3, substring: 0xa4 },
  ...{ 'greater-or-equal': 0xa5, 'less-or-equal': 0xa6, present: 0x87, extensible: 0xa9 },
} as const
const pieces = { initial: 0x80, any: 0x81, final: 0x82 } as const
const extensible = { rule: 0x81, type: 0x82, value: 0x83 } as const

/** One is written at a time. */
const alone = new BerOut()

/** The bytes alone, as an assertion control holds them. */
export const filterBytes = (filter: LdapFilter): Buffer => {
  alone.clear()
  writeFilter(alone, filter)
  return alone.take()
}

export const writeFilter = (out: BerOut, filter: LdapFilter): void => {
  const mark = out.length
  switch (filter.kind) {
    // Not every server knows true and false as filters of no parts (RFC 4526): 389 Directory Server does not.
    case 'and':
      if (filter.filters.length === 0) writeAnything(out)
      else writeParts(out, tags.and, filter.filters)
      break
    case 'or':
      if (filter.filters.length === 0) writeNothing(out)
      else writeParts(out, tags.or, filter.filters)
      break
    case 'not':
      writeFilter(out, filter.filter)
      out.close(tags.not, mark)
      break
    case 'present':
      out.text(tags.present, filter.type)
      break
    case 'equal':
    case 'greater-or-equal':
    case 'less-or-equal':
      out.text(octetString, filter.value)
      out.text(octetString, filter.type)
      out.close(tags[filter.kind], mark)
      break
    case 'equal-bytes':
      out.octets(octetString, filter.value)
      out.text(octetString, filter.type)
      out.close(tags.equal, mark)
      break
    case 'all-bits':
      out.text(extensible.value, String(filter.mask))
      out.text(extensible.type, filter.type)
      out.text(extensible.rule, bitAndRule)
      out.close(tags.extensible, mark)
      break
    case 'substring':
      writeSubstring(out, filter)
      break
    default:
      unreachable(filter)
  }
}

/** Every entry has object classes. */
const writeAnything = (out: BerOut): void => out.text(tags.present, 'objectClass')

const writeNothing = (out: BerOut): void => {
  const mark = out.length
  writeAnything(out)
  out.close(tags.not, mark)
}

const writeParts = (out: BerOut, tag: number, parts: readonly LdapFilter[]): void => {
  const mark = out.length
  for (let at = parts.length - 1; at >= 0; at -= 1) writeFilter(out, parts[at] as LdapFilter)
  out.close(tag, mark)
}

/** A substring of nothing is no substring of RFC 4511; without any, the type has only to be there. */
const writeSubstring = (
  out: BerOut,
  { type, initial = '', any, final = '' }: LdapFilter & { readonly kind: 'substring' },
): void => {
  const mark = out.length
  if (final !== '') out.text(pieces.final, final)
  for (const piece of any.toReversed()) if (piece !== '') out.text(pieces.any, piece)
  if (initial !== '') out.text(pieces.initial, initial)
  if (out.length === mark) {
    out.text(tags.present, type)
    return
  }
  out.close(sequence, mark)
  out.text(octetString, type)
  out.close(tags.substring, mark)
}
