/** readRequest: which DNs, types, values and filters an LDAP request holds, read from its bytes. RFC 4511 §4 */
import type { LdapFilter } from '../../src/ldap/filter.ts'

export interface SentRequest {
  /** Of entries: the target, a new superior. */
  readonly dns: readonly string[]
  /** A new RDN, as text. */
  readonly rdns: readonly string[]
  /** Attribute types outside filters. */
  readonly types: readonly string[]
  readonly filters: readonly SentFilter[]
}

/** `filter` undefined: values that are no text. */
export interface SentFilter {
  readonly bytes: Buffer
  readonly filter: LdapFilter | undefined
}

const nothing: SentRequest = { dns: [], rdns: [], types: [], filters: [] }

/** Of requests that name nothing (bind, abandon, extended ones): nothing. Throws where the bytes are no such request. */
export const readRequest = (message: Buffer): SentRequest => {
  const [, operation, controls] = elementsIn(elementsIn(message)[0]?.content ?? message)
  if (operation === undefined) throw new Error('no LDAP request')
  const read = readers[operation.tag]
  const sent = read === undefined ? nothing : read(operation.content)
  const asserted = elementsIn(controls?.content ?? Buffer.alloc(0)).flatMap(assertionOf)
  return { ...sent, filters: [...sent.filters, ...asserted] }
}

interface Element {
  readonly tag: number
  readonly content: Buffer
  readonly bytes: Buffer
}

const textOf = (element: Element | undefined): string => {
  if (element === undefined) throw new Error('an LDAP request without all of its parts')
  return utf8.decode(element.content)
}
const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

/** By the tags of RFC 4511 §4.5.1, §4.6 to §4.9. */
const readers: Readonly<Record<number, (content: Buffer) => SentRequest>> = {
  99: (content) => {
    const fields = elementsIn(content)
    const types = elementsIn(fields[7]?.content ?? Buffer.alloc(0)).map(textOf)
    return { dns: [textOf(fields[0])], rdns: [], types, filters: [sentFilter(fields[6])] }
  },
  102: (content) => {
    const [dn, changes] = elementsIn(content)
    const types = elementsIn(changes?.content ?? Buffer.alloc(0)).map((change) => typeOf(elementsIn(change.content)[1]))
    return { ...nothing, dns: [textOf(dn)], types }
  },
  104: (content) => {
    const [dn, attributes] = elementsIn(content)
    return { ...nothing, dns: [textOf(dn)], types: elementsIn(attributes?.content ?? Buffer.alloc(0)).map(typeOf) }
  },
  74: (content) => ({ ...nothing, dns: [utf8.decode(content)] }),
  108: (content) => {
    const [dn, rdn, , superior] = elementsIn(content)
    return { ...nothing, dns: [textOf(dn), ...(superior ? [textOf(superior)] : [])], rdns: [textOf(rdn)] }
  },
}

const typeOf = (attribute: Element | undefined): string => textOf(elementsIn(attribute?.content ?? Buffer.alloc(0))[0])

/** The filter of an assertion control. RFC 4528 §3 */
const assertionOf = (control: Element): readonly SentFilter[] => {
  const [oid, ...rest] = elementsIn(control.content)
  const value = rest.at(-1)
  return textOf(oid) === '1.3.6.1.1.12' && value !== undefined ? elementsIn(value.content).map(sentFilter) : []
}

const sentFilter = (element: Element | undefined): SentFilter => {
  if (element === undefined) throw new Error('a search without a filter')
  return { bytes: element.bytes, filter: filterOf(element) }
}

/** RFC 4511 §4.5.1.7: the choices by their tags. */
const filterOf = (element: Element): LdapFilter | undefined => {
  const parts = elementsIn(element.tag === 0x87 ? Buffer.alloc(0) : element.content)
  switch (element.tag) {
    case 0xa0:
    case 0xa1: {
      const filters = parts.map(filterOf)
      const known = filters.filter((each) => each !== undefined)
      return known.length < filters.length ? undefined : { kind: element.tag === 0xa0 ? 'and' : 'or', filters: known }
    }
    case 0xa2: {
      const filter = filterOf(parts[0] as Element)
      return filter && { kind: 'not', filter }
    }
    case 0x87:
      return { kind: 'present', type: textOf(element) }
    case 0xa4:
      return substringOf(parts)
    case 0xa9:
      return undefined
    default:
      return comparisonOf(element.tag, parts)
  }
}

const comparisonOf = (tag: number, [type, value]: readonly Element[]): LdapFilter | undefined => {
  const kind = ({ 163: 'equal', 165: 'greater-or-equal', 166: 'less-or-equal' } as const)[tag]
  if (kind === undefined || value === undefined) throw new Error(`a filter of tag ${tag}`)
  const text = value.content.toString('utf8')
  return Buffer.from(text).equals(value.content) ? { kind, type: textOf(type), value: text } : undefined
}

const substringOf = ([type, list]: readonly Element[]): LdapFilter => {
  const pieces = elementsIn(list?.content ?? Buffer.alloc(0))
  const initial = pieces.find(({ tag }) => tag === 0x80)
  const final = pieces.find(({ tag }) => tag === 0x82)
  return {
    kind: 'substring',
    type: textOf(type),
    any: pieces.filter(({ tag }) => tag === 0x81).map(textOf),
    ...(initial && { initial: textOf(initial) }),
    ...(final && { final: textOf(final) }),
  }
}

const elementsIn = (bytes: Buffer): readonly Element[] => {
  const elements: Element[] = []
  for (let at = 0; at < bytes.length; ) {
    const first = bytes[at + 1] ?? 0
    const size = first < 0x80 ? 0 : first & 0x7f
    const start = at + 2 + size
    const end = start + (size === 0 ? first : bytes.readUIntBE(at + 2, size))
    if (end > bytes.length) throw new Error('an element longer than what holds it')
    elements.push({ tag: bytes[at] ?? 0, content: bytes.subarray(start, end), bytes: bytes.subarray(at, end) })
    at = end
  }
  return elements
}
